"""DKIM keys: what must and what must not be said of each zone."""

from __future__ import annotations

import pytest

from maildoctor.api import Field, Finding, LookupFact, Status
from maildoctor.wire.dkim_key import read_dkim_key
from tests.checks.records import (
    ABSENT,
    FAILED,
    NO_SUCH_NAME,
    Answers,
    asked,
    assert_well_said,
    ids,
    is_green,
    judged,
    mx,
    txt,
)
from tests.wire.test_dkim_key import ED25519, P2048, rsa_key

GOOD = f"v=DKIM1; k=rsa; p={P2048}"
MICROSOFT = mx("example-jp.mail.protection.outlook.com")


def at(**keys: LookupFact) -> Answers:
    return {f"{selector}._domainkey.example.jp": fact for selector, fact in keys.items()}


def dkim(answers: Answers, **more: object) -> list[Finding]:
    found = judged("domain.dkim", answers, **more)  # type: ignore[arg-type]
    assert_well_said(found)
    assert {finding.field for finding in found} <= {Field.DNS_DKIM}
    return found


@pytest.mark.parametrize(("key", "bits"), [(GOOD, 2048), (f"v=DKIM1; k=ed25519; p={ED25519}", 256)])
def test_a_good_key(key: str, bits: int) -> None:
    (said,) = dkim(at(default=txt(key)))
    assert (said.id, said.status) == ("dkim-key-good", Status.PASS)
    assert (said.arguments["selector"], said.arguments["bits"]) == ("default", bits)


def test_a_key_behind_an_alias_is_a_key() -> None:
    assert ids(dkim(at(s1=txt(GOOD, aliases=("s1.mailer.test",))))) == ["dkim-key-good"]


def test_an_unknown_selector_proves_nothing() -> None:
    (said,) = dkim({})
    assert (said.id, said.status) == ("dkim-not-found", Status.PASS)
    assert ids(dkim({}, otherwise=ABSENT)) == ["dkim-not-found"]


@pytest.mark.parametrize("answer", FAILED)
def test_nothing_is_called_absent_without_an_answer(answer: LookupFact) -> None:
    assert dkim(at(google=answer)) == []
    assert dkim(at(google=answer, s1=txt("v=DKIM1; p="))) == []
    assert ids(dkim(at(google=answer, s1=txt(GOOD)))) == ["dkim-key-good"]
    assert dkim({"maildoctor-no-such-selector._domainkey.example.jp": answer, **at(s1=txt("v=DKIM1; p="))}) == []
    assert dkim({}, otherwise=None) == []


def test_a_domain_that_is_not_there_lacks_nothing() -> None:
    assert dkim({}, exchangers=NO_SUCH_NAME) == []


def test_a_key_called_back_is_normal_beside_a_good_one() -> None:
    (said,) = dkim(at(s1=txt("v=DKIM1; p="), s2=txt("v=DKIM1; k=rsa; p=")))
    assert (said.id, said.status) == ("dkim-key-revoked", Status.WARN)
    assert said.arguments["selectors"] == ("s1", "s2")
    assert said.arguments["name"] == ("s1._domainkey.example.jp", "s2._domainkey.example.jp")
    found = dkim(at(s1=txt("v=DKIM1; p="), s2=txt(GOOD)))
    assert ids(found) == ["dkim-key-good", "dkim-key-revoked"]
    assert is_green(found)


@pytest.mark.parametrize(
    ("bits", "status", "said"),
    [
        (512, Status.WARN, ["dkim-key-weak"]),
        (1023, Status.WARN, ["dkim-key-weak"]),
        (1024, Status.PASS, ["dkim-key-good", "dkim-key-weak"]),
        (1536, Status.PASS, ["dkim-key-good", "dkim-key-weak"]),
        (2048, Status.PASS, ["dkim-key-good"]),
    ],
)
def test_short_keys(bits: int, status: Status, said: list[str]) -> None:
    found = dkim(at(mail=txt(f"p={rsa_key(bits)}")))
    assert ids(found) == said
    assert found[-1].status is status


def test_a_key_on_trial_is_information() -> None:
    found = dkim(at(k1=txt(f"v=DKIM1; t=y; p={P2048}")))
    assert ids(found) == ["dkim-key-good", "dkim-key-testing"]
    assert is_green(found)


