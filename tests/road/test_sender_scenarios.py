"""SPF, DKIM, DMARC, MTA-STS, TLSA: broken in one way each, on real name servers; every line to publish, published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.certificates import Cabinet
from tests.lab.fixture import started
from tests.road.scenarios import (
    Report,
    Scenario,
    agrees,
    all_mended,
    examine,
    examine_all,
    fails,
    faults,
    findings,
    mended,
    table,
    to_publish,
    told_to_publish,
    warns,
    well,
)

pytestmark = pytest.mark.lab

SCENARIOS = (
    well("everything", "spf-good", "dkim-key-good", "dmarc-good", "tls-rpt-good", "mtasts-good", "dane-good"),
    well("plain", "spf-good", "dkim-not-found", "dmarc-missing"),
    warns("spf-absent", "spf-missing", "dns.spf"),
    fails("spf-absent-reject", "spf-missing", "dns.spf"),
    warns("spf-two", "spf-two-records", "dns.spf"),
    warns("spf-mistyped", "spf-syntax", "dns.spf"),
    warns("spf-eleven-lookups", "spf-too-many-lookups", "dns.spf"),
    well("spf-ten-lookups", "spf-good"),
    warns("spf-three-voids", "spf-void-lookups", "dns.spf"),
    well("spf-two-voids", "spf-good"),
    warns("spf-plus-all", "spf-permissive-all", "dns.spf"),
    warns("spf-behind-all", "spf-terms-unread", "dns.spf"),
    fails("spf-behind-all-reject", "spf-terms-unread", "dns.spf"),
    warns("spf-redirect-beside-all", "spf-terms-unread", "dns.spf"),
    well("spf-ptr", "spf-good", "spf-ptr-discouraged"),
    warns("spf-elsewhere", "spf-not-covering-outgoing", "dns.spf"),
    fails("spf-elsewhere-reject", "spf-not-covering-outgoing", "dns.spf"),
    warns("spf-at-wrong-name", "spf-wrong-name", "dns.spf"),
    warns("spf-include-of-nothing", "spf-include-without-record", "dns.spf"),
    warns("spf-includes-itself", "spf-include-broken", "dns.spf"),
    warns("spf-include-gone", "spf-include-without-record", "dns.spf"),
    well("spf-redirect", "spf-good"),
    well("dkim", "dkim-key-good"),
    well("dkim-unusual-name", "dkim-not-found"),
    well("dkim-1024", "dkim-key-good", "dkim-key-weak"),
    warns("dkim-768", "dkim-key-weak", "dns.dkim"),
    warns("dkim-512", "dkim-key-weak", "dns.dkim"),
    warns("dkim-revoked", "dkim-key-revoked", "dns.dkim"),
    well("dkim-revoked-beside", "dkim-key-good", "dkim-key-revoked"),
    warns("dkim-semicolon-lost", "dkim-txt-broken", "dns.dkim"),
    warns("dkim-cut-off", "dkim-key-unreadable", "dns.dkim"),
    warns("dkim-cname-nowhere", "dkim-cname-broken", "dns.dkim"),
    well("dkim-cname", "dkim-key-good"),
    well("dmarc", "dmarc-good", "dkim-key-good", "spf-good"),
    well("dmarc-none", "dmarc-good", "spf-good"),
    warns("dmarc-two", "dmarc-syntax", "dns.dmarc"),
    warns("dmarc-mistyped", "dmarc-syntax", "dns.dmarc"),
    warns("dmarc-version-second", "dmarc-syntax", "dns.dmarc"),
    well("dmarc-reports-unasked", "dmarc-good", "dmarc-report-not-authorised"),
    well("dmarc-reports-by-web", "dmarc-good", "dmarc-report-not-mail"),
    well("dmarc-reports-nowhere", "dmarc-good", "dmarc-report-undeliverable"),
    well("dmarc-reports-agreed", "dmarc-good", untold=("dmarc-report-not-authorised", "dmarc-report-not-mail")),
    well("eda.miki", "dmarc-subdomain", untold=("dmarc-missing", "dmarc-good")),
    well("sts", "mtasts-good"),
    fails("sts-other-mx", "mtasts-mx-mismatch", "dns.mta_sts"),
    warns("sts-other-mx-testing", "mtasts-mx-mismatch", "dns.mta_sts"),
    warns("sts-other-mx-beside", "mtasts-mx-mismatch", "dns.mta_sts"),
    Scenario("sts-closed", told=("mtasts-policy-untested",)),
    warns("sts-no-host", "mtasts-policy-unreachable", "dns.mta_sts"),
    warns("sts-not-found", "mtasts-policy-unreachable", "dns.mta_sts"),
    warns("sts-other-name", "mtasts-policy-unreachable", "dns.mta_sts"),
    warns("sts-mistyped", "mtasts-policy-syntax", "dns.mta_sts"),
    warns("sts-no-id", "mtasts-syntax", "dns.mta_sts"),
    warns("sts-two-records", "mtasts-several-records", "dns.mta_sts"),
    fails("sts-certificate", "mtasts-cert-mismatch", "dns.mta_sts"),
    warns("sts-certificate-testing", "mtasts-cert-mismatch", "dns.mta_sts"),
    well("tls-rpt", "tls-rpt-good"),
    warns("tls-rpt-mistyped", "tls-rpt-syntax", "dns.tls_rpt"),
    warns("tls-rpt-two", "tls-rpt-syntax", "dns.tls_rpt"),
    well("bimi", "bimi-good"),
    well("bimi-mistyped", "bimi-syntax"),
    well("tlsa", "dane-good", "dnssec-good"),
    fails("tlsa-other-key", "dane-mismatch", "dns.tlsa"),
    well("tlsa-unsigned", "dane-not-validated"),
    Scenario("tlsa-other-key-unsigned", told=("dane-not-validated",)),
    warns("tlsa-of-no-use", "dane-unusable", "dns.tlsa"),
    fails("tlsa-in-clear", "dane-without-starttls", "dns.tlsa"),
    well("texts-everywhere", "spf-good", "dkim-not-found", "dmarc-missing", "tls-rpt-missing", "mtasts-missing"),
    well("aliases-everywhere", "spf-good", "dkim-not-found", "dmarc-missing", "tls-rpt-missing", "mtasts-missing"),
    well("addresses-everywhere", "spf-good", "dkim-not-found", "dmarc-missing", "mtasts-missing"),
    well("spf-by-macro", "spf-good"),
    well("spf-by-list", "spf-good"),
    well("texts-beside", "spf-good"),
    well("dmarc-by-alias", "dmarc-good"),
    well("sts-by-alias", "mtasts-good"),
    well("capitals", "spf-good"),
    Scenario(
        "dmarc-nothing-to-show",
        (("spf-missing", "fail", "dns.spf"), ("dmarc-unaligned", "warn", "dns.dmarc")),
    ),
)
NO_RECORD = {
    "spf-too-many-lookups",  # which of the lists is no longer needed is known to the customer alone
    "dkim-key-weak", "dkim-key-revoked", "dkim-key-unreadable", "dkim-cname-broken",  # the key is the mail company's
    "dane-unusable", "dane-without-starttls",  # it is to be removed, or the server's company makes a new one
    "mtasts-policy-unreachable",  # a page that is not there is no record
}  # fmt: skip
NOTHING_MORE_TO_PUBLISH = ("sts-certificate-testing",)
"""The policy asks for nothing yet: the certificate alone is left to be repaired."""
RELIEVED = {"sts-certificate": (("mtasts-cert-mismatch", "warn", "dns.mta_sts"),)}
"""What is left after the record was published, which lets mail arrive again; the certificate is the server's."""
INFORMATION = (
    ("plain-well", "dmarc-missing", "dmarc-good"),
    ("bimi-mistyped-well", "bimi-syntax", "bimi-good"),
    ("dmarc-reports-unasked-well", "dmarc-report-not-authorised", "dmarc-good"),
)
"""World, information with a record to publish, and what is told in its place afterwards."""

