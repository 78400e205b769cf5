"""The records of the lab: a healthy domain, and domains that differ from it by faults of every kind."""

from __future__ import annotations

import re

from tests.support.dns_answer import Question

_HEALTHY: dict[str, tuple[str, ...]] = {
    "@ SOA": ("ns1.dns.example. admin.@. 2026112401 3600 600 1209600 300",),
    "@ NS": ("ns1.dns.example.", "ns2.dns.example."),
    "@ MX": ("10 mail.@.",),
    "@ A": ("198.51.100.80",),
    "@ TXT": ("v=spf1 mx -all",),
    "mail.@ A": ("198.51.100.#",),
    "#.100.51.198.in-addr.arpa PTR": ("mail.@.",),
    "_dmarc.@ TXT": ("v=DMARC1; p=reject; rua=mailto:dmarc@@",),
}
"""A domain with nothing to say about, "@" standing for its name and "#" for a number of its own.

The faulty ones differ from it by what is listed."""

FAULTS: dict[str, dict[str, tuple[str, ...]]] = {
    "healthy.example": {},
    "lookups.example": {
        "@ TXT": ("v=spf1 " + " ".join(f"include:s{n}.lists.example" for n in range(11)) + " ~all",),
        "_dmarc.@ TXT": ("v=DMARC1; p=none",),
        "default._bimi.@ TXT": ("v=BIMI1; l=https://www.@/logo.svg; zz=1",),
    },
    "two.example": {
        "@ TXT": ("v=spf1 mx -all", "v=spf1 a ~all"),
        "_dmarc.@ TXT": ("v=DMARC1; p=none", "v=DMARC1; p=reject"),
        "_mta-sts.@ TXT": ("v=STSv1; id=1", "v=STSv1; id=2"),
        "_smtp._tls.@ TXT": ("v=TLSRPTv1; rua=mailto:t@@", "v=TLSRPTv1; rua=mailto:u@@"),
        "default._bimi.@ TXT": ("v=BIMI1; l=; a=", "v=BIMI1; l=https://www.@/logo.svg"),
        "@ MX": ("10 mail.@.", "20 mail.@."),
    },
    "bare.example": {"@ TXT": (), "_dmarc.@ TXT": (), "@ MX": (), "@ SOA": ()},
    "empty.example": {"@ TXT": (), "_dmarc.@ TXT": (), "@ MX": (), "@ A": (), "@ NS": ()},
    "open.example": {"@ TXT": ("v=spf1 a mx +all",), "_dmarc.@ TXT": ("v=DMARC1; p=rejct; rua=mailto:d@@",)},
    "syntax.example": {
        "@ TXT": ("v=spf1 ipv4:198.51.100.25 mx -all",),
        "_dmarc.@ TXT": ("v=DMARC1; p=none p=reject, rua=mailto:d@@",),
        "_mta-sts.@ TXT": ("v=STSv1; id=2026-11-24",),
        "_smtp._tls.@ TXT": ("v=TLSRPTv1; rua=t@@",),
        "default._bimi.@ TXT": ("v=BIMI1; l=http://www.@/logo.svg",),
    },
    "glued.example": {
        "@ TXT": ("v=spf1 ip4:198.51.100.25~all",),
        "_dmarc.@ TXT": ("v=DMARC1; p=reject; p=none; rua=mailto:d@@",),
        "_mta-sts.@ TXT": ("v=STSv1;",),
        "_smtp._tls.@ TXT": ("v=TLSRPTv1;",),
        "default._bimi.@ TXT": ("v=BIMI1; a=https://www.@/mark.pem",),
    },
    "reports.example": {
        "_dmarc.@ TXT": (
            "v=DMARC1; sp=none; p=quarantine; "
            "rua=mailto:a@elsewhere.example,mailto:b@@!10m,https://www.@/r,mailto:c@mailless.example,"
            "mailto:e@vanished.example; ruf=mailto:f@elsewhere.example",
        ),
        "_smtp._tls.@ TXT": ("v=TLSRPTv1; rua=mailto:t@@; zz=1", "left over"),
        "_mta-sts.@ TXT": ("v=STSv1; id=1; id=2; zz=1", "left over"),
        "default._bimi.@ TXT": ("v=BIMI1; l=https://www.@/logo.svg; a=", "left over"),
    },
    "percent.example": {"_dmarc.@ TXT": ("v=DMARC1; p=quarantine; pct=50; rua=mailto:d@@",)},
    "options.example": {"_dmarc.@ TXT": ("v=DMARC1; p=quarantine; fo=0:1; rua=mailto:d@@",)},
    "alignment.example": {"_dmarc.@ TXT": ("v=DMARC1; p=quarantine; adkim=x; rua=mailto:d@@",)},
    "unknown.example": {"_dmarc.@ TXT": ("v=DMARC1; p=quarantine; zz=1; rua=mailto:d@@",)},
    "unsaid.example": {
        "_dmarc.@ TXT": ("v=DMARC1; rua=mailto:d@@",),
        "_smtp._tls.@ TXT": ("v=TLSRPTv1 ; rua=mailto:t@@",),
        "_mta-sts.@ TXT": ("v=STSv1 ; id=1",),
    },
    "alias.example": {
        "@ MX": ("10 mx.@.", "20 mail.@."),
        "mx.@ CNAME": ("mail.@.",),
        "_dmarc.@ TXT": ("v=DMARC1; p=reject",),
        "_dmarc.@ CNAME": ("_dmarc.healthy.example.",),
    },
    "targets.example": {
        "@ MX": ("10 gone.@.", "20 198.51.100.25.", "30 empty.@.", "40 mail.@."),
        "empty.@ TXT": ("x",),
    },
    "nowhere.example": {"@ MX": ("10 gone.@.",)},
    "letters.example": {"@ MX": ("10 my_mail.@.", "20 mail.@."), "my_mail.@ A": ("198.51.100.#",)},
    "null.example": {"@ MX": ("0 .",), "@ TXT": ("v=spf1 -all",)},
    "nullbeside.example": {"@ MX": ("0 .", "10 mail.@.")},
    "nullodd.example": {"@ MX": ("10 .",)},
    "voids.example": {
        "@ TXT": ("v=spf1 a:v1.@ a:v2.@ mx:v3.@ ptr exists:%{i}.v4.@ mx ~all",),
    },
    "doubtful.example": {"@ TXT": ("v=spf1 mx ptr a:v1.@ exp=why.@ ~all",)},
    "dangling.example": {"@ TXT": ("v=spf1 mx include:gone.lists.example -all",)},
    "circle.example": {"@ TXT": ("v=spf1 mx include:circle.example ~all",)},
    "behind.example": {
        "@ TXT": ("v=spf1 mx include:s1.lists.example include:s1.lists.example -all a:late.@ ~all moo=1",),
        "@ SPF": ("v=spf1 mx -all",),
    },
    "leading.example": {
        "@ TXT": ("v=spf1 mx redirect=s1.lists.example zz=1 a:museum -all", "v=spf10 mx", "spf2.0/pra mx")
    },
    "closed.example": {"@ TXT": ("v=spf1 mx redirect=s1.lists.example -all",)},
    "chain.example": {"@ TXT": ("v=spf1 mx redirect=gone.lists.example",)},
    "long.example": {"@ TXT": ("v=spf1 " + " ".join(f"ip4:198.51.100.{n}" for n in range(26)) + " -all",)},
    "longer.example": {"@ TXT": ("v=spf1 " + " ".join(f"ip4:198.51.100.{n}" for n in range(30)) + " -all",)},
    "misplaced.example": {
        "@ TXT": ("v=DMARC1; p=reject", "v=STSv1; id=1", "v=TLSRPTv1; rua=mailto:t@@", "v=BIMI1; l=; a="),
        "_dmarc.@ TXT": (),
        "spf.@ TXT": ("v=spf1 mx -all",),
    },
    "confused.example": {
        "_dmarc.@ TXT": ("v=spf1 mx -all",),
        "_mta-sts.@ TXT": ("v=spf1 mx -all",),
        "_smtp._tls.@ TXT": ("v=spf1 mx -all",),
        "default._bimi.@ TXT": ("v=spf1 mx -all",),
    },
    "reverse.example": {"mail.@ A": ("198.51.100.200", "198.51.100.201")},
    "declared.example": {"_mta-sts.@ TXT": ("v=STSv1; id=1",)},
    "absent.example": {},
    "covered.example": {"_mta-sts.@ TXT": ("v=STSv1; id=1",)},
    "typed.example": {"_mta-sts.@ TXT": ("v=STSv1; id=1",)},
    "muddled.example": {"_mta-sts.@ TXT": ("v=STSv1; id=1",)},
    "shop.parent.example": {"_dmarc.@ TXT": (), "@ NS": (), "@ SOA": ()},
}
"""The domains, each by what it has otherwise; an empty value takes the records away."""

