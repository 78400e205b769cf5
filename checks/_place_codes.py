"""All that can be said of the place: the line, the devices on it, and what this PC has been told about names."""

from __future__ import annotations

from maildoctor.api import Break, Certainty, Code, Field, Link, Owner, Status, Text

_OUT_OF_REACH = (
    Break.HOST_DEAD, Break.SERVICE_DOWN, Break.SERVICE_BROKEN, Break.PORT_DROPPED, Break.CERTIFICATE_NAME,
    Break.CERTIFICATE_STRANGER,
)  # fmt: skip
_UNHEARD = ("mx-refuses", "mx-one-down", "mx-private-address", "autoconfig-stale", "autodiscover-stale")
"""What follows where a host is looked for in a wrong place."""

MASKED = Code(
    "starttls-masked", Status.WARN, Field.NETWORK_INTERCEPTION, Link.GREETING,
    ja=Text(
        "{host} の {port} 番の返事が、途中で書き換えられている可能性が高いです({words})。",
        why="メールの通信を調べる機器(ルーターやファイアウォールの SMTP 検査)は、知らない言葉を X や * でつぶします。"
            "暗号化を始める合図(STARTTLS)も一緒につぶされ、暗号化できなくなります。",
        fix="ルーターやファイアウォールの管理者に「SMTP の検査(inspect、fixup)」を切ってもらってください。"
            "別の回線でも同じなら、サーバーの手前の機器です。メール会社に同じことを頼んでください。",
    ),
    en=Text(
        "What {host} says on port {port} has probably been written over on the way ({words}).",
        why="Devices that inspect mail traffic (SMTP inspection of a router or firewall) replace words that they do "
            "not know by X or *. The word that starts encryption (STARTTLS) is lost with them.",
        fix="Have whoever runs the router or firewall switch off its SMTP inspection (\"inspect\", \"fixup\"). If "
            "another line shows the same, the device stands in front of the server: ask the mail provider.",
    ),
)  # fmt: skip
INTERCEPTED = Code(
    "network-interception", Status.WARN, Field.NETWORK_INTERCEPTION, Link.CERTIFICATE,
    ja=Text(
        "互いに関係のないサーバー({hosts})の証明書が、どれも同じ発行元({issuer})になっています。",
        why="この発行元を信用しているのは、この PC だけです。途中の機器が暗号化を開けて中を見ている可能性が高いです"
            "(会社専用の発行元ということもあります)。",
        fix="会社の機器なら、その管理者に、メールの通信を検査から外すように頼んでください。心当たりがなければ、"
            "別の回線でもう一度調べてください。",
    ),
    en=Text(
        "The certificates of unrelated servers ({hosts}) all come from one issuer ({issuer}).",
        why="Only this PC trusts that issuer. Something on the way probably opens the encryption and looks inside (or "
            "it is a company's own issuer).",
        fix="If it is a company's device, ask whoever runs it to leave mail connections out. If that is news, check "
            "again on another line.",
    ),
)  # fmt: skip
SCANNED = Code(
    "network-interception-scanner", Status.WARN, Field.NETWORK_INTERCEPTION, Link.CERTIFICATE,
    ja=Text(
        "互いに関係のないサーバー({hosts})の証明書が、どれも同じ発行元({issuer})になっています。",
        why="名前から見て、{product} が暗号化を開けて中を調べている可能性が高いです。遅くなったり、途切れたり、"
            "別のメールソフトでだけ警告が出たりします。",
        fix="{product} の「メールの保護」か「SSL/TLS の検査」を切って、もう一度調べてください。"
            "メールソフトの設定は変えないでください。",
    ),
    en=Text(
        "The certificates of unrelated servers ({hosts}) all come from one issuer ({issuer}).",
        why="By its name, {product} probably opens the encryption to look inside. Mail may be slow or break off, and "
            "other mail clients may warn.",
        fix="Switch off mail protection or SSL/TLS scanning in {product}, then check again. Leave the settings of the "
            "mail client as they are.",
    ),
    owner=Owner.CLIENT,
)  # fmt: skip
"""The scanner runs on the PC: whoever sits there can switch it off."""
TO_ITSELF = Code(
    "hosts-file-redirect", Status.FAIL, Field.CLIENT_HOSTS, Link.ADDRESS,
    ja=Text(
        "この PC は、{host} をこの PC 自身({here})だと思っています。本当の住所は {dns} です。",
        why="PC の中の名前の一覧(hosts ファイル)か、ウイルス対策ソフトの「メールの保護」が、行き先を書き換えています。",
        fix="ウイルス対策ソフトの「メールの保護」を切るか、hosts ファイルから {host} の行を消してください。",
    ),
    en=Text(
        "This PC takes {host} for itself ({here}). Its real address is {dns}.",
        why="The PC's own list of names (the hosts file), or the mail protection of a virus scanner, sends it "
            "elsewhere.",
        fix="Switch off the mail protection of the virus scanner, or remove the line with {host} from the hosts file.",
    ),
    explains=_OUT_OF_REACH,
    covers=_UNHEARD,
)  # fmt: skip
ELSEWHERE = Code(
    "pc-resolves-differently", Status.WARN, Field.CLIENT_HOSTS, Link.ADDRESS,
    ja=Text(
        "この PC は {host} を {here} だと思っていますが、DNS の答えは {dns} です。",
        why="そこでは正しいサーバーが答えません。PC の中の名前の一覧(hosts ファイル)か、覚えている古い答えが"
            "残っている可能性が高いです。",
        fix="PC を再起動しても同じなら、hosts ファイルから {host} の行を消してください。",
    ),
    en=Text(
        "This PC takes {host} for {here}, while the DNS says {dns}.",
        why="The right server does not answer there. A line in the PC's own list of names (the hosts file), or an old "
            "answer that it remembers, is probably left.",
        fix="Restart the PC. If nothing changes, remove the line with {host} from the hosts file.",
    ),
    explains=_OUT_OF_REACH,
    covers=_UNHEARD,
)  # fmt: skip
SHIELD_LEFT = Code(
    "local-proxy-left", Status.WARN, Field.CLIENT_PROGRAM, Link.NAME,
    ja=Text(
        "サーバー名が {host}(この PC 自身)、ユーザー名が {username} になっています。",
        why="ウイルス対策ソフトが書き換えた設定が残っている可能性が高いです。本来は、サーバー名が {real_host}、"
            "ユーザー名が {real_username} です。",
        fix="サーバー名を {real_host}、ユーザー名を {real_username} に戻してください。",
    ),
    en=Text(
        "The server is {host} (this PC itself) and the user name is {username}.",
        why="A virus scanner probably rewrote the settings and left them so. They should be {real_host} for the server "
            "and {real_username} for the user name.",
        fix="Set the server back to {real_host} and the user name to {real_username}.",
    ),
)  # fmt: skip
WILDCARD = Code(
    "mail-host-wildcard", Status.WARN, Field.DNS_ADDRESS, Link.ADDRESS,
    ja=Text(
        "{host} は、登録された名前ではない可能性が高いです。"
        "でたらめな名前({probe})でも同じ住所({addresses})になります。",
        why="「どの名前でもホームページのサーバーへ」という登録(* のレコード)に当たっていて、そこはメールの"
            "サーバーではありません。",
        fix="契約の案内にあるサーバー名を使うか、DNS を預けている会社の画面で {host} の住所(A)を登録してください。",
    ),
    en=Text(
        "{host} is probably not a registered name: an invented one ({probe}) has the same address ({addresses}).",
        why="A record for every name (*) leads them all to the web server, which is no mail server.",
        fix="Use the server name in the provider's papers, or register the address (A) of {host} where the domain's "
            "DNS is kept.",
    ),
)  # fmt: skip
WILDCARD_HARMLESS = Code(
    "mail-host-by-wildcard", Status.PASS, None, Link.ADDRESS,
    ja=Text(
        "{host} の住所({addresses})は、でたらめな名前({probe})の住所と同じです。"
        "どの名前にも当てはまる登録(* のレコード)による可能性が高いです。"
    ),
    en=Text(
        "The address of {host} ({addresses}) is that of an invented name ({probe}) as well, probably by a record that "
        "stands for every name (*)."
    ),
)  # fmt: skip
WEB_PROXY = Code(
    "mail-host-behind-web-proxy", Status.WARN, Field.DNS_ADDRESS, Link.ADDRESS,
    ja=Text(
        "{host} の住所({addresses})は、ホームページ用の中継サービス(Cloudflare)のものです。",
        why="この中継はホームページだけを通し、メールの番号には答えません。",
        fix="Cloudflare の画面で {host} の「プロキシ」(オレンジ色の雲)を切って「DNS のみ」にするか、"
            "メール会社の案内にあるサーバー名を使ってください。",
    ),
    en=Text(
        "The address of {host} ({addresses}) belongs to a relay for web pages (Cloudflare).",
        why="It forwards web pages only and does not answer on the ports for mail.",
        fix="At Cloudflare, set {host} to \"DNS only\" (switch off the proxy, the orange cloud), or use the server "
            "name in the provider's papers.",
    ),
)  # fmt: skip
UNTRUSTED = Code(
    "network-interception-untrusted", Status.FAIL, Field.NETWORK_INTERCEPTION, Link.CERTIFICATE,
    ja=Text(
        "互いに関係のないサーバー({hosts})の証明書が、どれもこの PC の知らない同じ発行元({issuer})になっています。",
        why="途中の機器が暗号化を開けて中を見ている可能性が高いです。サーバーの証明書のせいではありません。"
            "ログインは試していません。",
        fix="会社の機器なら、その管理者に、メールの通信を検査から外すように頼んでください。心当たりがなければ、"
            "別の回線でもう一度調べてください。",
    ),
    en=Text(
        "The certificates of unrelated servers ({hosts}) all come from one issuer, unknown to this PC ({issuer}).",
        why="Something on the way probably opens the encryption and looks inside; the servers' own certificates are "
            "not to blame. No login was tried.",
        fix="If it is a company's device, ask whoever runs it to leave mail connections out. If that is news, check "
            "again on another line.",
    ),
)  # fmt: skip
UNTRUSTED_SCANNER = Code(
    "network-interception-scanner-untrusted", Status.FAIL, Field.NETWORK_INTERCEPTION, Link.CERTIFICATE,
    ja=Text(
        "互いに関係のないサーバー({hosts})の証明書が、どれもこの PC の知らない同じ発行元({issuer})になっています。",
        why="名前から見て、{product} が暗号化を開けて中を調べている可能性が高いです。その発行元が PC に登録されて"
            "いないので、メールソフトは警告するか、つながりません。",
        fix="{product} の「メールの保護」か「SSL/TLS の検査」を切って、もう一度調べてください。"
            "メールソフトの設定は変えないでください。",
    ),
    en=Text(
        "The certificates of unrelated servers ({hosts}) all come from one issuer, unknown to this PC ({issuer}).",
        why="By its name, {product} probably opens the encryption to look inside. Its issuer is not installed on this "
            "PC, so mail clients warn or do not connect.",
        fix="Switch off mail protection or SSL/TLS scanning in {product}, then check again. Leave the settings of the "
            "mail client as they are.",
    ),
    owner=Owner.CLIENT,
)  # fmt: skip
"""The scanner runs on the PC: whoever sits there can switch it off."""
CLOCK = Code(
    "clock-differs", Status.WARN, Field.CLIENT_CLOCK, Link.NAME,
    ja=Text(
        "この PC の時計が違っている可能性が高いです。PC では {here}、サーバーでは {there} です。",
        why="差は {days} 日 {hours} 時間 {minutes} 分です。送ったメールの日時が違って見え、差が大きいと暗号化もできなく"
            "なります。",
        fix="PC の日付と時刻を自動合わせにしてください。",
    ),
    en=Text(
        "The clock of this PC is probably wrong: it says {here}, servers say {there}.",
        why="They differ by {days} days, {hours} hours and {minutes} minutes. Messages carry the wrong time, and if it "
            "grows, encryption fails.",
        fix="Set date and time of the PC to automatic.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
PORTAL = Code(
    "captive-portal", Status.FAIL, Field.NETWORK_OFFLINE, Link.CONNECT,
    ja=Text(
        "どのサーバー({hosts})につないでも、同じ別の相手({who})が答えます。",
        why="利用開始の手続きが済んでいない Wi-Fi の可能性が高いです。メールの設定のせいではありません。",
        fix="ブラウザで何かのページを開いて Wi-Fi の手続きを済ませてから、もう一度調べてください。",
    ),
    en=Text(
        "Whatever server is called ({hosts}), the same stranger answers ({who}).",
        why="This is probably a Wi-Fi that waits for its sign-in page. The mail settings are not to blame.",
        fix="Open any page in the browser and sign in to the Wi-Fi, then run the check again.",
    ),
)  # fmt: skip
CLEAR = Code(
    "network-clear", Status.PASS, None, Link.CONNECT,
    ja=Text("この回線や PC が通信に手を加えている様子はありません。"),
    en=Text("Neither this line nor this PC was seen to change the traffic."),
)  # fmt: skip

ALL = (
    MASKED, UNTRUSTED, UNTRUSTED_SCANNER, CLOCK, INTERCEPTED, SCANNED, TO_ITSELF, ELSEWHERE, SHIELD_LEFT, WILDCARD,
    WILDCARD_HARMLESS, WEB_PROXY, PORTAL, CLEAR,
)  # fmt: skip
"""Everything, for `Check.codes`."""
