"""All that can be said of MTA-STS: a domain's declaration that its mail is to be delivered over encryption only."""

from __future__ import annotations

from maildoctor.api import Code, Field, Link, Status, Text

GOOD = Code(
    "mtasts-good", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の「暗号化した配送だけを認める」という宣言(MTA-STS、{mode})は、正しく読めます。"),
    en=Text("The declaration of {domain} that mail is to come encrypted (MTA-STS, {mode}) can be read."),
)  # fmt: skip
MISSING = Code(
    "mtasts-missing", Status.PASS, None, Link.NAME,
    ja=Text("{domain} には「暗号化した配送だけを認める」という宣言(MTA-STS)がありません。なくても届きます。"),
    en=Text("{domain} makes no declaration that mail is to come encrypted (MTA-STS). Mail arrives without it."),
)  # fmt: skip
SYNTAX = Code(
    "mtasts-syntax", Status.WARN, Field.DNS_MTA_STS, Link.NAME,
    ja=Text(
        "{name} の TXT レコードが、決まりどおりに書かれていません(「{part}」、{place} 文字目)。",
        why="「暗号化した配送だけを認める」という宣言(MTA-STS)のつもりでも、送る側は宣言がないものとして扱います。",
        fix="DNS を預けている会社の画面で、{name} の TXT を次の 1 行だけにしてください: {record}",
    ),
    en=Text(
        "The TXT record of {name} is not written as it must be (\"{part}\", character {place}).",
        why="It was to declare that mail is to come encrypted (MTA-STS), but senders treat it as no declaration "
            "at all.",
        fix="Where the domain's DNS is kept, make this the only TXT record of {name}: {record}",
    ),
)  # fmt: skip
SEVERAL = Code(
    "mtasts-several-records", Status.WARN, Field.DNS_MTA_STS, Link.NAME,
    ja=Text(
        "{name} に、同じ種類の TXT レコードが {count} 個あります。",
        why="「暗号化した配送だけを認める」という宣言(MTA-STS)は 1 個でなければ、ないものとして扱われます。",
        fix="DNS を預けている会社の画面で、{name} の TXT を次の 1 行だけにしてください: {record}",
    ),
    en=Text(
        "{name} has {count} TXT records of the same kind.",
        why="Unless there is exactly one declaration that mail is to come encrypted (MTA-STS), senders treat it "
            "as none.",
        fix="Where the domain's DNS is kept, make this the only TXT record of {name}: {record}",
    ),
)  # fmt: skip
UNREACHABLE = Code(
    "mtasts-policy-unreachable", Status.WARN, Field.DNS_MTA_STS, Link.NAME,
    ja=Text(
        "{domain} は「暗号化した配送だけを認める」と宣言(MTA-STS)していますが、"
        "その中身のファイルが読めません({reason})。",
        why="送る側は {url} を読みに行きます。読めない間、宣言は働きません"
            "(以前に読めた相手は、古い内容を守り続けます)。",
        fix="ホームページを預けている会社に、{url} を、正しい証明書で、転送せずに見せるように頼んでください。"
            "使わないなら、{name} の TXT レコードを消してください。",
    ),
    en=Text(
        "{domain} declares that mail is to come encrypted (MTA-STS), but the text of that policy cannot be read "
        "({reason}).",
        why="Senders look for it at {url}. While they cannot read it, the declaration does nothing (senders that read "
            "it before keep to the old text).",
        fix="Have whoever runs the web server show {url} under a good certificate and without a redirect. If it is not "
            "wanted, remove the TXT record of {name}.",
    ),
)  # fmt: skip
UNTESTED = Code(
    "mtasts-policy-untested", Status.SKIP, None, Link.NAME,
    ja=Text(
        "「暗号化した配送だけを認める」という宣言(MTA-STS)の中身({url})は、この回線からは読めませんでした。",
        why="ほかのページも読めない回線なので、故障かどうかは分かりません。",
    ),
    en=Text(
        "The text of the declaration that mail is to come encrypted (MTA-STS, {url}) could not be read from this line.",
        why="Other pages cannot be read from here either, so it proves nothing.",
    ),
)  # fmt: skip
POLICY_SYNTAX = Code(
    "mtasts-policy-syntax", Status.WARN, Field.DNS_MTA_STS, Link.NAME,
    ja=Text(
        "「暗号化した配送だけを認める」という宣言(MTA-STS)の中身が、決まりどおりに書かれていません"
        "({kind}: 「{part}」)。",
        why="送る側は、読めない宣言をないものとして扱います。",
        fix="{url} の中身を次の行に置きかえてください: {lines}",
    ),
    en=Text(
        "The text of the declaration that mail is to come encrypted (MTA-STS) is not written as it must be "
        "({kind}: \"{part}\").",
        why="Senders treat a declaration that they cannot read as none.",
        fix="Replace the text at {url} by these lines: {lines}",
    ),
)  # fmt: skip