_NAMED_KEY = "with the name of the key"


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Cabinet:
    """The certificates of both rounds: a TLSA record is of a key, which has to stay."""
    return Cabinet(tmp_path_factory.mktemp("road") / "certificates")


@pytest.fixture(scope="module")
def reports(cabinet: Cabinet) -> Iterator[dict[str, Report]]:
    """Every domain of this module, examined once."""
    worlds = [scenario.world for scenario in SCENARIOS]
    with started(worlds, cabinet) as lab:
        named = next(world for world in worlds if world.name == "dkim-unusual-name-well")
        yield examine_all(lab, worlds) | {_NAMED_KEY: examine(lab, named, "--dkim-selector", "hana2026")}


@pytest.fixture(scope="module")
def again(reports: dict[str, Report], cabinet: Cabinet) -> Iterator[dict[str, Report]]:
    """The faulty domains once more, after every record that was to be published stands in its zone."""
    worlds = all_mended(SCENARIOS, reports)
    for name, code, _ in INFORMATION:
        world = next(scenario.world for scenario in SCENARIOS if scenario.name == name)
        worlds.append(told_to_publish(world, reports[name], code))
    with started(worlds, cabinet) as lab:
        yield examine_all(lab, worlds)


@pytest.mark.timeout(300)
def test_the_table(reports: dict[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        print("\n".join(table(SCENARIOS, reports)))
    right = sum(agrees(scenario, reports[scenario.name]) for scenario in SCENARIOS)
    assert right >= 0.97 * len(SCENARIOS)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(s, id=s.name, marks=pytest.mark.xfail(reason=s.wrong_today, strict=True) if s.wrong_today else ())
        for s in SCENARIOS
    ],
)
def test_this_and_nothing_beside_it_is_said(reports: dict[str, Report], scenario: Scenario) -> None:
    assert sorted(faults(reports[scenario.name])) == sorted(scenario.faults)
    assert agrees(scenario, reports[scenario.name])


