"""The one door for checks: everything a check may use, and nothing else.

A check is a module with a `CHECK`. It says what is worth asking (`probes`), concludes (`judge`), and brings its texts
in Japanese and English. It brings no sockets, and it cannot log in: the budget of logins has one customer.
"""

from __future__ import annotations

from maildoctor.diagnosis.attempts import CHECK_RECIPIENT
from maildoctor.diagnosis.places import dialable, is_address, is_host, is_private, mapping_of, mx_hosts
from maildoctor.model.case import Address, Case
from maildoctor.model.check import Check
from maildoctor.model.contrast import Break, Certainty, Contrast, Contrasts, Edit, Proof, Severity, SideResult
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import (
    Certificate,
    Dial,
    EndpointFact,
    Envelop,
    EnvelopeFact,
    Fault,
    FetchFact,
    LoginFact,
    LookupFact,
    MailboxFact,
    Outcome,
    Refusal,
    Served,
)
from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.finding import Code, Finding, Question, Said, Status, Text, Title
from maildoctor.model.probe import HOST, Document, Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed
from maildoctor.model.settings import Auth, Direction, Protocol, Security

__all__ = [
    "CHECK_RECIPIENT",
    "HOST",
    "Address",
    "Auth",
    "Break",
    "Case",
    "Certainty",
    "Certificate",
    "Check",
    "Code",
    "Contrast",
    "Contrasts",
    "Dial",
    "Direction",
    "Document",
    "Edit",
    "Endpoint",
    "EndpointFact",
    "Envelop",
    "Envelope",
    "EnvelopeFact",
    "Evidence",
    "Fault",
    "Fetch",
    "FetchFact",
    "Field",
    "Finding",
    "Link",
    "Login",
    "LoginFact",
    "Lookup",
    "LookupFact",
    "Mailbox",
    "MailboxFact",
    "Observation",
    "Outcome",
    "Owner",
    "Probe",
    "Proof",
    "Protocol",
    "Question",
    "Refusal",
    "Said",
    "Security",
    "Served",
    "Severity",
    "SideResult",
    "Status",
    "Text",
    "Title",
    "Typed",
    "dialable",
    "is_address",
    "is_host",
    "is_private",
    "mapping_of",
    "mx_hosts",
]
