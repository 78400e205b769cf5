"""The one door for checks: everything a check may use, and nothing else.

A check is a module with a `CHECK`. It says what is worth asking (`probes`), concludes (`judge`), and brings its texts
in Japanese and English. It brings no sockets, and it cannot log in: the budget of logins has one customer.
"""

from __future__ import annotations

from maildoctor.diagnosis.attempts import (
    CHECK_RECIPIENT,
    NOTICE_SENDER,
    RELAY_SENDER,
    is_relay_test,
    tells_of_the_account,
)
from maildoctor.diagnosis.clock import WRONG_FROM_S as CLOCK_WRONG_FROM_S
from maildoctor.diagnosis.clock import by_servers as clock_by_servers
from maildoctor.diagnosis.line import speaks_of_this_address, turned_away_everywhere
from maildoctor.diagnosis.places import (
    addresses,
    dialable,
    is_address,
    is_host,
    is_private,
    lookups,
    mapping_of,
    own_sources,
)
from maildoctor.diagnosis.seen import masked
from maildoctor.diagnosis.side import side_of
from maildoctor.discovery import companies
from maildoctor.discovery.domains import registrable_domain
from maildoctor.discovery.proposals import Proposal, proposed
from maildoctor.discovery.questions import autoconfig as autoconfig_questions
from maildoctor.discovery.questions import autodiscover as autodiscover_questions
from maildoctor.discovery.questions import ispdb as ispdb_questions
from maildoctor.discovery.recognition import recognised
from maildoctor.discovery.records import mx_hosts
from maildoctor.knowledge.client import ClientCause
from maildoctor.knowledge.provider import Notice, Provider
from maildoctor.knowledge.providers import Recognised
from maildoctor.knowledge.words import CLIENTS, client_causes, is_suspicious
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
from maildoctor.model.settings import Auth, Direction, Protocol, Security, ServerSettings
from maildoctor.wire import bimi, dkim_key, dmarc, dmarc_repair, dmarc_walk, jprs, mta_sts, spf, tls_rpt, tlsa
from maildoctor.wire.registration import Registration, read_registration

__all__ = [
    "CHECK_RECIPIENT",
    "CLIENTS",
    "CLOCK_WRONG_FROM_S",
    "HOST",
    "NOTICE_SENDER",
    "RELAY_SENDER",
    "Address",
    "Auth",
    "Break",
    "Case",
    "Certainty",
    "Certificate",
    "Check",
    "ClientCause",
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
    "Notice",
    "Observation",
    "Outcome",
    "Owner",
    "Probe",
    "Proof",
    "Proposal",
    "Protocol",
    "Provider",
    "Question",
    "Recognised",
    "Refusal",
    "Registration",
    "Said",
    "Security",
    "Served",
    "ServerSettings",
    "Severity",
    "SideResult",
    "Status",
    "Text",
    "Title",
    "Typed",
    "addresses",
    "autoconfig_questions",
    "autodiscover_questions",
    "bimi",
    "client_causes",
    "clock_by_servers",
    "companies",
    "dialable",
    "dkim_key",
    "dmarc",
    "dmarc_repair",
    "dmarc_walk",
    "is_address",
    "is_host",
    "is_private",
    "is_relay_test",
    "is_suspicious",
    "ispdb_questions",
    "jprs",
    "lookups",
    "mapping_of",
    "masked",
    "mta_sts",
    "mx_hosts",
    "own_sources",
    "proposed",
    "read_registration",
    "recognised",
    "registrable_domain",
    "side_of",
    "speaks_of_this_address",
    "spf",
    "tells_of_the_account",
    "tls_rpt",
    "tlsa",
    "turned_away_everywhere",
]
