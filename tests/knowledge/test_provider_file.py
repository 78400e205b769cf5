"""Reading an entry: everything that the schema has, and a refusal that says where for everything it has not."""

from __future__ import annotations

from datetime import date

import pytest

from maildoctor.knowledge.provider import Applies, By, GotchaKind, Kind
from maildoctor.knowledge.providers import Recognised, load, server_rules
from maildoctor.model.field import Field
from maildoctor.model.settings import Auth

WHOLE = """
kind = "hosting"
panel = "管理画面"

[name]
ja = "青葉サーバー"
en = "Aoba Server"

[[recognise]]
by = "mx"
suffixes = ["hoster.example"]
except = ["vps.hoster.example", "www[0-9]*[a-z].hoster.example"]
source = "the help page"
date = "2026-08"

[[recognise]]
by = "certificate"
suffixes = ["hoster.example"]
unverified = true

[[server]]
direction = "incoming"
protocol = "imap"
host = "imap.{mx}"
port = 993
security = "tls"
username = "{local}%{domain}"
auth = ["password", "cram-md5"]
source = "the help page"
date = "2026-08-21"

[[gotcha]]
kind = "foreign-filter"
field = "account.access"
ja = "国外からの接続は断られます。"
en = "Connections from abroad are refused."
source = "the help page"
date = "2026"

[[retired]]
host = "mail.old.example"
since = "2013-09-26"
instead = "mail.hoster.example"
ja = "この名前は終わりました。"
en = "This name has ended."
unverified = true

[[mistake]]
host = "smtp.hoster.example"
source = "the help page"
date = "2026"

[[notice]]
id = "password-off"
from = "2026-12-31"
show_from = "2026-06-01"
field = "outgoing.auth"
applies = "outgoing-password"
ja = "年末からパスワードで送れなくなります。"
en = "From the end of the year passwords no longer work for sending."
source = "the provider's notice"
date = "2026-01-27"
"""


def test_a_whole_entry() -> None:
    provider = load(WHOLE, "aoba-server")
    assert (provider.id, provider.kind, provider.panel) == ("aoba-server", Kind.HOSTING, "管理画面")
    assert (provider.name("ja"), provider.name("en")) == ("青葉サーバー", "Aoba Server")
    assert [(rule.by, rule.verified) for rule in provider.recognise] == [(By.MX, True), (By.CERTIFICATE, False)]
    assert provider.servers[0].auths == (Auth.PASSWORD, Auth.CRAM_MD5)
    assert (provider.gotchas[0].kind, provider.gotchas[0].field) == (GotchaKind.FOREIGN_FILTER, Field.ACCOUNT_ACCESS)
    assert provider.retired[0].instead == "mail.hoster.example"
    assert provider.mistakes[0].host == "smtp.hoster.example"
    notice = provider.notices[0]
    assert (notice.from_, notice.show_from) == (date(2026, 12, 31), date(2026, 6, 1))
    assert (notice.applies, notice.text("ja")[:2], notice.text("en")[:4]) == (Applies.OUTGOING_PASSWORD, "年末", "From")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("hoster.example", "hoster.example"),
        ("mx1.hoster.example", "hoster.example"),
        ("www1.hoster.example", "hoster.example"),
        ("other-hoster.example", None),
        ("vps.hoster.example", None),
        ("a.vps.hoster.example", None),
        ("www1ab.hoster.example", None),
        ("example", None),
    ],
)
def test_suffixes_and_exceptions(name: str, suffix: str | None) -> None:
    assert load(WHOLE, "aoba-server").recognise[0].longest(name) == suffix


