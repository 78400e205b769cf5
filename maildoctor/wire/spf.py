"""SPF (RFC 7208), the one door: records, their evaluation, and what came of it. Pure; the DNS is a function."""

from __future__ import annotations

from maildoctor.wire.spf_evaluate import check_host, survey
from maildoctor.wire.spf_macros import varies
from maildoctor.wire.spf_tally import MOST_TERMS, MOST_VOIDS
from maildoctor.wire.spf_terms import (
    MECHANISMS,
    VERSION,
    Flaw,
    Mechanism,
    Mistake,
    Modifier,
    Qualifier,
    Record,
    is_record,
    parse_record,
    records,
)
from maildoctor.wire.spf_verdict import Fault, Place, Result, Trouble, Verdict

__all__ = [
    "MECHANISMS",
    "MOST_TERMS",
    "MOST_VOIDS",
    "VERSION",
    "Fault",
    "Flaw",
    "Mechanism",
    "Mistake",
    "Modifier",
    "Place",
    "Qualifier",
    "Record",
    "Result",
    "Trouble",
    "Verdict",
    "check_host",
    "is_record",
    "parse_record",
    "records",
    "survey",
    "varies",
]