@pytest.mark.parametrize(
    "text",
    [
        f'"{GOOD}"',
        f"v=DKIM1\\; k=rsa\\; p={P2048}",
        f'v=DKIM1; k=rsa; p={P2048[:80]}\\x0a" "{P2048[80:]}',
        f"v=DKIM1 k=rsa p={P2048}",
        f"k=rsa; v=DKIM1; p={P2048}",
    ],
)
def test_what_was_broken_in_pasting_is_a_warning_and_its_record_makes_it_green(text: str) -> None:
    (said,) = dkim(at(x=txt(text)))
    assert (said.id, said.status) == ("dkim-txt-broken", Status.WARN)
    assert said.arguments["name"] == "x._domainkey.example.jp"
    record = str(said.arguments["record"])
    assert read_dkim_key(record).usable
    assert ids(dkim(at(x=txt(record)))) == ["dkim-key-good"]


@pytest.mark.parametrize(
    "values",
    [
        [f"v=DKIM1; p={P2048[:200]}"],
        ["v=DKIM1; k=rsa"],
        [f"v=DKIM1; k=dsa; p={P2048}"],
        [f"v=DKIM1; h=sha1; p={P2048}"],
        [GOOD, f"v=DKIM1; p={rsa_key(1024)}"],
        [f'"v=DKIM1; p={rsa_key(4096)}"'],
    ],
)
def test_what_only_the_provider_can_mend_brings_no_record(values: list[str]) -> None:
    (said,) = dkim(at(dkim=txt(*values)))
    assert (said.id, said.status) == ("dkim-key-unreadable", Status.WARN)
    assert "record" not in said.arguments


def test_an_alias_that_leads_nowhere() -> None:
    for answer in (
        txt(aliases=("k1.mailer.test",)),
        LookupFact(NO_SUCH_NAME.outcome, "NXDOMAIN", (), ("k1.mailer.test",)),
    ):
        (said,) = dkim(at(k1=answer))
        assert (said.id, said.status) == ("dkim-cname-broken", Status.WARN)
        assert said.arguments["target"] == "k1.mailer.test"


def test_the_resting_one_of_a_pair_may_lead_nowhere() -> None:
    found = dkim(at(selector1=txt(GOOD, aliases=("a.test",)), selector2=txt(aliases=("b.test",))), exchangers=MICROSOFT)
    assert ids(found) == ["dkim-key-good", "dkim-cname-broken"]
    assert is_green(found)
    assert not is_green(dkim(at(k1=txt(GOOD), selector2=txt(aliases=("b.test",)))))


def test_microsoft_without_its_keys() -> None:
    (said,) = dkim({}, exchangers=MICROSOFT)
    assert (said.id, said.status) == ("dkim-cname-missing-m365", Status.PASS)
    assert ids(dkim({}, exchangers=mx("example-jp.r-v1.mx.microsoft"))) == ["dkim-cname-missing-m365"]
    assert "dkim-cname-missing-m365" in ids(dkim(at(s1=txt(GOOD)), exchangers=MICROSOFT))
    assert ids(dkim(at(selector2=txt(GOOD)), exchangers=MICROSOFT)) == ["dkim-key-good"]
    assert ids(dkim({}, exchangers=mx("mx.notmail.protection.outlook.com.test"))) == ["dkim-not-found"]
    assert dkim(at(selector1=FAILED[0]), exchangers=MICROSOFT) == []


@pytest.mark.parametrize(
    "everywhere",
    [
        txt("v=spf1 -all"),
        txt("v=DKIM1; p="),
        txt(GOOD),
        txt("v=DKIM1; broken"),
        txt(aliases=("parking.test",)),
        txt("v=DKIM1; p=", aliases=("parking.test",)),
    ],
)
def test_what_answers_under_every_name_is_no_key(everywhere: LookupFact) -> None:
    assert ids(dkim({}, otherwise=everywhere)) == ["dkim-not-found"]
    assert ids(dkim(at(google=txt(f"v=DKIM1; t=s; p={P2048}")), otherwise=everywhere)) == ["dkim-key-good"]


def test_other_texts_are_no_keys() -> None:
    assert ids(dkim(at(mail=txt("v=spf1 -all"), default=txt("hello")))) == ["dkim-not-found"]


def test_at_most_twelve_selectors_and_three_more_are_asked() -> None:
    assert 3 < len(asked("domain.dkim")) <= 15