def test_placeholders_are_filled() -> None:
    provider = load(WHOLE, "aoba-server")
    found = Recognised(provider, By.MX, "mx1.hoster.example", True)
    (rule,) = server_rules(found, "Aoba.Example.", ["filter.example", "MX1.Hoster.Example."], [], "info")
    assert (rule.host, rule.username, rule.sourced) == ("imap.mx1.hoster.example", "info%aoba.example", True)
    (rule,) = server_rules(found, "aoba.example", ["mx1.hoster.example"], [], None)
    assert rule.username is None
    assert server_rules(found, "aoba.example", ["mx.vps.hoster.example"], ["mx1.hoster.example"], "info") == ()
    guessed = Recognised(provider, By.CERTIFICATE, "mx1.hoster.example", False)
    assert not server_rules(guessed, "aoba.example", ["mx1.hoster.example"], [], "info")[0].sourced


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('source = "the help page"\ndate = "2026-08"\n', "", r"recognise\[1\]\.source.*source and date, or unverified"),
        ('date = "2026-08"\n', "", r"recognise\[1\]\.source"),
        (
            "unverified = true\n",
            'unverified = true\nsource = "x"\ndate = "2026"\n',
            r"recognise\[2\]\.unverified.*not both",
        ),
        ("unverified = true\n", "unverified = false\n", r"recognise\[2\]\.unverified: False"),
        (
            'source = "the help page"\ndate = "2026-08"\n',
            'source = ""\ndate = "2026-08"\n',
            r"recognise\[1\]\.source: ''",
        ),
        ('date = "2026-08"', 'date = "last year"', r"recognise\[1\]\.date: 'last year'.*ISO date"),
        ('date = "2026-08"', "date = 2026-08-01", r"recognise\[1\]\.date: .*a text"),
        ("panel =", "pannel =", r"pannel: .*the keys kind, panel"),
        ("port = 993", "prot = 993", r"server\[1\]\.prot"),
        ('kind = "hosting"', 'kind = "hoster"', r"kind: 'hoster'.*hosting, isp"),
        ('kind = "hosting"', 'kind = "filter"', r"server: 'filter'.*no servers"),
        ('by = "mx"', 'by = "spf"', r"recognise\[1\]\.by: 'spf'.*domain, host, mx"),
        ('suffixes = ["hoster.example"]', 'suffixes = ["Hoster.example"]', r"suffixes: 'Hoster\.example'.*lower case"),
        ('suffixes = ["hoster.example"]', 'suffixes = [".hoster.example"]', r"suffixes: '\.hoster\.example'"),
        ('suffixes = ["hoster.example"]', 'suffixes = ["example"]', r"suffixes: 'example'.*two labels"),
        ('suffixes = ["hoster.example"]', 'suffixes = ["青葉.example"]', r"suffixes: .*ASCII"),
        ('suffixes = ["hoster.example"]', "suffixes = []", r"suffixes: \[\].*at least one"),
        ('suffixes = ["hoster.example"]', "suffixes = ['hoster2.example']", r"hoster2\.example.*double quotes"),
        ('suffixes = ["hoster.example"]', 'suffixes = ["a.example", "a.example"]', r"a\.example.*once by mx"),
        ('direction = "incoming"', 'direction = "outgoing"', r"server\[1\]\.protocol: 'imap'.*allowed: smtp"),
        ("port = 993", "port = 99999", r"server\[1\]\.port: 99999.*1 to 65535"),
        ("port = 993", "port = true", r"server\[1\]\.port: True.*a number"),
        ('security = "tls"', 'security = "none"', r"server\[1\]\.security: 'none'.*tls, starttls"),
        ('"cram-md5"', '"ntlm"', r"server\[1\]\.auth: 'ntlm'.*password, cram-md5"),
        ('"cram-md5"', '"apop"', r"server\[1\]\.auth: .*apop with pop3"),
        ('host = "imap.{mx}"', 'host = "imap.{mail}"', r"server\[1\]\.host: .*\{mx\}, \{domain\}, \{certificate\}"),
        ('host = "imap.{mx}"', 'host = "imap.{mx"', r"server\[1\]\.host"),
        ('host = "imap.{mx}"', 'host = "IMAP.hoster.example"', r"server\[1\]\.host: .*lower case"),
        ('by = "mx"', 'by = "ns"', r"server\.host: 'imap\.\{mx\}'.*\{mx\} only beside"),
        ('username = "{local}%{domain}"', 'username = "{name}"', r"server\[1\]\.username: .*\{local\}, \{domain\}"),
        ('username = "{local}%{domain}"', 'username = "address"', r"server\[1\]\.username: 'address'.*full, local, id"),
        ('kind = "foreign-filter"', 'kind = "surprise"', r"gotcha\[1\]\.kind: 'surprise'"),
        ('field = "account.access"', 'field = "account"', r"gotcha\[1\]\.field: 'account'"),
        ('en = "Connections from abroad are refused."\n', "", r"gotcha\[1\]\.en: None"),
        ("abroad are refused", "abroad to {host} are refused", r"gotcha\[1\]\.en: .*no placeholders"),
        ('since = "2013-09-26"', 'since = "26.9.2013"', r"retired\[1\]\.since"),
        ('host = "smtp.hoster.example"', 'host = "smtp hoster"', r"mistake\[1\]\.host"),
        ('from = "2026-12-31"', 'from = "2026-12"', r"notice\[1\]\.from: '2026-12'"),
        ('from = "2026-12-31"', 'from = "2026-05-31"', r"notice\[1\]\.show_from.*no later"),
        ('applies = "outgoing-password"', 'applies = "everybody"', r"notice\[1\]\.applies: 'everybody'.*always"),
        ('[name]\nja = "青葉サーバー"\n', "[name]\n", r"name\.ja: None"),
        ('kind = "hosting"', "kind = hosting", r"aoba-server\.toml: "),
    ],
)
def test_a_broken_entry_is_refused_by_name(good: str, bad: str, said: str) -> None:
    assert good in WHOLE
    with pytest.raises(ValueError, match=rf"^aoba-server\.toml: .*{said}" if "aoba" not in said else said):
        load(WHOLE.replace(good, bad, 1), "aoba-server")


def test_an_entry_that_nothing_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match=r"recognise: \[\].*at least one"):
        load('kind = "isp"\n[name]\nja = "あ"\nen = "a"\n', "nobody")
    with pytest.raises(ValueError, match="file name"):
        load(WHOLE, "Aoba_Server")
