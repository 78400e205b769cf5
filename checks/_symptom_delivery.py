"""What to ask where everything passed and mail still does not arrive, comes back or is gone.

No tool sees these from outside: they happen between other people's servers, or are written in a message that came back.
"""

from __future__ import annotations

from maildoctor.api import Field

from ._symptom_codes import Ask, Topic

ONE_RECIPIENT = Ask(
    "one-recipient-only",
    "送れないのは決まった相手だけですか(はい: 相手のアドレスのつづり、@ の前の「..」や「.@」という形、相手の受信拒否を"
    "見てください。送信の設定ではありません。いいえ: 出た文をそのまま教えてください)",
    "Does it fail for certain recipients alone (yes: look at the spelling of their address, at dots next to each other"
    " or just before the @, and at their own filters; it is not the outgoing server; no: read out what is shown)?",
    (Field.CLIENT_PROGRAM,), (Topic.SOME_PEOPLE, Topic.RETURNED),
)  # fmt: skip
PHONES_ONLY = Ask(
    "mobile-recipients-only",
    "届かない相手は、携帯電話会社のアドレス(docomo、au、SoftBank など)だけですか(はい: 相手の「PC"
    " メール拒否」の可能性が"
    "高いです。相手に受信の許可を頼んでください。いいえ: ほかの原因です)",
    "Are the recipients who miss it all at mobile carriers (docomo, au, SoftBank) (yes: their filter against mail from"
    " PCs is likely; ask them to allow your domain; no: it is something else)?",
    (Field.DNS_SPF, Field.DNS_DKIM), (Topic.PHONE,), needs=(Topic.SOME_PEOPLE,),
)  # fmt: skip
RETURNED = Ask(
    "returned-message",
    "戻ってきたメールの英文に、どの言葉がありますか(loop、too many hops:"
    " 転送かサーバーの受け取り設定が輪になっています。"
    "blocked、listed: 送る側の住所が拒否の一覧に載っています。greylist、450: 待てば自動で送り直されます。"
    "DMARC、SPF、5.7.26: ドメインの送信の届け出です。User unknown、5.1.1: 宛先がありません)",
    "Which of these words stand in the message that came back (loop, too many hops: forwarding or the receiving server"
    " goes in circles; blocked, listed: the sending address is on a block list; greylist, 450: it is repeated"
    " by itself;"
    " DMARC, SPF, 5.7.26: the domain's records for sending; User unknown, 5.1.1: there is no such recipient)?",
    (Field.MAILBOX_DELIVERY, Field.DNS_MX, Field.DNS_SPF, Field.DNS_DMARC, Field.NETWORK_ADDRESS), (Topic.RETURNED,),
)  # fmt: skip
FORWARDED = Ask(
    "arrives-by-forwarding",
    "そのメールは、別のアドレスから転送して受け取っていますか(はい: 転送すると差出人の証明が合わなくなり、迷惑メールに"
    "入ったり断られたりします。元のアドレスを直接受信してください。いいえ: 転送は関係ありません)",
    "Is that mail forwarded from another address (yes: forwarding breaks the proof of the sender, so it lands"
    " in junk or"
    " is refused; fetch the other address directly; no: forwarding has nothing to do with it)?",
    (Field.MAILBOX_DELIVERY, Field.DNS_SPF), (Topic.FORWARD,),
)  # fmt: skip
WEB_FORM = Ask(
    "web-form-only",
    "困っているのは、ホームページのフォームから出るメールだけですか(はい:"
    " ホームページのサーバーが、メールサーバーを通さずに送っている可能性が高いです。"
    "フォームを、メールサーバーにログインして送る設定に変えてもらってください。いいえ: フォームは関係ありません)",
    "Is it only the mail that the web site's form sends (yes: the web server probably sends by itself, past"
    " the mail server; have the"
    " form log in to the mail server; no: the form has nothing to do with it)?",
    (Field.DNS_SPF,), (Topic.FORM,),
)  # fmt: skip
RETENTION = Ask(
    "old-mail-gone",
    "見えないのは、ある日より前のメールだけですか(はい: サーバーの保存期間か、取り込んだ後に消す設定の"
    "可能性が高いです。契約の案内と、ほかの PC の「サーバーに残す」を見てください。いいえ:"
    " 振り分けや検索の絞り込みを見てください)",
    "Is it only the mail from before a certain day that is not seen (yes: the server keeps mail for a limited"
    " time, or a"
    " program deletes it after fetching; no: look at filters and at the search box)?",
    (Field.INCOMING_KEEP, Field.MAILBOX_DELIVERY), (Topic.GONE,),
)  # fmt: skip
STOPPED = Ask(
    "receiving-stopped",
    "契約の管理画面で、このアドレスの「受信」が止められたり、全部の転送が入ったりしていませんか"
    "(止めてある、転送だけになっている: 戻すと届きます。なっていない: ほかの原因です)",
    "In the provider's panel, is receiving switched off for this address, or is everything forwarded elsewhere (yes:"
    " switch it back; no: it is something else)?",
    (Field.MAILBOX_DELIVERY, Field.MAILBOX_DISABLED), (Topic.ARRIVING,),
)  # fmt: skip
OLD_SERVER = Ask(
    "old-contract-still-there",
    "届かないのは、前のメール会社を使う人や、自社のフォームからだけですか(はい:"
    " 前のサーバーが今もこのドメインの分を受け取っている可能性が高いです。"
    "前の管理画面で、このドメインのメールを「使わない」にしてください。いいえ: ほかの原因です)",
    "Is it only mail from customers of the former provider, or from your own form, that does not arrive (yes: the old"
    " server probably still takes mail for the domain; switch mail for it off in the old panel; no: it is"
    " something else)?",
    (Field.MAILBOX_DELIVERY,), (Topic.SOME_PEOPLE, Topic.ARRIVING), needs=(Topic.MOVE,),
)  # fmt: skip
OLD_MAIL = Ask(
    "mail-still-at-old-provider",
    "ないのは、会社を移る前のメールですか(はい: 前のサーバーに残っています。解約の前に IMAP で写してください。"
    "いいえ: ほかの原因です)",
    "Is the missing mail from before the move (yes: it is still on the old server; copy it by IMAP before the contract"
    " ends; no: it is something else)?",
    (Field.INCOMING_HOST,), (Topic.GONE,), needs=(Topic.MOVE,),
)  # fmt: skip
MX_ORDER = Ask(
    "mx-order",
    "契約の案内で「主」の届け先は {first} ですか(はい: 順番は合っています。いいえ: 予備のほうに先に届いています。"
    "MX の数字は、主のサーバーを一番小さくしてください)",
    "Is {first} the main mail server according to the contract (yes: the order is right; no: mail goes to the spare one"
    " first; the main server needs the smallest number in the MX records)?",
    (Field.DNS_MX,), (Topic.ARRIVING,),
)  # fmt: skip

DELIVERY = (
    RETURNED, ONE_RECIPIENT, PHONES_ONLY, OLD_SERVER, OLD_MAIL, FORWARDED, WEB_FORM, RETENTION, STOPPED,
)  # fmt: skip
"""In the order in which they are asked where equally much speaks for them. `MX_ORDER` needs a value."""
