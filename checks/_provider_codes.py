"""What can be said of a provider. The words of its own rules come from its entry, with their source and date."""

from __future__ import annotations

from maildoctor.api import Code, Direction, Field, Link, Status, Text

from ._side import code

RECOGNISED = Code(
    "provider-recognised", Status.PASS, None, Link.NAME,
    ja=Text("{provider:provider}のサービスです(根拠: {by:by} {name})。"),
    en=Text("The domain is with {provider:provider} (by its {by:by}, {name})."),
)  # fmt: skip
HINT = Code(
    "provider-hint", Status.PASS, None, Link.LOGIN,
    ja=Text("{provider:provider}の決まり: {note:note} (資料: {source}、{date})"),
    en=Text("A rule of {provider:provider}: {note:note} (source: {source}, {date})"),
)  # fmt: skip
HINT_UNVERIFIED = Code(
    "provider-hint-unverified", Status.PASS, None, Link.LOGIN,
    ja=Text("{provider:provider}について、確かめていない情報: {note:note} (資料: {source}{date})"),
    en=Text("Not verified, about {provider:provider}: {note:note} (source: {source}{date})"),
)  # fmt: skip
RETIRED_HOST = {
    d: code(d, "host-retired", Field.of(d, "host"), Link.ADDRESS,
        ("サーバー名 {host} は、{provider:provider}がもう案内していない古い名前です。",
         "{since} から古い名前になっています。今は使えても、いつか止まります。",
         "{instead} に変えてください(契約の案内で確かめてから)。"),
        ("{host} is an old server name that {provider:provider} no longer gives out.",
         "It has been retired since {since}. It may still work, until it stops.",
         "Change it to {instead}, after a look at the provider's page."),
        Status.WARN)
    for d in Direction
}  # fmt: skip
RETIRED_HOST_ELSEWHERE = Code(
    "provider-host-retired", Status.PASS, None, Link.ADDRESS,
    ja=Text("{host} は、{provider:provider}が案内をやめた古い名前です({since})。"),
    en=Text("{host} is an old name that {provider:provider} has retired ({since})."),
)  # fmt: skip
MISTAKEN_HOST = Code(
    "provider-host-mistaken", Status.PASS, None, Link.ADDRESS,
    ja=Text("{host} は、{provider:provider}のサーバー名としてよくある思い違いです。契約の案内の名前を使います。"),
    en=Text("{host} is a common mistake for a server name of {provider:provider}; use the one in the contract."),
)  # fmt: skip
ENDS_PASSWORD_SENDING = Code(
    "provider-ends-password-sending", Status.WARN, Field.OUTGOING_AUTH, Link.LOGIN,
    ja=Text(
        "{provider:provider}は {day} に、パスワードでの送信を終えます。",
        why="{note:note} (資料: {source}、{date})",
        fix="その日までに、OAuth2 でログインする方式へ変えるか、管理者に相談してください。",
    ),
    en=Text(
        "{provider:provider} ends sending with a password on {day}.",
        why="{note:note} (source: {source}, {date})",
        fix="Before that day, change to signing in by OAuth2, or talk to the administrator.",
    ),
)  # fmt: skip
ENDS_PASSWORD_READING = Code(
    "provider-ends-password-reading", Status.WARN, Field.INCOMING_AUTH, Link.LOGIN,
    ja=Text(
        "{provider:provider}は {day} に、パスワードでの受信を終えます。",
        why="{note:note} (資料: {source}、{date})",
        fix="その日までに、OAuth2 でログインする方式へ変えるか、管理者に相談してください。",
    ),
    en=Text(
        "{provider:provider} ends receiving with a password on {day}.",
        why="{note:note} (source: {source}, {date})",
        fix="Before that day, change to signing in by OAuth2, or talk to the administrator.",
    ),
)  # fmt: skip

CODES = (
    RECOGNISED, HINT, HINT_UNVERIFIED, *RETIRED_HOST.values(), RETIRED_HOST_ELSEWHERE, MISTAKEN_HOST,
    ENDS_PASSWORD_SENDING, ENDS_PASSWORD_READING,
)  # fmt: skip