def test_a_key_of_an_unusual_name_is_found_by_that_name(reports: dict[str, Report]) -> None:
    told = {finding["code"] for finding in findings(reports[_NAMED_KEY])}
    assert "dkim-key-good" in told
    assert "dkim-not-found" not in told
    assert faults(reports[_NAMED_KEY]) == []


def test_every_fault_that_a_record_can_mend_gives_that_record(reports: dict[str, Report]) -> None:
    for scenario in SCENARIOS:
        given = {code for code, _, _ in to_publish(scenario.world, reports[scenario.name])}
        wanted = set() if scenario.name in NOTHING_MORE_TO_PUBLISH else {fault[0] for fault in scenario.faults}
        assert given == wanted - NO_RECORD, scenario.name


@pytest.mark.timeout(300)
def test_every_record_to_publish_turns_its_finding_green(
    reports: dict[str, Report], again: dict[str, Report], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print()
        for scenario in SCENARIOS:
            for code, name, record in to_publish(scenario.world, reports[scenario.name]):
                green = scenario.name in again and not faults(again[scenario.name])
                eased = "eased" if scenario.name in RELIEVED else "WRONG"
                print(f"{'green' if green else eased:6}{code:28}{name} {record[:90]}")
    assert len(again) >= 15
    assert {name: tuple(faults(report)) for name, report in again.items() if faults(report)} == RELIEVED
    for name in again.keys() - RELIEVED.keys():
        assert not {f["code"] for f in findings(again[name])} & {fault[0] for fault in faults(reports[name])}, name


@pytest.mark.parametrize(("name", "code", "afterwards"), INFORMATION)
def test_information_with_a_record_is_gone_once_it_is_published(
    reports: dict[str, Report], again: dict[str, Report], name: str, code: str, afterwards: str
) -> None:
    before, after = ({f["code"] for f in findings(each[name])} for each in (reports, again))
    assert code in before
    assert code not in after
    assert afterwards in after


def test_a_record_stays_wrong_until_it_is_published(reports: dict[str, Report]) -> None:
    """The guard of the test above: a published record takes the place of its kind, and of nothing else."""
    world = next(s.world for s in SCENARIOS if s.name == "spf-two")
    after = mended(world, reports["spf-two"])
    assert sum("spf1" in line for line in world.records) == 2
    assert sum("spf1" in line for line in after.records) == 1
    assert {line for line in world.records if "spf1" not in line} == {
        line for line in after.records if "spf1" not in line
    }
