"""The worlds that are about finding settings are as they say, to clients that owe maildoctor nothing."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

from tests.lab.browse import Answer, Ask, browse
from tests.lab.conflict_worlds import CONFLICTS
from tests.lab.discovery_worlds import DISCOVERY_HEALTHY, IDN
from tests.lab.fixture import discovery_lab
from tests.lab.hoster_worlds import BY_CERTIFICATE, BY_MX, BY_NAME_SERVER, HOSTERS
from tests.lab.lab import Lab
from tests.lab.moving_worlds import MOVING, NEW, OLD
from tests.lab.network import AUTHORITY, RESOLVER
from tests.lab.pairs import covers, host_names, working_pairs
from tests.lab.place import ask, reach
from tests.lab.sources import AUTOCONFIG, ISPDB
from tests.lab.trial import Trial, try_all
from tests.lab.world import Page, World

__all__ = ["discovery_lab"]

pytestmark = pytest.mark.lab

_ALL = (*DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS, *MOVING)
_BY_NAME = {world.name: world for world in _ALL}
_ACCOUNT_GONE = {"moving-gone-at-old", "moving-stale-resolver"}


def _trials(world: World) -> list[Trial]:
    """The settings of the customer, in both directions."""
    account, inward, outward = world.account, world.client.incoming, world.client.outgoing
    envelopes = ((account.address, account.address), (account.address, "postmaster@example.com"))
    return [
        Trial(inward.protocol, inward.host, inward.port, inward.security, inward.username, account.password,
              inward.auth),
        Trial("smtp", outward.host, outward.port, outward.security, outward.username, account.password, outward.auth,
              envelopes),
    ]  # fmt: skip


def _stages(lab: Lab, worlds: tuple[World, ...]) -> dict[str, list[str]]:
    trials = [trial for world in worlds for trial in _trials(world)]
    outcomes = try_all(lab, trials, at_once=8)
    for trial, outcome in zip(trials, outcomes, strict=True):
        if outcome.stage == "done" and trial.protocol == "smtp":
            assert [words[:3] for words in outcome.envelopes] == ["250", "250"], trial
    found = [outcome.stage if outcome.done else f"{outcome.stage}: {outcome.reply}" for outcome in outcomes]
    return {world.name: found[2 * at : 2 * at + 2] for at, world in enumerate(worlds)}


def test_the_customers_settings_log_in_wherever_the_account_is(discovery_lab: Lab) -> None:
    mark = discovery_lab.mark()
    stages = _stages(discovery_lab, _ALL)
    assert {name: seen for name, seen in stages.items() if seen != ["done"] * 2 and name not in _ACCOUNT_GONE} == {}
    for name in _ACCOUNT_GONE:
        assert [stage.partition(":")[0] for stage in stages[name]] == ["login", "login"], stages[name]
    good = [attempt for attempt in discovery_lab.logins(since=mark) if attempt.ok]
    assert {attempt.username for attempt in good} == {
        world.account.login for world in _ALL if world.name not in _ACCOUNT_GONE
    }
    assert all(attempt.tls for attempt in good)


def test_the_settings_are_among_those_computed_and_all_names_are_the_certificates(discovery_lab: Lab) -> None:
    for world in _ALL:
        if world.name in _ACCOUNT_GONE:
            continue
        told = {(world.client.incoming.host, world.client.incoming.port),
                (world.client.outgoing.host, world.client.outgoing.port)}  # fmt: skip
        pairs = (*working_pairs(world, "incoming"), *working_pairs(world, "outgoing"))
        assert told <= {(pair.host, pair.port) for pair in pairs}, world.name


def _asks(page: Page, worlds: tuple[World, ...] = _ALL) -> list[str]:
    """The names that lead to the page and stand on its certificate."""
    owner = next(world for world in worlds if page in world.pages)
    names = {*host_names(owner, page.host_address), owner.domain}
    return sorted(name for name in names if covers(page.certificate, name))


def test_every_page_answers_as_declared(discovery_lab: Lab) -> None:
    pages = [(page, host) for world in _ALL for page in world.pages for host in _asks(page)]
    unasked = {page.certificate.names[0] for world in _ALL for page in world.pages} - {host for _, host in pages}
    assert unasked == {"www.kabe-host.example"}
    mark = discovery_lab.mark()
    answers = browse(discovery_lab, [Ask(host, page.path, page.method) for page, host in pages])
    for (page, host), answer in zip(pages, answers, strict=True):
        body = page.body.encode() if isinstance(page.body, str) else page.body
        assert (answer.status, answer.body) == (page.status, body), (page, answer.trouble)
        assert set(page.headers) <= set(answer.headers), (page, host)
    assert len(discovery_lab.web_requests(mark)) == len(pages)


def _get(lab: Lab, host: str, target: str = AUTOCONFIG) -> Answer:
    return browse(lab, [Ask(host, target, timeout_s=1)])[0]


def test_one_source_alone_names_the_hosts(discovery_lab: Lab) -> None:
    asked = [
        question
        for world in DISCOVERY_HEALTHY
        for question in ((f"_imaps._tcp.{world.domain}", "SRV"), (f"mail.{world.domain}", "A"))
    ]
    told = ask(discovery_lab, *asked)
    for world, services, mail in zip(DISCOVERY_HEALTHY, told[::2], told[1::2], strict=True):
        sources = (
            f"https://autoconfig.{world.domain}",
            f"https://{world.domain}/.well-known",
            f"https://{ISPDB}/v1.1/{world.domain}",
            f"https://autodiscover.{world.domain}",
        )
        guessable = world.name in ("idn", "user-percent")
        assert services == ["NXDOMAIN"], world.name
        assert (mail == ["NXDOMAIN"]) is not guessable, world.name
        found = [source for source in sources if any(source.split("/")[2] == host for page in world.pages
                                                     for host in _asks(page))]  # fmt: skip
        assert len(found) == (0 if guessable or world.name == "mx-autoconfig" else 1), (world.name, found)
        for page in world.pages:
            text = page.body if isinstance(page.body, bytes) else page.body.encode()
            assert world.client.incoming.host.encode() in text
            assert world.client.outgoing.host.encode() in text
            if page.headers[0][1] != "text/xml":  # Shift_JIS is more than the standard library's parser reads
                ET.fromstring(text)
    others = _get(discovery_lab, ISPDB, "/v1.1/unknown.example")
    assert others.status == 404


def test_an_international_domain_is_delegated_in_its_ascii_form(discovery_lab: Lab) -> None:
    world = _BY_NAME["idn"]
    assert world.domain.startswith("xn--")
    assert world.domain.encode().decode("idna") == IDN
    assert ask(discovery_lab, (IDN, "MX")) == [[f"10 mail.{world.domain}."]]


def test_sources_that_do_not_answer(discovery_lab: Lab) -> None:
    assert reach(
        discovery_lab,
        ("autoconfig.autoconfig-dead.test", 443),
        ("autoconfig.autoconfig-refused.test", 443),
        ("alt.srv-dead-host.test", 993),
        ("pop.mukashi-net.example", 110),
    ) == ["silent", "Connection refused", "silent", "No route to host"]
    assert "Hostname mismatch" in _get(discovery_lab, "autoconfig.autoconfig-wrong-certificate.test").trouble


def test_redirects_and_challenges(discovery_lab: Lab) -> None:
    names = ("redirect-private", "redirect-loopback", "redirect-http")
    answers = [_get(discovery_lab, f"autoconfig.{name}.test") for name in names]
    assert [answer.status for answer in answers] == [302] * 3
    assert [dict(answer.headers)["Location"] for answer in answers] == [
        f"https://192.168.1.1{AUTOCONFIG}",
        f"https://127.0.0.1{AUTOCONFIG}",
        f"http://autoconfig.redirect-http.test{AUTOCONFIG}",
    ]
    host, path = "autodiscover.autodiscover-401.test", "/autodiscover/autodiscover.xml"
    refused = browse(discovery_lab, [Ask(host, path, method, b"<a/>") for method in ("POST", "GET")])
    assert [answer.status for answer in refused] == [401, 401]
    challenges = [[v for n, v in answer.headers if n == "WWW-Authenticate"] for answer in refused]
    assert challenges == [['Basic realm="autodiscover-401.test"', "NTLM"]] * 2


def test_the_bomb_is_one_and_the_offer_is_in_clear(discovery_lab: Lab) -> None:
    bomb = _get(discovery_lab, "autoconfig.xml-bomb.test")
    assert bomb.body.count(b"<!ENTITY") == 10
    assert len(bomb.body) < 4096
    assert b"&n9;" in bomb.body
    offer = _get(discovery_lab, "autoconfig.plain-offer.test").body
    assert (offer.count(b"<socketType>plain<"), offer.count(b"<socketType>")) == (3, 3)
    portal = _get(discovery_lab, "autoconfig.autoconfig-html.test")
    assert (portal.status, dict(portal.headers)["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_live_server_of_somebody_else_refuses_the_account(discovery_lab: Lab) -> None:
    cases = (
        ("srv-other-host", "mail.tonari-ya.example", "mail.srv-other-host.test"),
        ("autoconfig-disagrees", "higashi.autoconfig-disagrees.test", "nishi.autoconfig-disagrees.test"),
        ("srv-disagrees", "nishi.srv-disagrees.test", "higashi.srv-disagrees.test"),
    )
    trials = [
        Trial(kind, host, port, "tls", _BY_NAME[name].account.login, _BY_NAME[name].account.password)
        for name, host, _ in cases
        for kind, port in (("imap", 993), ("pop3", 995), ("smtp", 465))
    ]
    assert [outcome.stage for outcome in try_all(discovery_lab, trials, at_once=9)] == ["login"] * 9
    for name, host, right in cases:
        hosts = {pair.host for pair in working_pairs(_BY_NAME[name], "incoming")}
        assert (host in hosts, right in hosts) == (False, True), name


def test_hosters_are_recognised_by_what_the_lists_say(discovery_lab: Lab) -> None:
    asked = [(world.domain, kind) for world in HOSTERS for kind in ("MX", "NS")]
    told = ask(discovery_lab, *asked)
    for world, exchangers, servers in zip(HOSTERS, told[::2], told[1::2], strict=True):
        hoster = world.name.partition("-by-")[0]
        own = {zone.name for zone in world.extra_zones} - {"cleanmail.example", "113.0.203.in-addr.arpa"}
        targets = [words.split()[1].rstrip(".") for words in exchangers]
        by_mx = all(any(target.endswith(zone) for zone in own) for target in targets)
        by_ns = all(any(server.rstrip(".").endswith(zone) for zone in own) for server in servers)
        kind = next(kind for kind, one in (("mx", BY_MX), ("ns", BY_NAME_SERVER), ("certificate", BY_CERTIFICATE))
                    if world.name in {other.name for other in one})  # fmt: skip
        assert (by_mx, by_ns) == (kind == "mx", kind == "ns"), (hoster, targets, servers)
        for service in world.services:
            assert service.certificate is not None
            assert not any(name.endswith(world.domain) for name in service.certificate.names)
    assert len({world.name.partition("-by-")[0] for world in HOSTERS}) >= 12


def test_by_the_certificate_alone(discovery_lab: Lab) -> None:
    trials = [Trial("imap", f"mail.{world.domain}", 993, "tls") for world in BY_CERTIFICATE]
    assert all("Hostname mismatch" in outcome.reply for outcome in try_all(discovery_lab, trials, at_once=2))


def test_both_ends_of_a_move(discovery_lab: Lab) -> None:
    trials = [
        Trial("smtp", service.certificate.names[0], 25, "starttls",
              envelopes=(("someone@elsewhere.example", world.account.address),))
        for world in MOVING
        for service in world.services
        if service.protocol == "mx" and service.certificate
    ]  # fmt: skip
    answers = [outcome.envelopes[0][:9] for outcome in try_all(discovery_lab, trials, at_once=8)]
    for world, old, new in zip(MOVING, answers[::2], answers[1::2], strict=True):
        assert new == "250 2.1.5", world.name
        assert old == ("554 5.7.1" if world.name in _ACCOUNT_GONE else "250 2.1.5"), world.name
        ends = {pair.host.partition(".")[2] for pair in working_pairs(world, "incoming")}
        assert ends - {world.domain} == ({NEW} if world.name in _ACCOUNT_GONE else {OLD, NEW}), world.name


def test_what_points_where_in_a_move(discovery_lab: Lab) -> None:
    def end(words: list[str]) -> list[str]:
        return sorted({zone for zone in (OLD, NEW) if any(zone in word for word in words)})

    asked = [(world.domain, kind) for world in MOVING for kind in ("MX", "NS", "TXT")]
    told = [end(words) for words in ask(discovery_lab, *asked)]
    seen = {world.name.removeprefix("moving-"): told[3 * n : 3 * n + 3] for n, world in enumerate(MOVING)}
    assert seen == {
        "old-still-accepts": [[NEW], [], [NEW]],
        "client-at-old": [[NEW], [], [OLD]],
        "gone-at-old": [[NEW], [], [OLD]],
        "mx-mixed": [[NEW, OLD], [], [NEW]],
        "mx-at-old": [[OLD], [], [NEW]],
        "policy-at-old": [[NEW], [], [OLD]],
        "name-servers-at-old": [[NEW], [OLD], [NEW]],
        "mail-name-at-old": [[NEW], [], []],
        "stale-resolver": [[OLD], [], []],
        "sends-by-old": [[NEW], [], [NEW]],
        "everything-mixed": [[NEW, OLD], [OLD], [OLD]],
    }


def test_the_resolver_has_what_the_authority_has_no_longer(discovery_lab: Lab) -> None:
    script = (
        "import dns.message, dns.query, sys\n"
        "for server in sys.argv[1:]:\n"
        "    for kind in 'A', 'AAAA':\n"
        "        query = dns.message.make_query('mail.moving-stale-resolver.test', kind)\n"
        "        answer = dns.query.udp(query, server, timeout=5)\n"
        "        print(*[f'{found.ttl} {found[0]}' for found in answer.answer] or ['none'])\n"
    )
    done = discovery_lab.run([sys.executable, "-c", script, RESOLVER, AUTHORITY])
    (kept, old), *others = (line.split() for line in done.stdout.splitlines())
    assert 900 < int(kept) <= 1800, done.stderr
    assert old == "198.51.100.214"
    assert others == [["none"], ["3600", "198.51.100.215"], ["none"]]


def test_no_page_was_told_a_secret(discovery_lab: Lab) -> None:
    """The log of this whole session: nothing but this file's own questions, and none had to log in."""
    browse(discovery_lab, [Ask(ISPDB, "/v1.1/a.example")])
    requests = discovery_lab.web_requests()
    assert requests
    assert [one for one in requests if one.header("authorization") or one.header("cookie")] == []
    secrets = {world.account.password for world in _ALL}
    assert [one for one in requests if any(one.contains(secret) for secret in secrets)] == []