_AROUND: dict[Question, tuple[str, ...]] = {
    ("example", "NS"): ("a.dns.example.",),
    ("ns1.dns.example", "A"): ("198.51.100.53",),
    ("ns2.dns.example", "A"): ("198.51.100.54",),
    ("201.100.51.198.in-addr.arpa", "PTR"): ("mail.elsewhere.example.",),
    ("mail.elsewhere.example", "A"): ("198.51.100.90",),
    ("elsewhere.example", "MX"): ("10 mail.elsewhere.example.",),
    ("mailless.example", "A"): ("198.51.100.91",),
    ("mailless.example", "TXT"): ("nothing",),
    ("reports.example._report._dmarc.mailless.example", "TXT"): ("v=DMARC1",),
    ("reports.example._report._dmarc.vanished.example", "TXT"): ("v=DMARC1",),
    ("_dmarc.parent.example", "TXT"): ("v=DMARC1; p=reject; sp=none; rua=mailto:d@parent.example",),
    ("parent.example", "MX"): ("10 mail.healthy.example.",),
    ("parent.example", "NS"): ("ns1.dns.example.",),
    ("parent.example", "SOA"): ("ns1.dns.example. admin.parent.example. 1 3600 600 1209600 300",),
    **{(f"s{n}.lists.example", "TXT"): (f"v=spf1 ip4:203.0.113.{n} -all",) for n in range(11)},
}


