"""What is said of a domain between two companies."""

from __future__ import annotations

from maildoctor.api import Certainty, Code, Field, Link, Owner, Status, Text

GOOD = Code(
    "move-not-seen", Status.PASS, None, Link.NAME,
    ja=Text("{domain} のメールの届け先は、{mail:provider}にそろっています。"),
    en=Text("Mail for {domain} goes to {mail:provider} alone."),
)  # fmt: skip
PROGRESS = Code(
    "move-in-progress", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "メールの届け先(MX)は{mail:provider}、受信の設定({host})は{client:provider}です。"
        "会社を移る途中の可能性が高いです。",
        why="どちらのサーバーも動いています。新しいメールは{mail:provider}に届き、"
            "{host} を見ている PC には出てきません。",
        fix="移る先が{mail:provider}なら、受信の設定をそちらの案内どおりに変えてください。"
            "{client:provider}なら、DNS の画面で MX をそちらの案内どおりに変えてください。",
    ),
    en=Text(
        "Mail is delivered to {mail:provider} (MX), while the client reads at {client:provider} ({host}). "
        "Most likely the domain is being moved.",
        why="Both servers work. New mail arrives at {mail:provider} and does not show on a PC that reads at {host}.",
        fix="If the move leads to {mail:provider}, change the incoming settings to what that company gives; if it "
            "leads to {client:provider}, change the MX records to theirs.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
PROGRESS_HOSTS = Code(
    PROGRESS.id, Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "メールは {mail} に届き(MX)、受信の設定({host})は {server} を見ています。"
        "別の会社のサーバーらしく、会社を移る途中の可能性が高いです。",
        why="どちらのサーバーも動いていて、メールボックスがあります。新しいメールは {mail} に届き、"
            "{host} を見ている PC には出てきません。",
        fix="移る先が {mail} の会社なら、受信の設定をその会社の案内どおりに変えてください。"
            "{server} の会社なら、DNS の画面で MX をその会社の案内どおりに変えてください。",
    ),
    en=Text(
        "Mail is delivered to {mail} (MX), while the client reads at {server} ({host} in its settings). "
        "They seem to be two companies' servers; most likely the domain is being moved.",
        why="Both servers work and keep mailboxes. New mail arrives at {mail} and does not show on a PC that reads at "
            "{host}.",
        fix="If the move leads to the company of {mail}, change the incoming settings to what that company gives; if "
            "it leads to the company of {server}, change the MX records to theirs.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
"""The same between companies without an entry, by the names of their servers."""
CLIENT_OLD = Code(
    "move-client-points-old", Status.WARN, Field.INCOMING_HOST, Link.NAME,
    ja=Text(
        "このドメインのメールは{mail:provider}に移っていて、受信の設定({host})は"
        "前の{client:provider}のままの可能性が高いです。",
        why="届け先(MX)も送信元の登録(SPF)も{mail:provider}です。"
            "{host} にはログインできても、新しいメールは出てきません。",
        fix="受信の設定を、{mail:provider}の案内どおりのサーバー名とユーザー名に変えてください。"
            "MX は直さないでください。",
    ),
    en=Text(
        "Most likely the mail of this domain has moved to {mail:provider}, and the client still reads at "
        "{client:provider} ({host}).",
        why="Delivery (MX) and the list of senders (SPF) both name {mail:provider}. {host} may let you in, but new "
            "mail does not show there.",
        fix="Change the incoming settings to the server and user name that {mail:provider} gives. Leave the MX alone.",
    ),
    owner=Owner.CLIENT,
    certainty=Certainty.LIKELY,
)  # fmt: skip
"""The DNS is as it should be; the client follows it, and which server name the new company gives is not known."""
MIXED = Code(
    "mx-mixed-providers", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)に、{company:provider}({host})と{second:provider}({other})が混じっています。",
        why="会社を移ったときの消し忘れの可能性が高いです。届いたメールが、2 つの会社のどちらかに分かれて入ります。",
        fix="DNS の画面で、使っていない会社の MX の行を消してください。",
    ),
    en=Text(
        "The MX records of {domain} name {company:provider} ({host}) and {second:provider} ({other}).",
        why="Most likely one was forgotten in a move. Messages end up at the one company or at the other.",
        fix="In the DNS panel remove the MX records of the company that is no longer used.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
MIXED_HOSTS = Code(
    MIXED.id, Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)に、別の会社のものらしい {host} と {other} が混じっています。",
        why="どちらもメールボックスのあるサーバーで、会社を移ったときの消し忘れの可能性が高いです。"
            "届いたメールが、2 つのどちらかに分かれて入ります。",
        fix="DNS の画面で、使っていない会社の MX の行を消してください。",
    ),
    en=Text(
        "The MX records of {domain} name {host} and {other}, which seem to be of two companies.",
        why="Both servers keep mailboxes; most likely one was forgotten in a move. Messages end up at the one or at "
            "the other.",
        fix="In the DNS panel remove the MX records of the company that is no longer used.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
"""The same between companies without an entry: they are told apart by names and servers, and both keep mailboxes."""
ELSEWHERE = Code(
    "move-nameservers-old", Status.PASS, None, Link.NAME,
    ja=Text(
        "{domain} の DNS は{dns:provider}が、メールは{mail:provider}が預かっています。"
        "届け先(MX)などの変更は、{dns:provider}の画面でします。"
    ),
    en=Text(
        "The DNS of {domain} is with {dns:provider}, its mail with {mail:provider}. "
        "MX and other records are changed in the panel of {dns:provider}."
    ),
)  # fmt: skip
PLACEHOLDER = Code(
    "mx-m365-placeholder", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)が {host} になっています。これは Microsoft 365 の持ち主確認のための仮の名前です。",
        why="この名前のサーバーはないので、ここへはメールが届きません。",
        fix="Microsoft 365 の管理センターに出ている本物の MX(末尾が mail.protection.outlook.com か mx.microsoft)に"
            "直し、仮の行を消してください。",
    ),
    en=Text(
        "An MX record of {domain} says {host}. It is the placeholder by which Microsoft 365 checks who owns it.",
        why="There is no such server, so nothing is delivered there.",
        fix="Publish the real MX record that the Microsoft 365 admin center shows (it ends in "
            "mail.protection.outlook.com or mx.microsoft), and remove the placeholder.",
    ),
)  # fmt: skip

ALL = (GOOD, PROGRESS, PROGRESS_HOSTS, CLIENT_OLD, MIXED, MIXED_HOSTS, ELSEWHERE, PLACEHOLDER)
