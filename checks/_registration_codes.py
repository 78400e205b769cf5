"""All that can be said of a domain's registration."""

from __future__ import annotations

from maildoctor.api import Break, Code, Field, Link, Owner, Status, Text

_NO_HOSTS = (Break.NOTHING_FOUND, Break.NO_SUCH_HOST)
"""A domain that is not in the DNS takes its servers with it."""

GOOD = Code(
    "domain-registered", Status.PASS, None, Link.NAME,
    ja=Text("{domain} は {until} まで登録されています(登録した会社: {registrar})。"),
    en=Text("{domain} is registered until {until} (registrar: {registrar})."),
)  # fmt: skip
SOON = Code(
    "domain-expires-soon", Status.WARN, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録は {until} に切れます(あと {days} 日)。",
        why="切れると、メールもホームページも一度に止まります。",
        fix="ドメインを登録した会社で、期限の前に更新してください(登録した会社: {registrar})。",
    ),
    en=Text(
        "The registration of {domain} ends on {until} (in {days} days).",
        why="When it ends, mail and web stop together.",
        fix="Renew it at the company where it was registered before that day (registrar: {registrar}).",
    ),
)  # fmt: skip
EXPIRED = Code(
    "domain-expired", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録の期限が切れています(期限 {until}、状態 {statuses})。",
        why="期限が切れると、メールもホームページも一度に止まります。日がたつと、元に戻せなくなります。",
        fix="きょうのうちに、ドメインを登録した会社に、復活の手続きができるか聞いてください"
            "(登録した会社: {registrar})。",
    ),
    en=Text(
        "The registration of {domain} has ended (date {until}, state {statuses}).",
        why="When a registration ends, mail and web stop together. After a while it cannot be brought back.",
        fix="Ask the company where it was registered today whether it can still be restored (registrar: {registrar}).",
    ),
    explains=_NO_HOSTS,
)  # fmt: skip
SUSPENDED = Code(
    "domain-suspended", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録は廃止されています(状態 {statuses})。",
        why="廃止されると、メールもホームページも一度に止まります。取り消しを JPRS が受け付けるのは {last} までです。",
        fix="きょうのうちに、ドメインを登録した会社に登録の回復を頼んでください。"
            "会社の締切は {last} より早い可能性があります。",
    ),
    en=Text(
        "The registration of {domain} was given up (state {statuses}).",
        why="Mail and web have stopped together. The registry, JPRS, takes it back until {last}.",
        fix="Ask the company where it was registered today to restore it. Its own last day may be before {last}.",
    ),
    explains=_NO_HOSTS,
)  # fmt: skip
DELETION_ASKED = Code(
    "domain-deletion-asked", Status.WARN, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録には廃止の手続きが出ていて、{until} に終わります(状態 {statuses})。",
        why="終わると、メールもホームページも一度に止まります。更新料の未払いでも、この手続きが取られます。",
        fix="使い続けるなら、{until} より前に、ドメインを登録した会社で廃止を取り消してください。",
    ),
    en=Text(
        "The registration of {domain} is about to be given up: it ends on {until} (state {statuses}).",
        why="Then mail and web stop together. An unpaid renewal leads there as well.",
        fix="To keep it, have the company where it was registered take the deletion back before {until}.",
    ),
)  # fmt: skip
HOLD = Code(
    "domain-hold", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} は登録されていますが、止められています(状態 {statuses})。",
        why="料金の未払いか、登録者のメールアドレスの確認が済んでいない可能性が高いです。"
            "止められている間は、メールもホームページも使えません。",
        fix="ドメインを登録した会社({registrar})からの請求や確認のメールを探し、見つからなければ電話で聞いてください。",
    ),
    en=Text(
        "{domain} is registered, but suspended (state {statuses}).",
        why="Most likely a bill is unpaid, or the registrant's mail address was never confirmed. While it is "
            "suspended, neither mail nor web works.",
        fix="Look for a bill or a request to confirm from the registrar ({registrar}); if there is none, call them.",
    ),
    explains=_NO_HOSTS,
)  # fmt: skip
NO_SERVERS = Code(
    "domain-without-nameservers", Status.FAIL, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{domain} は {until} まで登録されていますが、案内役(ネームサーバー)が 1 台も登録されていません。",
        why="案内役がないと、誰もこの名前を見つけられず、メールもホームページも使えません。",
        fix="ドメインを登録した会社の画面で、ネームサーバーの欄に、DNS を預けている会社の名前を入れてください。",
    ),
    en=Text(
        "{domain} is registered until {until}, but no name server is registered for it.",
        why="Without one nobody can find the name, so neither mail nor web works.",
        fix="At the company where it was registered, enter the name servers of the company that runs the DNS.",
    ),
    explains=_NO_HOSTS,
    owner=Owner.REGISTRAR,  # the name servers stand in the registrar's panel: there is no zone yet to be mended
)  # fmt: skip
FREE = Code(
    "domain-not-registered", Status.PASS, None, Link.NAME,
    ja=Text(
        "{domain} は、登録を扱う団体(JPRS)の台帳にもありません。",
        why="つづりが違うか、契約が切れて消えた名前です。",
    ),
    en=Text(
        "{domain} is not in the books of the registry (JPRS) either.",
        why="The name is misspelt, or its registration ended so long ago that it is gone.",
    ),
)  # fmt: skip
NO_SERVICE = Code(
    "registration-no-service", Status.SKIP, None, Link.NAME,
    ja=Text(
        "{domain} の登録の状態は、ここからは調べていません。",
        why="この種類のドメインには、誰でも使える照会の窓口(RDAP)が知られていません。",
        fix="登録を扱う団体の WHOIS のページで、状態と期限を見てください。",
    ),
    en=Text(
        "The state of the registration of {domain} was not looked up.",
        why="For this kind of domain no public service (RDAP) is known.",
        fix="Look at state and date on the WHOIS page of the registry.",
    ),
)  # fmt: skip
NOT_NEEDED = Code(
    "registration-not-asked", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の DNS は答えているので、登録の状態は調べていません。"),
    en=Text("The DNS of {domain} answers, so its registration was not looked up."),
)  # fmt: skip
ALL = (
    GOOD, SOON, EXPIRED, SUSPENDED, DELETION_ASKED, HOLD, NO_SERVERS, FREE, NO_SERVICE, NOT_NEEDED,
)  # fmt: skip
