"""The entries that are shipped: all load, say their sources, and a name leads to the right one."""

from __future__ import annotations

import re

import pytest

from maildoctor.knowledge.provider import By, Kind, Provider, Sourced
from maildoctor.knowledge.providers import all_providers, by_id, load, recognise, refuse_double_claims, server_rules
from maildoctor.model.settings import Direction, Protocol, Security

# Signs whose width depends on the font, and marks of excitement: neither is printed anywhere.
UNREADABLE = re.compile(r"[①-⑳○●◎△▲▽▼□■◇◆☆★※→←↑↓⇒…―]|[｡-ﾟ]|[\U0001f000-\U0001ffff]")


def every_fact(provider: Provider) -> list[Sourced]:
    groups = (provider.recognise, provider.servers, provider.gotchas, provider.retired, provider.mistakes)
    return [*(fact for group in groups for fact in group), *provider.notices]


def every_text(provider: Provider) -> list[tuple[str, str]]:
    texts = [(provider.name_ja, provider.name_en), *((gotcha.ja, gotcha.en) for gotcha in provider.gotchas)]
    texts += [(retired.ja, retired.en) for retired in provider.retired]
    return texts + [(notice.ja, notice.en) for notice in provider.notices]


def test_every_entry_loads() -> None:
    providers = all_providers()
    assert [provider.id for provider in providers] == sorted(provider.id for provider in providers)


def test_sixty_providers_with_mailboxes_are_known() -> None:
    assert sum(provider.kind.has_mailboxes for provider in all_providers()) >= 60


def test_the_hosters_and_the_services_in_front_are_known() -> None:
    kinds = [provider.kind for provider in all_providers()]
    assert kinds.count(Kind.HOSTING) >= 35
    assert sum(not kind.has_mailboxes for kind in kinds) >= 25


