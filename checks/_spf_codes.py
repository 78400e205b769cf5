"""All that can be said of a domain's SPF, the list of servers that may send for it."""

from __future__ import annotations

from maildoctor.api import Code, Field, Link, Status, Text

GOOD = Code(
    "spf-good", Status.PASS, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text("{domain} の SPF(送ってよいサーバーの一覧)は正しく書かれています。許可を確かめたサーバー: {hosts}"),
    en=Text("The SPF record of {domain} (the list of servers that may send for it) is sound. Permitted: {hosts}"),
)  # fmt: skip
MISSING = Code(
    "spf-missing", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} には SPF(送ってよいサーバーの一覧)がありません。",
        why="Gmail などは、一覧のないドメインからのメールを断るか、迷惑メールに入れます。",
        fix="DNS の TXT(文字を書く欄)に、次の 1 行を登録してください。送信に使う会社の案内に別の行があれば、"
            "その行にしてください: {record}",
    ),
    en=Text(
        "{domain} has no SPF record (the list of servers that may send for it).",
        why="Gmail and others refuse mail from such domains, or put it into the junk folder.",
        fix="Publish this one line as a TXT record (a text record in the DNS). If the company you send with gives "
            "another line, take that one: {record}",
    ),
)  # fmt: skip
TWO = Code(
    "spf-two-records", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)が {count} 行あります。",
        why="2 行以上あると、受け取る側はどの行も使わず、壊れているものとして扱います(RFC 7208 4.5)。",
        fix="v=spf1 で始まる行をすべて消して、1 つにまとめた次の行だけを登録してください: {record}",
    ),
    en=Text(
        "{domain} has {count} SPF records (lists of servers that may send for it).",
        why="With more than one, receivers use none and treat the domain's SPF as broken (RFC 7208 4.5).",
        fix="Remove every line that starts with v=spf1, and publish this merged one alone: {record}",
    ),
)  # fmt: skip
TOO_MANY = Code(
    "spf-too-many-lookups", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)は、受け取る側に少なくとも {cost} 回の問い合わせをさせます。"
        "上限は 10 回です。",
        why="超えると、受け取る側は SPF 全体を壊れているものとして扱います(RFC 7208 4.6.4)。多い順に: {costs}",
        fix="もう送信に使っていない会社の指定を外して、合計を 10 回以下にしてください。外してよいかは、"
            "いま送信に使っている会社の名前と見くらべて決めてください。",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) makes receivers ask at least {cost} "
        "questions. 10 are allowed.",
        why="Above that, receivers treat the whole record as broken (RFC 7208 4.6.4). The dearest first: {costs}",
        fix="Take out the terms of companies that no longer send for you, until 10 or fewer are left.",
    ),
)  # fmt: skip
VOIDS = Code(
    "spf-void-lookups", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)に、見つからない名前が {count} つあります({terms})。",
        why="見つからない名前は 2 つまでで、超えると SPF 全体を壊れているものとして扱う相手があります"
            "(RFC 7208 4.6.4)。",
        fix="見つからない名前を外した次の 1 行に置きかえてください: {record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) has {count} names that cannot be found "
        "({terms}).",
        why="Two are allowed; above that, some receivers treat the whole record as broken (RFC 7208 4.6.4).",
        fix="Replace it by this line, without the names that cannot be found: {record}",
    ),
)  # fmt: skip
SYNTAX = Code(
    "spf-syntax", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)に、書き方の違うところがあります: {place} 文字目からの {term}",
        why="書き方の手本は {form} です。読めないところがあると、受け取る側は SPF を使わないか、そこを読みとばします。",
        fix="読めるように直した次の 1 行に置きかえてください(直し方の分からないところは外してあります): {record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) has a mistake: {term}, at character "
        "{place}.",
        why="It should look like {form}. Where they cannot read it, receivers do not use the record or skip the place.",
        fix="Replace it by this corrected line (what could not be understood was left out): {record}",
    ),
)  # fmt: skip
WRONG_NAME = Code(
    "spf-wrong-name", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)は、受け取る側の目に入りません: {found}",
        why="受け取る側が読むのは、{domain} そのものに付けられ、v=spf1 で始まる行だけです。"
            "別の名前に付けたものや、引用符で始まるものは読まれません。",
        fix="{domain} そのもの(入力欄では空欄か @)の TXT(文字を書く欄)に、次の 1 行を登録してください: {record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) is not seen by receivers: {found}",
        why="They read only a line at {domain} itself that starts with v=spf1: nothing at another name, and nothing "
            "that starts with a quotation mark.",
        fix="Publish this line as a TXT record (a text record in the DNS) at {domain} itself, in many forms called @: "
            "{record}",
    ),
)  # fmt: skip
PERMISSIVE = Code(
    "spf-permissive-all", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)は、一覧にないサーバーも断りません(理由: {cause})。",
        why="ほかの人が {domain} を名乗って送っても、受け取る側は見分けられません。",
        fix="最後を ~all(一覧にないサーバーは疑わしい、という意味)にした次の 1 行に置きかえてください: {record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) refuses nobody (because of {cause}).",
        why="Receivers cannot tell mail that somebody else sends in the name of {domain}.",
        fix="Replace it by this line, which ends in ~all (servers that are not listed are doubtful): {record}",
    ),
)  # fmt: skip
NOT_COVERING = Code(
    "spf-not-covering-outgoing", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{host} から送ると、{domain} の SPF(送ってよいサーバーの一覧)に合わない可能性が高いです。",
        why="一覧に {host} の住所({addresses})がありません。一覧にないと、迷惑メールに入るか、断られます。"
            "メール会社が別のサーバーから送り出しているなら、この限りではありません。",
        fix="送信に使っている会社に SPF の案内があればそれを足し、なければ次の 1 行に置きかえてください: {record}",
    ),
    en=Text(
        "Mail sent through {host} probably does not agree with the SPF record of {domain} (the list of servers that "
        "may send for it).",
        why="The list does not have the address of {host} ({addresses}); such mail is refused or put into the junk "
            "folder. It is otherwise where the provider sends it on from another server.",
        fix="Add what the company you send with gives for SPF; if it gives nothing, replace the record by this line: "
            "{record}",
    ),
)  # fmt: skip
NO_RECORD = Code(
    "spf-include-without-record", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)が読みに行く先 {target} には、SPF がありません。",
        why="読みに行く先に何もないと、受け取る側は SPF 全体を壊れているものとして扱います(RFC 7208 5.2)。"
            "会社を移った後や、つづりの違いで起きます。",
        fix="{term} を外した次の 1 行に置きかえてください。いまも使っている会社なら、正しい名前を聞いてください: "
            "{record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) leads to {target}, which has none.",
        why="Where nothing is found there, receivers treat the whole record as broken (RFC 7208 5.2). It happens after "
            "a move, or by a misspelt name.",
        fix="Replace it by this line without {term}; if that company still sends for you, ask it for the right name: "
            "{record}",
    ),
)  # fmt: skip
BROKEN = Code(
    "spf-include-broken", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)にある {term} の先で、読みとりが行きづまります({target})。",
        why="その先の書き方が違うか、一周して元に戻るか、数が多すぎます。すると受け取る側は SPF 全体を"
            "壊れているものとして扱います。",
        fix="{term} が他社のものなら、その会社に知らせてください。使っていなければ、外した次の 1 行に置きかえて"
            "ください: {record}",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) cannot be read to its end: {term} fails "
        "at {target}.",
        why="What stands there has a mistake, leads back in a circle, or is too much. Receivers then treat the whole "
            "record as broken.",
        fix="If {term} is another company's, tell it. If you do not use it, replace the record by this line without "
            "it: {record}",
    ),
)  # fmt: skip
UNREAD = Code(
    "spf-terms-unread", Status.WARN, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)のうち、{terms} は読まれません。",
        why="{end} は一覧の終わりの印です。その後ろに書いたものと redirect= は、受け取る側が読みとばします"
            "(RFC 7208 5.1、6.1)。そこに書いたサーバーから送るメールは、一覧にないものとして扱われます。",
        fix="{end} より前に書いた次の 1 行に置きかえてください。もう使っていないサーバーなら、"
            "消すだけで足ります: {record}",
    ),
    en=Text(
        "Of the SPF record of {domain} (the list of servers that may send for it), {terms} is not read.",
        why="{end} ends the list. Receivers skip what stands behind it, and redirect= beside it (RFC 7208 5.1, 6.1), "
            "so mail from the servers named there counts as not listed.",
        fix="Replace the record by this line, which has them before {end}; if those servers are no longer used, "
            "remove them instead: {record}",
    ),
)  # fmt: skip
PTR = Code(
    "spf-ptr-discouraged", Status.PASS, Field.DNS_SPF, Link.ACCOUNT,
    ja=Text(
        "{domain} の SPF(送ってよいサーバーの一覧)に {terms} があります。",
        why="住所から名前をたどる書き方で、遅く、当てにならないため、使わないことになっています(RFC 7208 5.5)。"
            "読みとばす相手もいる可能性があります。",
        fix="送信に使うサーバーを、名前(a:)か住所(ip4:)か、メール会社の案内の指定(include:)で書きなおすと確実です。",
    ),
    en=Text(
        "The SPF record of {domain} (the list of servers that may send for it) has {terms}.",
        why="It goes from addresses to names, which is slow and not reliable, so it should not be used (RFC 7208 5.5). "
            "Some receivers may skip it.",
        fix="To be sure, name the servers that send by name (a:), by address (ip4:), or by what the mail company gives "
            "(include:).",
    ),
)  # fmt: skip
ALL = (
    GOOD, MISSING, TWO, TOO_MANY, VOIDS, SYNTAX, WRONG_NAME, PERMISSIVE, NOT_COVERING, NO_RECORD, BROKEN, UNREAD, PTR,
)  # fmt: skip
