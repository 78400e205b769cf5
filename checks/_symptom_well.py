"""What to ask where everything passed and the customer's own program still fails.

No tool sees these from outside: the servers answer this PC as they should.
"""

from __future__ import annotations

from maildoctor.api import Field

from ._symptom_codes import Ask, Topic

_PROGRAM = (Field.CLIENT_PROGRAM,)
_OUTLOOK = ("outlook", "outlook-new")

NEW_OUTLOOK = Ask(
    "new-outlook-only",
    "使えないのは「新しい Outlook」だけですか(はい: このソフトは Microsoft の国外の機械が代わりにつなぎに行くので、"
    "メール会社の国外制限か、POP の扱いの違いの可能性が高いです。従来の Outlook で試してください。"
    "いいえ: ソフトの種類は関係ありません)",
    'Does it fail in the "new Outlook" alone (yes: a machine of Microsoft\'s, often abroad, connects in its place, so a'
    " filter against foreign addresses or its handling of POP is likely; try the classic Outlook; no: the kind of"
    " program does not matter)?",
    (Field.CLIENT_PROGRAM, Field.ACCOUNT_ACCESS), (Topic.NEW_OUTLOOK,), clients=_OUTLOOK, usual=True,
)  # fmt: skip
PHONE_OUTLOOK = Ask(
    "phone-outlook-only",
    "使えないのはスマートフォンの Outlook アプリだけですか(はい: このアプリも国外の機械を通るので、"
    "メール会社の国外制限の"
    "可能性が高いです。スマートフォンに元からあるメールアプリで試してください。いいえ: アプリの種類は関係ありません)",
    "Does it fail in the Outlook app of the phone alone (yes: it connects through machines abroad, so the provider's"
    " filter against foreign addresses is likely; try the mail app that came with the phone; no: the app does not"
    " matter)?",
    (Field.CLIENT_PROGRAM, Field.ACCOUNT_ACCESS), (Topic.PHONE,), clients=("iphone", "android"), usual=True,
)  # fmt: skip
NEW_PROFILE = Ask(
    "new-profile",
    "同じ PC の別のメールソフトか、新しく作ったプロファイル(設定のまとまり)なら使えますか"
    "(使える: 今のソフトの設定の入れ物が壊れている可能性が高いです。使えない: この PC の別の何かが止めています)",
    "Does it work in another mail program on this PC, or in a newly made profile (yes: the present profile is probably"
    " damaged; no: something else on this PC is in the way)?",
    _PROGRAM, (), usual=True,
)  # fmt: skip
SAVED_LOGIN = Ask(
    "saved-credentials",
    "正しいパスワードを入れても、パスワードの画面が何度も出ますか(はい: Windows の「資格情報マネージャー」に残った"
    "古い記録が使われている可能性が高いです。その会社の行を消してください。いいえ:"
    " 画面に出た文をそのまま教えてください)",
    "Does the window for the password come back although the right one is entered (yes: an old entry in the Windows"
    " Credential Manager is probably used; delete the lines of this server; no: please read out what is shown)?",
    _PROGRAM, (Topic.LOCKED_AGAIN,), needs=(Topic.PASSWORD,),
)  # fmt: skip
OFFLINE = Ask(
    "works-offline",
    "Outlook の画面の下に「オフライン作業中」と出ていますか(出ている:"
    "「送受信」のタブで「オフライン作業」を切ると動きます。"
    "出ていない: ほかの原因です)",
    'Does the bottom line of Outlook say "Working Offline" (yes: switch it off on the Send/Receive tab; no: it is'
    " something else)?",
    _PROGRAM, (Topic.NOTHING,), clients=_OUTLOOK,
)  # fmt: skip
DATA_FILE = Ask(
    "data-file-size",
    "メールソフトのデータの入れ物(Outlook なら .pst のファイル)は何 GB ありますか。PC の空きは何 GB ですか"
    "(50 GB 近い、または空きが少ない: そのために途中で止まる可能性が高いです。余裕がある: ほかの原因です)",
    "How many GB does the program's data file have (.pst in Outlook), and how many are free on the disk (near 50 GB, or"
    " little free: that is probably why it stops; plenty: it is something else)?",
    _PROGRAM, (Topic.STOPS,),
)  # fmt: skip
OUTBOX = Ask(
    "outbox-stuck",
    "送信トレイに、前から残っているメールがありますか(ある: それを下書きに移すと、後ろのメールが出ていきます。"
    "大きな添付なら分けて送ってください。ない: ほかの原因です)",
    "Is there an old message left in the outbox (yes: move it to the drafts, and those behind it will go; split a large"
    " attachment; no: it is something else)?",
    (Field.CLIENT_PROGRAM,), (Topic.STUCK,),
)  # fmt: skip
OLD_PROGRAM = Ask(
    "old-program",
    "使えない機器の Windows(または iPhone、Android)とメールソフトは、何年ごろのものですか"
    "(サポートの終わった版、Windows Live メール、Windows 7 など: 今の暗号化や新しい証明書が分からない可能性が高いです。"
    "新しい版: ほかの原因です)",
    "How old are the system and the mail program on the device that fails (out of support, Windows Live Mail,"
    " Windows 7:"
    " it probably does not know present-day encryption or newer certificates; recent: it is something else)?",
    (Field.CLIENT_PROGRAM, Field.CLIENT_TLS), (Topic.CERTIFICATE,), usual=True,
)  # fmt: skip
SIZE = Ask(
    "message-size",
    "送れないメールの添付は、合わせて {limit} MB より大きいですか(大きい: このサーバーの上限を超えます。"
    "添付は送る時に 3 割から 4 割ほど大きくなります。分けるか、ファイル置き場のリンクで送ってください。小さい:"
    " ほかの原因です)",
    "Are the attachments that do not go larger than {limit} MB in all (yes: that is over this server's limit, and"
    " attachments grow by a third when they are sent; split them or send a link; no: it is something else)?",
    (Field.CLIENT_PROGRAM,), (Topic.SIZE,),
)  # fmt: skip
MANY = Ask(
    "many-at-once",
    "一度に大勢へ、または短い間に何十通も送っていますか(はい: メール会社が数を制限している可能性が高いです。"
    "宛先を分け、時間をあけるか、一斉送信のサービスを使ってください。いいえ: ほかの原因です)",
    "Is it sent to many people at once, or dozens within a short time (yes: the provider probably limits the"
    " number; split the"
    " recipients, wait in between, or use a service for newsletters; no: it is something else)?",
    (Field.SERVER_SERVICE,), (Topic.MANY,),
)  # fmt: skip
COPIER = Ask(
    "copier-only",
    "送れないのは複合機(スキャナー)だけですか(はい: 古いサーバー名、25 番、認証なし、"
    "古い暗号化のどれかが機械に残っている"
    "可能性が高いです。下の設定を機械にも入れてください。いいえ: PC の設定も見ます)",
    "Is it only the copier or scanner that cannot send (yes: an old server name, port 25, no login or old encryption is"
    " probably left in it; enter the settings below there, too; no: the PC has to be looked at as well)?",
    (Field.CLIENT_PROGRAM,), (Topic.COPIER,), clients=("copier",),
)  # fmt: skip
OTHER_ACCOUNT = Ask(
    "which-outgoing-server",
    "このメールソフトにアカウントは 2 つ以上ありますか。このアドレスで送る時の送信サーバーは、どの名前になっていますか"
    "(ほかのアカウントの名前: そちらから出ているので、選び直してください。合っている: ほかの原因です)",
    "Are there two or more accounts in this program, and which outgoing server is chosen for this address (that of"
    " another account: choose its own; its own: it is something else)?",
    (Field.OUTGOING_HOST,), (Topic.SENDING,),
)  # fmt: skip
COMPUTER_NAME = Ask(
    "computer-name",
    "PC の名前(コンピューター名)に、日本語や「_」が入っていますか(はい: 名乗りを断るサーバーがあります。半角の英数字と"
    "ハイフンだけにするか、587 番で認証して送ってください。いいえ: ほかの原因です)",
    "Does the name of this computer hold Japanese letters or an underscore (yes: some servers refuse such a"
    " name when the"
    " program introduces itself; use letters, digits and hyphens only, or send by port 587 with a login; no: it is"
    " something else)?",
    (Field.CLIENT_PROGRAM,), (Topic.HELLO,),
)  # fmt: skip
SAME_PLACE = Ask(
    "stops-at-same-message",
    "受信は毎回同じ通数で止まりますか(はい: その 1 通が大きいか壊れています。ウェブメールでその 1"
    " 通を別の場所へ移してください。"
    "いいえ: メールソフトの「サーバーのタイムアウト」を長くしてみてください)",
    "Does receiving always stop at the same message (yes: that one is large or damaged; move it away by web"
    " mail; no: try"
    " a longer server timeout in the program)?",
    (Field.CLIENT_PROGRAM,), (Topic.STOPS,),
)  # fmt: skip
PORT_25 = Ask(
    "sends-by-port-25",
    "送信が 25 番の設定です。お客様の場所の回線でも送れますか(送れない: その回線が 25 番を止めています。587"
    " 番か 465 番と認証に"
    "変えてください。送れる: 番号は原因ではありません)",
    "Sending is set to port 25: does it work on the customer's own line (no: that line blocks port 25; use 587"
    " or 465 with"
    " a login; yes: the port is not the cause)?",
    (Field.OUTGOING_PORT, Field.NETWORK_PORT25), (Topic.SENDING,),
)  # fmt: skip

PROGRAM = (
    NEW_OUTLOOK, PHONE_OUTLOOK, SAVED_LOGIN, OFFLINE, COPIER, COMPUTER_NAME, MANY, OUTBOX, SAME_PLACE, DATA_FILE,
    NEW_PROFILE, OLD_PROGRAM,
)  # fmt: skip
"""In the order in which they are asked where equally much speaks for them. `SIZE` and `PORT_25` need a value,
`OTHER_ACCOUNT` comes last of all."""
