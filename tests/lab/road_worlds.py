"""Domains whose DNS is broken in one way, each beside a healthy one of its kind: delegation, signatures, caches, MX,
SPF, DKIM, DMARC, reverse names, MTA-STS, TLSA. Servers and account are healthy in all of them.

Names of worlds say what is wrong; a name that ends in "-well" is the healthy one. Addresses: 203.0.113.1-199, from
`DRAFTS`' order, and 198.51.100.1-199 for a second server of the same world.
"""

from __future__ import annotations

from maildoctor.demo.ca import CertificateFault
from tests.lab.draft import Draft
from tests.lab.names import LAME_NAMESERVER, NAMESERVER, SECOND_NAMESERVER
from tests.lab.network import AUTHORITY, LAME_AUTHORITY, SECOND_AUTHORITY
from tests.lab.published import dkim_key, text_record
from tests.lab.registry_worlds import REGISTRY
from tests.lab.wished_worlds import WISHED
from tests.lab.world import World, Zone

BOTH_NAMESERVERS = (NAMESERVER, SECOND_NAMESERVER)
_LISTS, _HOSTER, _SEDO = "spf-lists.example", "midori-host.example", "sedoparking.com"
_REPORTS = "reports.example"


def dmarc(text: str) -> str:
    """A DMARC record of the domain."""
    return text_record("_dmarc", text)


def dkim(text: str, selector: str = "default") -> str:
    """A DKIM key of the domain."""
    return text_record(f"{selector}._domainkey", text)


def _lists(count: int) -> Zone:
    """Lists of senders to include, each with one address; all worlds declare the same ones."""
    lines = (f'l{n} TXT "v=spf1 ip4:192.0.2.{200 + n} -all"' for n in range(1, count + 1))
    return Zone(_LISTS, (*lines, 'plain TXT "no list at all"'))


def _includes(count: int, *more: str) -> str:
    return " ".join(("v=spf1", *(f"include:l{n}.{_LISTS}" for n in range(1, count + 1)), *more, "~all"))


_MANY = _lists(11)

DELEGATION = (
    Draft("plain-well"),
    Draft("signed-well", signed=True),
    Draft("signed-expired", signed=True, bogus=True),
    Draft("ds-left-over", bogus=True),
    Draft("two-servers-well", nameservers=BOTH_NAMESERVERS),
    Draft("half-lame", nameservers=(NAMESERVER, LAME_NAMESERVER)),
    Draft("all-lame", nameservers=(LAME_NAMESERVER,)),
    Draft("lists-differ-well", nameservers=BOTH_NAMESERVERS, parent_nameservers=(NAMESERVER,)),
    Draft("lists-differ-lame", nameservers=BOTH_NAMESERVERS, parent_nameservers=(NAMESERVER, LAME_NAMESERVER)),
    Draft("server-without-address", nameservers=(NAMESERVER, "ns9.lab.example")),
)
_OWN_SERVERS = ("ns1.{d}", "ns2.{d}")
_OWN_ADDRESSES = (f"ns1 A {AUTHORITY}", f"ns2 A {SECOND_AUTHORITY}")


def _glue(first: str, second: str) -> tuple[str, ...]:
    return (f"ns1.{{d}}. A {first}", f"ns2.{{d}}. A {second}")