@pytest.mark.parametrize("provider", all_providers(), ids=lambda provider: provider.id)
def test_an_entry_says_whence_and_can_be_read_by_anybody(provider: Provider) -> None:
    for fact in every_fact(provider):
        assert fact.verified == bool(fact.source) == bool(fact.date)
        assert "http" not in fact.source
    for ja, en in every_text(provider):
        ja.encode("cp932")
        assert not UNREADABLE.search(ja), ja
        assert en.isascii() or provider.name_en == en, en
    for gotcha in provider.gotchas:
        assert gotcha.ja.endswith("。")
        assert re.search(r"[ぁ-ん]", gotcha.ja)
        assert not re.search(r"[ぁ-んァ-ヶ]", gotcha.en)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sv999.xserver.jp", "xserver"),
        ("sv9999.xbiz.ne.jp", "xserver-business"),
        ("shop.sakura.ne.jp", "sakura"),
        ("www9999.sakura.ne.jp", "sakura"),
        ("mx01.lolipop.jp", "lolipop"),
        ("mx01.muumuu-mail.com", "muumuu-mail"),
        ("mx-proxy999.heteml.jp", "heteml"),
        ("mail99.onamae.ne.jp", "onamae-rental-server"),
        ("mail9999.conoha.ne.jp", "conoha-wing"),
        ("mgws999.kagoya.net", "kagoya"),
        ("jp99.mixhost.jp", "mixhost"),
        ("e9.valueserver.jp", "value-server"),
        ("s999.coreserver.jp", "coreserver"),
        ("ham9999.secure.ne.jp", "cpi"),
        ("mwpremgw2.ocn.ad.jp", "ntt-biz-mail-web"),
        ("mxi.alpha-prm.jp", "alpha-mail"),
        ("jp1-aspmx1.worksmobile.com", "line-works"),
        ("mg1.cybersolutions.co.jp", "cybermail"),
        ("a.example.hdems.com", "hennge"),
        ("MX9.SECUREMX.JP.", "iij-secure-mx"),
        ("in.tmes.trendmicro.com", "trend-micro-email-security"),
        ("route1.mx.cloudflare.net", "cloudflare-email-routing"),
        ("mail.sedoparking.com", "parking-sedo"),
    ],
)
def test_an_mx_alone_shows_the_provider(name: str, expected: str) -> None:
    found = recognise("aoba.example", mx=[name])
    assert [(one.provider.id, one.by, one.sourced) for one in found] == [(expected, By.MX, True)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ns1.xserver.jp", "xserver"),
        ("ns5.xbiz.ne.jp", "xserver-business"),
        ("ns1.dns.ne.jp", "sakura"),
        ("uns01.lolipop.jp", "lolipop"),
        ("dns01.chicappa.jp", "lolipop"),
        ("dns0.heteml.jp", "heteml"),
        ("ns-rs1.gmoserver.jp", "onamae-rental-server"),
        ("ns-a1.conoha.io", "conoha-wing"),
        ("ns1.wadax-sv.jp", "wadax"),
        ("ns2.namedserver.net", "gmo-cloud"),
        ("ns01.domainserver.ne.jp", "speever"),
    ],
)
def test_a_name_server_alone_shows_the_hoster(name: str, expected: str) -> None:
    assert [(one.provider.id, one.by) for one in recognise("aoba.example", ns=[name])] == [(expected, By.NS)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("*.xserver.jp", "xserver"),
        ("sv999.xserver.jp", "xserver"),
        ("*.xbiz.ne.jp", "xserver-business"),
        ("*.sakura.ne.jp", "sakura"),
        ("*.lolipop.jp", "lolipop"),
        ("*.heteml.jp", "heteml"),
        ("mail99.onamae.ne.jp", "onamae-rental-server"),
        ("*.conoha.ne.jp", "conoha-wing"),
        ("*.kagoya.net", "kagoya"),
        ("*.mixhost.jp", "mixhost"),
        ("*.coreserver.jp", "coreserver"),
        ("e9.valueserver.jp", "value-server"),
        ("*.secure.ne.jp", "cpi"),
        ("*.alpha-prm.jp", "alpha-mail"),
        ("*.znlc.jp", "zenlogic"),
    ],
)
def test_a_certificate_alone_shows_the_hoster(name: str, expected: str) -> None:
    found = recognise("aoba.example", certificate=[name])
    assert [(one.provider.id, one.by) for one in found] == [(expected, By.CERTIFICATE)]


@pytest.mark.parametrize(
    "name",
    ["tk2-999-99999.vs.sakura.ne.jp", "www9999uo.sakura.ne.jp", "v999-9-9-9.vir.kagoya.net", "x.static.cnode.io"],
)
def test_a_server_of_the_customers_own_is_not_the_shared_service(name: str) -> None:
    assert recognise("aoba.example", mx=[name], certificate=[name], hosts=[name]) == ()


def test_a_name_that_only_ends_alike_is_somebody_elses() -> None:
    assert recognise("notxserver.jp", mx=["mail.notxserver.jp"], ns=["ns1.notxserver.jp"]) == ()
    assert recognise("aoba.example", mx=["", ".", "xserver", "jp"], hosts=["203.0.113.1", "*"]) == ()


def test_a_filter_in_front_hides_no_hoster() -> None:
    found = recognise("aoba.example", mx=["mx1.securemx.jp"], ns=["ns1.xserver.jp"])
    assert [one.provider.id for one in found] == ["xserver", "iij-secure-mx"]
    assert not any(
        "securemx" in rule.host for rule in server_rules(found[0], "aoba.example", ["mx1.securemx.jp"], [], "a")
    )


def test_what_the_customer_typed_counts_for_more_than_the_name_servers() -> None:
    found = recognise("aoba.example", hosts=["smtp.lolipop.jp"], mx=["e9.valueserver.jp"], ns=["ns1.dns.ne.jp"])
    assert [(one.provider.id, one.by) for one in found] == [
        ("lolipop", By.HOST),
        ("value-server", By.MX),
        ("sakura", By.NS),
    ]


