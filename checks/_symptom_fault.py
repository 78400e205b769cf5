"""What to ask where something failed and the answer alone does not tell why: a login, a line, a server."""

from __future__ import annotations

from maildoctor.api import Field

from ._symptom_codes import Ask, Topic

_LOGIN = (Field.INCOMING_PASSWORD, Field.INCOMING_USERNAME)

TYPED = Ask(
    "password-typed-by-hand",
    "パスワードをメモ帳に打って見比べると、紙と同じですか(違う: 全角、大文字と小文字(Caps Lock)、前後の空白、"
    "0 と O、1 と l の取り違えです。同じ: 打ち間違いではありません)",
    "Typed into a notepad, does the password look exactly like the paper (no: full-width letters, capitals ("
    "Caps Lock), a"
    " space at either end, 0 for O or 1 for l; yes: it is not mistyped)?",
    _LOGIN[:1], usual=True,
)  # fmt: skip
PANEL = Ask(
    "panel-or-mailbox-password",
    "それは、メールアドレスごとに決めたパスワードですか、契約の管理画面に入るためのものですか"
    "(管理画面のもの: メールには使えません。アドレスのパスワードを入れてください。アドレスのもの: ほかの原因です)",
    "Is it the password of this mail address, or the one for the provider's panel (the panel's: it does not open the"
    " mailbox, use the one of the address; the address's: it is something else)?",
    _LOGIN[:1], (Topic.PANEL,), usual=True,
)  # fmt: skip
EVERYBODY = Ask(
    "all-addresses-refused",
    "同じ契約のほかのアドレスも使えませんか(全部使えない: 契約や料金で止まっている可能性が高いです。"
    "契約の画面を見てください。"
    "このアドレスだけ: このアドレスのパスワードか状態です)",
    "Are the other addresses of the same contract refused, too (all of them: the contract has probably been"
    " stopped, look"
    " at the account page; this one alone: it is the password or the state of this address)?",
    (*_LOGIN[:1], Field.MAILBOX_DISABLED), (Topic.EVERYBODY,),
)  # fmt: skip
ALIAS = Ask(
    "alias-login",
    "このアドレスは、別のアドレスの別名(エイリアス)や転送専用ですか(はい: ユーザー名には元のアドレスを入れ、"
    "差出人だけ別名に"
    "してください。いいえ: ほかの原因です)",
    "Is this address an alias of another one, or made for forwarding alone (yes: log in with the main address,"
    " and use the"
    " alias as sender only; no: it is something else)?",
    _LOGIN[1:], (Topic.ALIAS,),
)  # fmt: skip
PAPER_NAME = Ask(
    "user-name-in-contract",
    "契約の案内にあるメールの「ユーザー名(アカウント名)」は、メールアドレスと同じですか"
    "(違う名前、または @ が % などになっている: そのとおりに入れてください。同じ: ユーザー名は合っています)",
    "In the contract's papers, is the user name for mail the same as the address (another name, or one with %"
    " in place of"
    " the @: enter it as it stands there; the same: the user name is right)?",
    _LOGIN[1:],
)  # fmt: skip
NUMBER = Ask(
    "server-number",
    "契約の案内にあるサーバーの名前は {host} ですか、{exchanger} ですか({exchanger}: サーバーの番号違いです。"
    "受信も送信もこの名前に直してください。{host}: 名前は合っています)",
    "Is the server in the contract's papers called {host} or {exchanger} ({exchanger}: the number of the"
    " server is wrong,"
    " change it in both directions; {host}: the name is right)?",
    (Field.INCOMING_HOST, *_LOGIN[:1]),
)  # fmt: skip
CREATED = Ask(
    "address-created",
    "新しい会社の管理画面に、このメールアドレスはもう作ってありますか(まだ: 作ると入れるようになり、"
    "届くようになります。"
    "ある: パスワードを作り直してください)",
    "Has this address been created in the new provider's panel yet (no: create it, then the login works and"
    " mail arrives;"
    " yes: set its password anew)?",
    (Field.MAILBOX_MISSING, *_LOGIN[:1]), (Topic.MOVE,),
)  # fmt: skip
BROWSER = Ask(
    "browser-login",
    "ブラウザーでこのアカウントに入ると、確認や警告の画面が出ますか(出る:「自分です」と答えると、"
    "メールソフトでも使えるように"
    "なります。出ない: メールソフト用の専用パスワードを作ってください)",
    "When you open this account in a browser, does it show a warning or ask for a confirmation (yes: confirm"
    " that it was"
    " you, and mail programs are let in again; no: create an app password)?",
    (Field.ACCOUNT_ACCESS,),
)  # fmt: skip
OLD_DEVICE = Ask(
    "old-device",
    "古いパスワードのままの機器(前のスマートフォン、店の奥の PC、複合機)がありませんか(ある:"
    " 裏で失敗を繰り返して止められます。"
    "その機器のパスワードを直すか、アカウントを消してください。ない: メール会社に解除を頼んでください)",
    "Is there a device that still has the old password, such as a former phone, a PC in the back room or a"
    " copier (yes: it"
    " goes on failing and locks the account; correct or remove it there; no: ask the provider to unlock it)?",
    (Field.MAILBOX_LOCKED,), (Topic.LOCKED_AGAIN,), usual=True,
)  # fmt: skip
LINE = Ask(
    "another-line",
    "スマートフォンの電波(テザリング)など、別の回線でも同じですか(別の回線なら使える: この回線か、"
    "この回線からの接続を断る"
    "しくみが原因です。同じ: サーバーの側です)",
    "Is it the same over another line, such as a phone's hotspot (works there: it is this line, or something"
    " that refuses"
    " this line; the same: it is the server)?",
    (Field.NETWORK_PORT, Field.NETWORK_ADDRESS, Field.SERVER_SERVICE), (Topic.ABROAD,), usual=True,
)  # fmt: skip
ABROAD = Ask(
    "sends-from-abroad",
    "今、海外にいるか、VPN やクラウドの PC を使っていますか(はい:"
    " メール会社の「国外からの接続を断る設定」の可能性が高いです。"
    "VPN を切って試してください。いいえ: 出た文をそのままメール会社に伝えてください)",
    "Are you abroad, or on a VPN or a PC in the cloud (yes: the provider's filter against foreign addresses is likely;"
    " switch the VPN off and try; no: give the provider the words that are shown)?",
    (Field.NETWORK_ADDRESS, Field.ACCOUNT_ACCESS), (Topic.ABROAD,),
)  # fmt: skip
FORMER_LINE = Ask(
    "outgoing-of-former-line",
    "送信サーバー {host} は、前の回線会社(プロバイダー)のものですか(はい:"
    " 回線を替えると使えないことが多いです。今のメール会社の"
    "送信サーバーに変え、認証を入れてください。いいえ: 名前は関係ありません)",
    "Does the outgoing server {host} belong to a former internet provider (yes: it often serves its own lines"
    " only; use the"
    " outgoing server of the mail provider, with a login; no: the name does not matter)?",
    (Field.OUTGOING_HOST,),
)  # fmt: skip
IPHONE_SENDING = Ask(
    "iphone-outgoing-login",
    "iPhone の送信メールサーバの「ユーザ名」と「パスワード」に何か入っていますか(空:"
    " 「オプション」と出ていても必要です。"
    "受信と同じものを入れてください。入っている: 認証を「パスワード」にしてください)",
    "Are user name and password filled in for the outgoing server on the iPhone (no: they are needed although it says"
    " Optional; enter those of the incoming server; yes: set the authentication to Password)?",
    (Field.OUTGOING_AUTH, Field.OUTGOING_USERNAME, Field.OUTGOING_PASSWORD), clients=("iphone",),
)  # fmt: skip

REFUSED = (CREATED, EVERYBODY, ALIAS, TYPED, PANEL)
"""For a login that was refused, without those that need a value."""