OWN_SERVERS = (
    Draft("own-servers-well", records=_OWN_ADDRESSES, nameservers=_OWN_SERVERS,
          glue=_glue(AUTHORITY, SECOND_AUTHORITY)),
    Draft("own-servers-signed-well", records=_OWN_ADDRESSES, nameservers=_OWN_SERVERS, signed=True,
          glue=_glue(AUTHORITY, SECOND_AUTHORITY)),
    Draft("own-servers-half-lame", records=(_OWN_ADDRESSES[0], f"ns2 A {LAME_AUTHORITY}"), nameservers=_OWN_SERVERS,
          glue=_glue(AUTHORITY, LAME_AUTHORITY)),
)  # fmt: skip
CACHES = (
    Draft("stale-mx", records=("old A {a}",), stale=("@ 1800 MX 10 old",)),
    Draft("stale-address", host="mail 3600 A {a}", second=True, spf=("v=spf1 mx ip4:{b} -all",),
          stale=("mail 1800 A {b}",)),
    Draft("stale-mx-elsewhere", records=("old A {b}",), second=True, stale=("@ 1800 MX 10 old",)),
    Draft("copies-differ", records=("old A {a}",), nameservers=BOTH_NAMESERVERS, second_mx=("@ MX 10 old",)),
    Draft("stale-none", stale_absent=("MX",)),
    Draft("same-address-kept-well", host="mail 3600 A {a}", stale=("mail 1800 A {a}",)),
)  # fmt: skip
EXCHANGERS = (
    Draft("mx-dot-forgotten", mx=("@ MX 10 mail.{d}",), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-dot-forgotten-once", mx=("@ MX 10 mail", "@ MX 20 mail.{d}"), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-underscore", mx=("@ MX 10 my_mail",), records=("my_mail A {a}",)),
    Draft("mx-space", mx=(r"@ MX 10 mail\032server.{d}.",), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-at-web", mx=("@ MX 10 @",), records=("@ A {b}",), addresses=("{b}",), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-at-domain-well", mx=("@ MX 10 @",), records=("@ A {a}",)),
    Draft("mx-parked", mx=(f"@ MX 10 mail.{_SEDO}.",), zones=(Zone(_SEDO, ("mail A {b}",)),), addresses=("{b}",),
          spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-placeholder", mx=("@ MX 0 ms12345678.msv1.invalid.outlook.com.",), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-placeholder-beside", mx=("@ MX 0 mail", "@ MX 10 ms12345678.msv1.invalid.outlook.com."),
          spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-null-beside", mx=("@ MX 0 .", "@ MX 10 mail")),
    Draft("mx-localhost", exchanger={"own_name": "localhost"}),
    Draft("mx-puts-off", exchanger={"lookup_fails": True}),
    Draft("mx-second-dead", mx=("@ MX 10 mail", "@ MX 20 other"), records=("other A {b}",), addresses=("{b}",)),
    Draft("mx-out-of-date", exchanger_fault=CertificateFault.EXPIRED),
    Draft("mx-six-dead", mx=("@ MX 10 mx6",), records=("mx6 A {b}", "mx6 AAAA {c}"), also=("mx6.{d}",),
          exchangers=("{b}",), addresses=("{c}",), spf=("v=spf1 a:mail.{d} -all",)),
    Draft("mx-six-well", mx=("@ MX 10 mx6",), records=("mx6 A {b}", "mx6 AAAA {c}"), also=("mx6.{d}",),
          exchangers=("{b}", "{c}"), spf=("v=spf1 a:mail.{d} -all",)),
)  # fmt: skip
RECIPIENTS = (
    Draft("recipient-unknown", recipient_reply="550 5.1.1 User unknown in virtual mailbox table"),
    Draft("recipient-greylisted-well", recipient_reply="450 4.2.0 Greylisted, see the postmaster's page"),
    Draft("recipient-line-refused-well", recipient_reply="554 5.7.1 Client host blocked using a list"),
    Draft("exchanger-not-at-home", exchanger_has_account=False),
)  # fmt: skip
SENDERS = (
    Draft("spf-absent", spf=()),
    Draft("spf-absent-reject", spf=(), records=(dmarc("v=DMARC1; p=reject"), dkim(dkim_key(2048)))),
    Draft("spf-two", spf=("v=spf1 mx -all", "v=spf1 ip4:{a} ~all")),
    Draft("spf-mistyped", spf=("v=spf1 mx ipv4:{a} -all",)),
    Draft("spf-eleven-lookups", spf=(_includes(11, "mx"),), zones=(_MANY,)),
    Draft("spf-ten-lookups-well", spf=(_includes(9, "mx"),), zones=(_MANY,)),
    Draft("spf-three-voids", spf=("v=spf1 a:no1.{d} a:no2.{d} a:no3.{d} mx -all",)),
    Draft("spf-two-voids-well", spf=("v=spf1 a:no1.{d} a:no2.{d} mx -all",)),
    Draft("spf-plus-all", spf=("v=spf1 mx +all",)),
    Draft("spf-behind-all", spf=("v=spf1 ip4:192.0.2.99 -all mx",)),
    Draft("spf-behind-all-reject", spf=("v=spf1 ip4:192.0.2.99 -all mx",),
          records=(dmarc("v=DMARC1; p=reject"), dkim(dkim_key(2048)))),
    Draft("spf-redirect-beside-all", spf=(f"v=spf1 mx redirect=l1.{_LISTS} -all",), zones=(_MANY,)),
    Draft("spf-ptr-well", spf=("v=spf1 mx ptr -all",)),
    Draft("spf-elsewhere", spf=("v=spf1 ip4:192.0.2.99 -all",)),
    Draft("spf-elsewhere-reject", spf=("v=spf1 ip4:192.0.2.99 -all",),
          records=(dmarc("v=DMARC1; p=reject"), dkim(dkim_key(2048)))),
    Draft("spf-at-wrong-name", spf=(), records=(text_record("_spf", "v=spf1 mx -all"),)),
    Draft("spf-include-of-nothing", spf=(f"v=spf1 mx include:plain.{_LISTS} -all",), zones=(_MANY,)),
    Draft("spf-includes-itself", spf=("v=spf1 mx include:{d} -all",)),
    Draft("spf-include-gone", spf=(f"v=spf1 mx include:gone.{_LISTS} -all",), zones=(_MANY,)),
    Draft("spf-redirect-well", spf=("v=spf1 redirect=own.{d}",), records=(text_record("own", "v=spf1 mx:{d} -all"),)),
)  # fmt: skip
KEYS = (
    Draft("dkim-well", records=(dkim(dkim_key(2048)),)),
    Draft("dkim-unusual-name-well", records=(dkim(dkim_key(2048), "hana2026"),)),
    Draft("dkim-1024-well", records=(dkim(dkim_key(1024)),)),
    Draft("dkim-768", records=(dkim(dkim_key(768)),)),
    Draft("dkim-512", records=(dkim(dkim_key(512)),)),
    Draft("dkim-revoked", records=(dkim("v=DKIM1; k=rsa; p="),)),
    Draft("dkim-revoked-beside-well", records=(dkim("v=DKIM1; p=", "selector1"), dkim(dkim_key(2048), "selector2"))),
    Draft("dkim-semicolon-lost", records=(dkim(dkim_key(2048).replace("k=rsa;", "k=rsa")),)),
    Draft("dkim-cut-off", records=(dkim(dkim_key(2048)[:200]),)),
    Draft("dkim-cname-nowhere", records=(f"default._domainkey CNAME gone.{_HOSTER}.",), zones=(Zone(_HOSTER),)),
    Draft("dkim-cname-well", records=(f"default._domainkey CNAME key.{_HOSTER}.",),
          zones=(Zone(_HOSTER, (text_record("key", dkim_key(2048)),)),)),
)  # fmt: skip
REVERSE = (
    Draft("reverse-none", reverse=()),
    Draft("reverse-elsewhere", reverse=("host-7.{d}",), records=("host-7 A {b}",)),
    Draft("reverse-nowhere", reverse=("host-8.{d}",)),
)
POLICIES = (
    Draft("dmarc-well", records=(dmarc("v=DMARC1; p=reject"), dkim(dkim_key(2048)))),
    Draft("dmarc-none-well", records=(dmarc("v=DMARC1; p=none"),)),
    Draft("dmarc-two", records=(dmarc("v=DMARC1; p=none"), dmarc("v=DMARC1; p=quarantine"))),
    Draft("dmarc-mistyped", records=(dmarc("v=DMARC1; p=rejct"),)),
    Draft("dmarc-version-second", records=(dmarc("p=none; v=DMARC1"),)),
    Draft("dmarc-reports-unasked-well", records=(dmarc(f"v=DMARC1; p=none; rua=mailto:r@{_REPORTS}"),),
          zones=(Zone(_REPORTS),)),
    Draft("dmarc-reports-by-web-well", records=(dmarc("v=DMARC1; p=none; rua=https://www.{d}/r,mailto:r@{d}"),)),
    Draft("dmarc-reports-nowhere-well", records=(dmarc(f"v=DMARC1; p=none; rua=mailto:r@gone.{_REPORTS}"),),
          zones=(Zone(_REPORTS, (text_record("{d}._report._dmarc.gone", "v=DMARC1"),)),)),
    Draft("dmarc-reports-agreed-well", records=(dmarc(f"v=DMARC1; p=none; rua=mailto:r@{_REPORTS}"),),
          zones=(Zone(_REPORTS, (text_record("{d}._report._dmarc", "v=DMARC1"),)),)),
    Draft("eda.miki-well", zones=(Zone("miki-well.test", (dmarc("v=DMARC1; p=reject; sp=quarantine"),)),),
          records=(dkim(dkim_key(2048)),)),
    Draft("dmarc-nothing-to-show", spf=(), records=(dmarc("v=DMARC1; p=reject"),)),
)  # fmt: skip


def _sts(mode: str, *hosts: str) -> str:
    lines = ("version: STSv1", f"mode: {mode}", *(f"mx: {host}" for host in hosts), "max_age: 604800", "")
    return "\n".join(lines)


_STS_RECORD = text_record("_mta-sts", "v=STSv1; id=20261124T1")
_STS = (_STS_RECORD, "mta-sts A {a}")
TRANSPORT = (
    Draft("sts-well", records=_STS, policy=_sts("enforce", "mail.{d}")),
    Draft("sts-other-mx", records=_STS, policy=_sts("enforce", "other.{d}")),
    Draft("sts-other-mx-testing", records=_STS, policy=_sts("testing", "other.{d}")),
    Draft("sts-closed", records=(_STS_RECORD, "mta-sts A {b}"), addresses=("{b}",)),
    Draft("sts-no-host", records=(_STS_RECORD,)),
    Draft("sts-other-name", records=_STS, policy=_sts("enforce", "mail.{d}"), policy_certificate="www.{d}"),
    Draft("sts-not-found", records=_STS, policy=_sts("enforce", "mail.{d}"), policy_status=404),
    Draft("sts-other-mx-beside", mx=("@ MX 10 mail", "@ MX 20 other"), records=(*_STS, "other A {a}"),
          also=("other.{d}",), policy=_sts("enforce", "mail.{d}")),
    Draft("sts-mistyped", records=_STS, policy=_sts("enforced", "mail.{d}")),
    Draft("sts-no-id", records=(text_record("_mta-sts", "v=STSv1;"), "mta-sts A {a}"),
          policy=_sts("enforce", "mail.{d}")),
    Draft("sts-two-records", records=(*_STS, text_record("_mta-sts", "v=STSv1; id=20250101T1")),
          policy=_sts("enforce", "mail.{d}")),
    Draft("sts-certificate", mx=("@ MX 10 mx7",), records=(*_STS, "mx7 A {a}"), policy=_sts("enforce", "mx7.{d}")),
    Draft("sts-certificate-testing", mx=("@ MX 10 mx7",), records=(*_STS, "mx7 A {a}"),
          policy=_sts("testing", "mx7.{d}")),
    Draft("tls-rpt-mistyped", records=(text_record("_smtp._tls", "v=TLSRPTv1; rua=info@{d}"),)),
    Draft("tls-rpt-two", records=(text_record("_smtp._tls", "v=TLSRPTv1; rua=mailto:info@{d}"),
                                  text_record("_smtp._tls", "v=TLSRPTv1; rua=mailto:admin@{d}"))),
    Draft("bimi-well", records=(text_record("default._bimi", "v=BIMI1; l=https://www.{d}/logo.svg; a="),)),
    Draft("bimi-mistyped-well", records=(text_record("default._bimi", "v=BIMI1; l=http://www.{d}/logo.svg"),)),
    Draft("tls-rpt-well", records=(text_record("_smtp._tls", "v=TLSRPTv1; rua=mailto:info@{d}"),)),
    Draft("tlsa-well", pin=True, signed=True),
    Draft("tlsa-other-key", pin=False, signed=True),
    Draft("tlsa-unsigned-well", pin=True),
    Draft("tlsa-other-key-unsigned", pin=False),
    Draft("tlsa-of-no-use", records=(f"_25._tcp.mail TLSA 1 1 1 {'ab' * 32}",), signed=True),
    Draft("tlsa-in-clear", pin=True, signed=True, exchanger={"security": "plain"}),
)  # fmt: skip


def well() -> Draft:
    """Everything a domain can have, all of it right."""
    return Draft(
        "everything-well",
        records=(
            dkim(dkim_key(2048)),
            dmarc("v=DMARC1; p=reject; rua=mailto:info@{d}"),
            text_record("_smtp._tls", "v=TLSRPTv1; rua=mailto:info@{d}"),
            *_STS,
        ),
        policy=_sts("enforce", "mail.{d}"),
        pin=True,
        nameservers=BOTH_NAMESERVERS,
        signed=True,
    )


UNUSUAL = (
    Draft("texts-everywhere-well", records=(text_record("*", "v=spf1 -all"),)),
    Draft("aliases-everywhere-well", records=("* CNAME www", "www A {b}"), addresses=("{b}",)),
    Draft("addresses-everywhere-well", records=("* A {b}",), addresses=("{b}",)),
    Draft("spf-by-macro-well", spf=("v=spf1 exists:%{{i}}.ok.{d} -all",), records=("{a}.ok A 127.0.0.2",)),
    Draft("spf-by-list-well", spf=("v=spf1 include:{d}.spf-lists.example -all",),
          zones=(Zone(_LISTS, (text_record("{d}", "v=spf1 ip4:{a} ?all"),)),)),
    Draft("texts-beside-well", records=(text_record("@", "site-verification=abc123"), text_record("@", "v=other1 x"))),
    Draft("dmarc-by-alias-well", records=(f"_dmarc CNAME {{d}}.dmarc.{_REPORTS}.",),
          zones=(Zone(_REPORTS, (text_record("{d}.dmarc", "v=DMARC1; p=none"),)),)),
    Draft("sts-by-alias-well", records=(f"_mta-sts CNAME {{d}}.sts.{_REPORTS}.", "mta-sts CNAME web", "web A {a}"),
          zones=(Zone(_REPORTS, (text_record("{d}.sts", "v=STSv1; id=1"),)),), policy=_sts("enforce", "mail.{d}")),
    Draft("capitals-well", mx=("@ MX 10 MAIL",), host="Mail A {a}", spf=("V=SPF1 MX -ALL",)),
    Draft("two-exchangers-well", mx=("@ MX 10 mail", "@ MX 10 mail2"), records=("mail2 A {b}",), also=("mail2.{d}",),
          second=True),
    Draft("signed-at-hoster-well", mx=(f"@ MX 10 mx7.{_HOSTER}.",), signed=True, also=(f"mx7.{_HOSTER}",),
          zones=(Zone(_HOSTER, ("mx7 A {a}",)),)),
)  # fmt: skip
DRAFTS = (
    well(),
    *DELEGATION,
    *OWN_SERVERS,
    *UNUSUAL,
    *CACHES,
    *EXCHANGERS,
    *SENDERS,
    *KEYS,
    *POLICIES,
    *REVERSE,
    *TRANSPORT,
    *RECIPIENTS,
    *REGISTRY,
    *WISHED,
)
ROAD: tuple[World, ...] = tuple(draft.world(number) for number, draft in enumerate(DRAFTS, 1))
"""All of them. In every one mail can be read and sent by `client`, as soon as its names are found at all."""