def test_the_hosters_server_is_the_mx_where_it_says_so() -> None:
    found = recognise("aoba.example", mx=["sv999.xserver.jp"])[0]
    rules = server_rules(found, "aoba.example", ["sv999.xserver.jp"], ["sv999.xserver.jp", "*.xserver.jp"], "info")
    assert {(r.protocol, r.port, r.security) for r in rules} == {
        (Protocol.IMAP, 993, Security.TLS),
        (Protocol.IMAP, 143, Security.STARTTLS),
        (Protocol.POP3, 995, Security.TLS),
        (Protocol.POP3, 110, Security.STARTTLS),
        (Protocol.SMTP, 465, Security.TLS),
        (Protocol.SMTP, 587, Security.STARTTLS),
    }
    assert len(rules) == 6
    assert {(r.host, r.username, r.sourced) for r in rules} == {("sv999.xserver.jp", "info@aoba.example", True)}


def test_where_the_mx_bears_the_domains_own_name_the_certificate_gives_the_server() -> None:
    mx = ["aoba.example"]
    found = recognise("aoba.example", mx, certificate=["sv999.xserver.jp"])[0]
    assert {r.host for r in server_rules(found, "aoba.example", mx, ["sv999.xserver.jp"], "a")} == {"sv999.xserver.jp"}
    assert server_rules(found, "aoba.example", mx, ["*.xserver.jp"], "a") == ()


def test_a_user_name_that_no_form_of_the_address_gives_is_left_open() -> None:
    found = recognise("aoba.example", mx=["mgws999.kagoya.net"])[0]
    (rule,) = server_rules(found, "aoba.example", ["mgws999.kagoya.net"], [], "info")
    assert (rule.direction, rule.username, rule.username_form) == (Direction.OUTGOING, None, "id")


def test_well_known_mistakes_are_known_as_such() -> None:
    mistakes = {mistake.host for provider in all_providers() for mistake in provider.mistakes}
    assert {"smtp.xserver.jp", "smtp.sakura.ne.jp", "smtp.conoha.ne.jp"} <= mistakes
    for provider in all_providers():
        assert {mistake.host for mistake in provider.mistakes} & {rule.host for rule in provider.servers} == set()


def test_an_unverified_fact_is_never_sourced() -> None:
    """Neither a rule of its own, nor a good rule behind a name that was only guessed at."""
    facts = [fact for provider in all_providers() for fact in every_fact(provider)]
    assert any(not fact.verified for fact in facts)
    found = recognise("aoba.example", mx=["s999.coreserver.jp"])[0]
    assert found.sourced
    rules = server_rules(found, "aoba.example", ["s999.coreserver.jp"], [], "a")
    assert rules
    assert not any(rule.sourced for rule in rules)
    guessed = recognise("aoba.example", mx=["v1.mailsecure.jp"])[0]
    assert not guessed.sourced


def test_an_unknown_domain_parses_nothing() -> None:
    by_id.cache_clear()
    assert (
        recognise("aoba.example", ["mail.aoba.example"], ["ns1.aoba.example"], ["aoba.example"], ["mail.aoba.example"])
        == ()
    )
    assert by_id.cache_info().currsize == 0


def test_no_two_entries_claim_one_name() -> None:
    one = '[name]\nja = "あ"\nen = "a"\n[[recognise]]\nby = "mx"\nsuffixes = ["mx.example"]\nunverified = true\n'
    first, second = (load('kind = "hosting"\n' + one, name) for name in ("first", "second"))
    with pytest.raises(ValueError, match=r"second\.toml.*'mx\.example' by mx.*first\.toml"):
        refuse_double_claims([first, second])
    refuse_double_claims([first, load('kind = "hosting"\n' + one.replace('"mx"', '"ns"'), "second")])


def test_a_name_that_was_never_right_still_shows_whom_it_was_meant_for() -> None:
    (found,) = recognise("aoba.example", hosts=["smtp.xserver.jp"])
    assert found.provider.id == "xserver"
    assert found.name in {mistake.host for mistake in found.provider.mistakes}