POLICIES: dict[str, tuple[str, str]] = {
    "covered.example": (
        "text/plain",
        "version: STSv1\nmode: testing\nmx: mx.covered.example\nmax_age: 86400\nzz: 1\n",
    ),
    "typed.example": ("text/html", "version: STSv1\nmode: testing\nmx: mail.typed.example\nmax_age: 86400\n"),
    "muddled.example": ("text/plain", "version: STSv1\nmode: strict\nmx: mail.muddled.example\nmax_age: 86400\n"),
}
"""The MTA-STS policies that can be read, by domain: content type and text."""


def zone() -> dict[Question, tuple[str, ...]]:
    """All records of the lab."""
    found = {key: tuple(_quoted(v) if key[1] == "TXT" else v for v in values) for key, values in _AROUND.items()}
    for number, (domain, faults) in enumerate(FAULTS.items(), start=100):
        if domain == "absent.example":
            continue
        for key, values in {**_HEALTHY, **faults}.items():
            name, kind = key.replace("@", domain).replace("#", str(number)).split(" ")
            texts = [value.replace("@@", f"@{domain}").replace("@.", f"{domain}.") for value in values]
            texts = [text.replace("#", str(number)) for text in texts]
            texts = [re.sub(r"(?<=\.)@", domain, text) for text in texts]
            if texts:
                found[name, kind] = tuple(_quoted(text) if kind in ("TXT", "SPF") else text for text in texts)
    return found


def _quoted(text: str) -> str:
    """A text in the strings of at most 255 octets that a TXT record is made of."""
    return " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))
