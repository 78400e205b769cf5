"""What can be said of a mailbox beside its room: junk, age, number and size of its messages, and the server's rules.

Sources: folder prefixes RFC 2342; UIDL RFC 1939 section 7; LOGIN-DELAY and EXPIRE RFC 2449 sections 6.5 and 6.7.
"""

from __future__ import annotations

from maildoctor.api import Code, Field, Link, Probe, Question, Status, Text

JUNK = Code(
    "mailbox-junk", Status.PASS, Field.MAILBOX_DELIVERY, Link.ACCOUNT,
    ja=Text(
        "迷惑メールのフォルダーに {messages} 通入っています。",
        why="自動の振り分けでここに入ったメールは、受信箱には出ません。"
        "届かないと思ったメールが、この中にあるかもしれません。",
        fix="届かないメールがある時は、このフォルダーも見て、見つかったら「迷惑メールではない」にしてください。",
    ),
    en=Text(
        "{messages} messages lie in the junk folder.",
        why="What is sorted into it does not show in the inbox: a message that is missed may lie here.",
        fix="Where a message is missed, look into this folder too, and mark it as not junk if it is there.",
    ),
)  # fmt: skip
JUNK_NEWEST = Code(
    "mailbox-junk-newest", Status.PASS, Field.MAILBOX_DELIVERY, Link.ACCOUNT,
    ja=Text("迷惑メールのフォルダーに最後にメールが入ったのは {days} 日前です。"),
    en=Text("The newest message in the junk folder came {days} days ago."),
)  # fmt: skip
JUNK_TODAY = Code(
    "mailbox-junk-today", Status.PASS, Field.MAILBOX_DELIVERY, Link.ACCOUNT,
    ja=Text("この 24 時間のうちにも、迷惑メールのフォルダーにメールが入っています。"),
    en=Text("Mail went into the junk folder within the last 24 hours, too."),
)  # fmt: skip
EMPTIED = Code(
    "mailbox-emptied-by-another-device", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "受信箱に古いメールが 1 通もありません(今は {messages} 通、送信済みには {sent} 通あります)。",
        why="ほかの PC やスマートフォンが、POP という取り込み方で、サーバーに残さずにメールを"
        "持っていく可能性があります。受信箱を毎日空にする使い方や、自動の振り分けでも、同じ見え方になります。",
        fix="ほかに受信している機器があれば、その機器の「{incoming.keep:label}」を入れるか、"
        "受信を IMAP に変えてください。",
    ),
    en=Text(
        "There is no older message in the inbox ({messages} now, while {sent} lie in the folder of sent mail).",
        why="Another PC or phone possibly takes the mail away by POP without leaving a copy on the server."
        " An inbox that is cleared every day, or sorted automatically, looks the same.",
        fix="If another device fetches this mail, switch on {incoming.keep:label} there, or let it use IMAP.",
    ),
)  # fmt: skip
MANY = Code(
    "mailbox-many-messages", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "受信箱のメールが多くなっています({messages} 通)。",
        why="数万通になると、メールソフトが起動や同期のたびに長く止まって見えることがあります。",
        fix="遅いと感じる時は、古いメールを年ごとのフォルダーに移してください。",
    ),
    en=Text(
        "The inbox has grown large ({messages} messages).",
        why="With tens of thousands of messages a client can seem to hang whenever it starts or synchronises.",
        fix="If it feels slow, move old mail into folders, one for each year.",
    ),
)  # fmt: skip
PREFIX = Code(
    "imap-folder-prefix", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "このサーバーのフォルダーは、すべて受信箱の下にあります(名前の先頭が「{prefix}」)。",
        why="メールソフトが別の場所を使おうとすると、送信済みやごみ箱が二重にできたり、フォルダーを作れなかったりします。",
        fix="そうなる時だけ、メールソフトの「ルートフォルダーのパス」(IMAP の詳しい設定)に {root} と入れてください。",
    ),
    en=Text(
        'All folders of this server lie below the inbox (their names begin with "{prefix}").',
        why="A client that looks elsewhere shows sent mail or trash twice, or cannot create folders.",
        fix="Only if that happens, enter {root} as the root folder path in the client's advanced IMAP settings.",
    ),
)  # fmt: skip
NO_UIDL = Code(
    "pop-uidl-unsupported", Status.WARN, Field.INCOMING_KEEP, Link.ACCOUNT,
    ja=Text(
        "このサーバーの POP は、どのメールを取り込み済みかを見分ける番号(UIDL)を出しません。",
        why="「{incoming.keep:label}」を入れると、受信のたびに全部のメールを取り込み直すことになります。",
        fix="「{incoming.keep:label}」をやめるか、受信を IMAP に変えてください。",
    ),
    en=Text(
        "The POP service gives messages no lasting number (UIDL) by which fetched ones are told from new ones.",
        why="With {incoming.keep:label} switched on, all messages are fetched again every time.",
        fix="Switch {incoming.keep:label} off, or use IMAP for receiving.",
    ),
)  # fmt: skip
LOGIN_DELAY = Code(
    "login-delay", Status.PASS, None, Link.CAPABILITIES,
    ja=Text(
        "このサーバーは、受信と受信の間を {seconds} 秒以上あけるように求めています。",
        why="間が短いと、パスワードが合っていてもログインを断られることがあります。",
        fix="メールソフトの自動受信の間隔を {minutes} 分以上にしてください。",
    ),
    en=Text(
        "The server asks for at least {seconds} seconds between one fetch and the next.",
        why="At shorter intervals it may refuse the login even with the right password.",
        fix="Let the client fetch mail every {minutes} minutes at most.",
    ),
)  # fmt: skip
DELETES = Code(
    "pop-server-deletes", Status.WARN, Field.INCOMING_KEEP, Link.CAPABILITIES,
    ja=Text(
        "サーバーの決まりで、POP のメールがサーバーに残るのは {days} 日までです。",
        why="「{incoming.keep:label}」を入れていても、この日数を過ぎると消されることがあります"
        "(0 日なら、取り込むとすぐに消されます)。",
        fix="長く残したいメールは PC に取り込んでおくか、受信を IMAP に変えてください。",
    ),
    en=Text(
        "By the server's rules, mail fetched by POP is kept on the server for {days} days.",
        why="After that it may be deleted, even with {incoming.keep:label} switched on"
        " (0 days: as soon as it is fetched).",
        fix="Keep what is to last on a PC, or use IMAP for receiving.",
    ),
)  # fmt: skip
LARGE = Code(
    "mailbox-large-message", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "大きなメールがあります({place} 通目、約 {megabytes} MB)。",
        why="POP は順番に取り込むので、これが届き終わる前にメールソフトの待ち時間が切れると、毎回そこで止まります。",
        fix="同じところで止まる時は、メールソフトの「サーバーのタイムアウト」を長くするか、"
        "ウェブメールでこの 1 通を移してください。",
    ),
    en=Text(
        "There is a large message (number {place}, about {megabytes} MB).",
        why="POP fetches one after the other: a client that runs out of patience during this one"
        " stops there every time.",
        fix="If it always stops at the same place, raise the server timeout in the client,"
        " or move this message by web mail.",
    ),
)  # fmt: skip
CODES = (JUNK, JUNK_NEWEST, JUNK_TODAY, EMPTIED, MANY, PREFIX, NO_UIDL, LOGIN_DELAY, DELETES, LARGE)


def another_device(probe: Probe) -> Question:
    """The one thing that tells a fetching device from a tidy customer."""
    return Question(
        "another-device-by-pop",
        ja="このアドレスのメールを POP で受信している PC やスマートフォンが、ほかにありますか。"
        "奥の古い PC や自宅の PC も含みます"
        "(ある: その機器が、サーバーに残さずに持っていっています。ない: 受信箱を空にする使い方か、自動の振り分けです)",
        en="Is there another PC or phone that fetches this address by POP, an old PC in the back room or one at home"
        " (yes: it takes the mail without leaving a copy; no: the inbox is cleared or sorted by somebody)?",
        settles=(Field.INCOMING_KEEP,),
        probes=(probe,),
    )