def _mismatch(status: Status, ja: str, en: str) -> Code:
    return Code(
        "mtasts-mx-mismatch", status, Field.DNS_MTA_STS, Link.NAME,
        ja=Text(
            "{domain} の届け先 {hosts} が、「暗号化した配送だけを認める」という宣言(MTA-STS)の中身にありません。",
            why=ja,
            fix="{url} の「mx:」の行を {lines} にしてから、{name} の TXT を {record} に変えてください。",
        ),
        en=Text(
            "The mail servers {hosts} of {domain} do not stand in its declaration that mail is to come encrypted "
            "(MTA-STS).",
            why=en,
            fix="Make the \"mx:\" lines of {url} read {lines}, then change the TXT record of {name} to {record}.",
        ),
    )  # fmt: skip


NO_MX_MATCHES = _mismatch(
    Status.FAIL,
    "宣言は「守らせる」(enforce)になっています。宣言を守る相手(Gmail など)からは、1 通も届きません。",
    'Its mode is "enforce": from senders that keep to it (Gmail and others) no mail arrives at all.',
)
MX_MISMATCH = _mismatch(
    Status.WARN,
    "宣言は {mode} です。守らせる(enforce)なら、この届け先へは宣言を守る相手(Gmail など)から届きません。",
    'Its mode is {mode}. Under "enforce", senders that keep to it (Gmail and others) do not deliver to this server.',
)


_REPAIR = ("サーバーの会社に証明書を直してもらってください。", "Have whoever runs the server repair the certificate.")
_REPAIR_AND_RELAX = (
    "サーバーの会社に証明書を直してもらい、それまでは {url} の mode を testing にして、"
    "{name} の TXT を {record} に変えてください。",
    "Have the certificate repaired by whoever runs the server. Until then set the mode in {url} to testing "
    "and change the TXT record of {name} to {record}.",
)


def _certificate(status: Status, ja: str, en: str, act: tuple[str, str] = _REPAIR_AND_RELAX) -> Code:
    return Code(
        "mtasts-cert-mismatch", status, Field.DNS_MTA_STS, Link.CERTIFICATE,
        ja=Text(
            "届け先 {hosts} は、宣言(MTA-STS)が求める正しい証明書で暗号化していません({reasons})。",
            why=ja,
            fix=act[0],
        ),
        en=Text(
            "The mail servers {hosts} do not encrypt under a good certificate, as the declaration (MTA-STS) demands "
            "({reasons}).",
            why=en,
            fix=act[1],
        ),
    )  # fmt: skip


CERTIFICATE_FAILS = _certificate(
    Status.FAIL,
    "宣言は「守らせる」(enforce)になっています。宣言を守る相手(Gmail など)からは届きません。",
    'Its mode is "enforce": from senders that keep to it (Gmail and others) no mail arrives.',
)
CERTIFICATE = _certificate(
    Status.WARN,
    "宣言は {mode} です。今は届きますが、守らせる(enforce)にしたり、ほかの届け先が止まったりすると届きません。",
    'Its mode is {mode}. Mail arrives today, but will not under "enforce", or once the other mail servers fail.',
)
CERTIFICATE_WHILE_TESTING = _certificate(
    Status.WARN,
    "宣言は testing です。今は届きますが、守らせる(enforce)にすると届きません。",
    'Its mode is testing. Mail arrives today, but will not under "enforce".',
    _REPAIR,
)

ALL = (
    GOOD, MISSING, SYNTAX, SEVERAL, UNREACHABLE, UNTESTED, POLICY_SYNTAX, NO_MX_MATCHES, MX_MISMATCH,
    CERTIFICATE_FAILS, CERTIFICATE, CERTIFICATE_WHILE_TESTING,
)  # fmt: skip
"""Everything, for `Check.codes`."""
