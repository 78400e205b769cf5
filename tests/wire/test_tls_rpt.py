"""TLS-RPT and BIMI records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.bimi import is_bimi, is_meant_as_bimi, read_bimi, repaired_bimi
from maildoctor.wire.tls_rpt import is_meant_as_tls_rpt, is_tls_rpt, read_tls_rpt, repaired_tls_rpt


@pytest.mark.parametrize(
    "text",
    [
        "v=TLSRPTv1; rua=mailto:t@example.jp",
        "v=TLSRPTv1;rua=mailto:t@example.jp,https://example.jp/tls;",
        "v=TLSRPTv1; rua=mailto:t@example.jp; rua=https://example.jp/tls",
        "v=TLSRPTv1; rua=mailto:t@example.jp; ext=value",
    ],
)
def test_good_tls_rpt(text: str) -> None:
    record = read_tls_rpt(text)
    assert is_tls_rpt(text)
    assert record.faults == ()
    assert record.rua


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v=TLSRPTv1", "bad-version"),
        ("v=TLSRPTv1; ", "no-address"),
        ("v=tlsrptv1; rua=mailto:t@example.jp", "bad-version"),
        ("rua=mailto:t@example.jp; v=TLSRPTv1", "bad-version"),
        ("v=TLSRPTv1; rua=t@example.jp", "bad-report-address"),
        ("v=TLSRPTv1; rua=http://example.jp/", "bad-report-address"),
        ("v=TLSRPTv1; rua=mailto:t@example.jp; x=a b", "bad-value"),
        ("v=TLSRPTv1; mailto:t@example.jp", "no-equals"),
    ],
)
def test_broken_tls_rpt(text: str, kind: str) -> None:
    assert kind in {fault.kind for fault in read_tls_rpt(text).faults}
    assert is_meant_as_tls_rpt(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["v=TLSRPTv1; rua=t@example.jp"], "v=TLSRPTv1; rua=mailto:t@example.jp"),
        (["v=TLSRPT1 rua=mailto:t@example.jp"], "v=TLSRPTv1; rua=mailto:t@example.jp"),
        (
            ["v=TLSRPTv1; rua=mailto:a@example.jp", "v=TLSRPTv1; rua=https://example.jp/tls"],
            "v=TLSRPTv1; rua=mailto:a@example.jp,https://example.jp/tls",
        ),
        (["v=TLSRPTv1"], None),
    ],
)
def test_tls_rpt_as_it_was_meant(written: list[str], meant: str | None) -> None:
    assert repaired_tls_rpt(written) == meant


def test_good_bimi() -> None:
    record = read_bimi("v=BIMI1; l=https://example.jp/logo.svg; a=https://example.jp/vmc.pem")
    assert (record.location, record.evidence) == ("https://example.jp/logo.svg", "https://example.jp/vmc.pem")
    assert (record.faults, record.declined) == ((), False)
    assert read_bimi("v=BIMI1; l=; a=;").declined


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v=bimi1; l=https://example.jp/logo.svg", "bad-version"),
        ("l=https://example.jp/logo.svg; v=BIMI1", "bad-version"),
        ("v=BIMI1; a=", "no-location"),
        ("v=BIMI1; l=http://example.jp/logo.svg", "bad-location"),
        ("v=BIMI1; l=https://example.jp/logo.svg; a=self", "bad-evidence"),
        ("v=BIMI1; https://example.jp/logo.svg", "no-equals"),
    ],
)
def test_broken_bimi(text: str, kind: str) -> None:
    assert kind in {fault.kind for fault in read_bimi(text).faults}
    assert is_meant_as_bimi(text)


def test_bimi_as_it_was_meant() -> None:
    good = "v=BIMI1; l=https://example.jp/logo.svg; a="
    assert repaired_bimi(['"v=bimi1; l=https://example.jp/logo.svg; a=self"']) == good
    assert repaired_bimi(["v=BIMI1; l=http://example.jp/logo.svg"]) is None
    assert repaired_bimi(["v=BIMI1; l=https://example.jp/ロゴ.svg"]) is None


@given(st.text(max_size=120))
def test_nothing_raises(text: str) -> None:
    assert all(0 <= p.at <= len(text) for p in read_tls_rpt(text).problems + read_bimi(text).problems)
    assert is_tls_rpt(text) or read_tls_rpt(text).faults
    assert is_bimi(text) or read_bimi(text).faults
    for meant, read in ((repaired_tls_rpt([text]), read_tls_rpt), (repaired_bimi([text]), read_bimi)):
        assert meant is None or read(meant).faults == ()
