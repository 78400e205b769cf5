"""What can be said of the published settings."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.api import Code, Field, Link, Status, Text

AGREES = Code(
    "autoconfig-agrees", Status.PASS, None, Link.NAME,
    ja=Text("自動設定の案内({url})は、サーバーの実際と合っています。"),
    en=Text("The published settings ({url}) agree with the servers."),
)  # fmt: skip
AUTODISCOVER_AGREES = replace(AGREES, id="autodiscover-agrees")
STALE = Code(
    "autoconfig-stale", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "自動設定の案内が、答えないサーバー({host} の {port} 番)を教えています。",
        why="案内は {url} にあります。新しくメールソフトを設定する人は、ここでつまずきます。",
        fix="案内を置いている所で、今のサーバーの値に直してください。",
    ),
    en=Text(
        "The published settings name a server that does not answer ({host}, port {port}).",
        why="They are at {url}; whoever sets up a mail program by them will fail.",
        fix="Correct the document to the present servers.",
    ),
)  # fmt: skip
OTHER = Code(
    "autoconfig-other-host", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "自動設定の案内が、ログインできたサーバーとは別のサーバー({host})を教えています。",
        why="ログインできたのは {proved} です。案内({url})は前の会社のままかもしれません。",
        fix="どちらが正しいか契約を見て、違っていれば案内を直すか、取り除いてください。",
    ),
    en=Text(
        "The published settings name another server ({host}) than the one that accepted the login.",
        why="The login was accepted by {proved}. The document ({url}) may be left over from a former provider.",
        fix="See in the contract which is right; if the document is wrong, correct or remove it.",
    ),
)  # fmt: skip
AUTODISCOVER_STALE = replace(STALE, id="autodiscover-stale")
AUTODISCOVER_OTHER = replace(OTHER, id="autodiscover-other-host")
PLAIN = Code(
    "autoconfig-plaintext", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "自動設定の案内が、暗号化のない接続だけを教えています({host} の {port} 番)。",
        why="案内({url})どおりに設定すると、パスワードがそのまま流れます。",
        fix="案内を、暗号化のある値に直してください。",
    ),
    en=Text(
        "The published settings offer only connections without encryption ({host}, port {port}).",
        why="Whoever follows them ({url}) sends the password in clear.",
        fix="Let the document name the encrypted ports.",
    ),
)  # fmt: skip
AUTODISCOVER_PLAIN = replace(PLAIN, id="autodiscover-plaintext")
BROKEN = Code(
    "autoconfig-broken", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "自動設定の案内({url})が壊れていて読めません({kind})。",
        why="メールソフトはこの案内を使えず、推測で設定しようとします。",
        fix="案内を正しく書き直すか、取り除いてください。",
    ),
    en=Text(
        "The published settings ({url}) are broken and cannot be read ({kind}).",
        why="Mail programs cannot use them and fall back to guessing.",
        fix="Correct the document, or remove it.",
    ),
)  # fmt: skip
REDIRECT = Code(
    "autoconfig-redirect-refused", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "自動設定の案内({url})が、行ってはいけない先({target})へ回されています。",
        why="社内の番地、暗号化のない先、よその会社などへは、安全のため進みません({kind})。",
        fix="案内の回し先(リダイレクト)を取り除いてください。",
    ),
    en=Text(
        "The published settings ({url}) redirect to a place where nobody should follow ({target}).",
        why="Private addresses, unencrypted targets and other companies are not followed, for safety ({kind}).",
        fix="Remove the redirect.",
    ),
)  # fmt: skip
SILENT = Code(
    "autoconfig-silent", Status.PASS, None, Link.NAME,
    ja=Text("自動設定の案内を置くはずの {host} が答えません。設定のときに少し待たされます。"),
    en=Text("{host}, where published settings would stand, does not answer; setting up takes a little longer."),
)  # fmt: skip
UNTRUSTED = Code(
    "autoconfig-untrusted", Status.PASS, None, Link.NAME,
    ja=Text("{host} の証明書が合わないので、そこの案内は使いません(設定に必要な名前ではありません)。"),
    en=Text("The certificate of {host} does not fit, so nothing there is used (no setting needs this name)."),
)  # fmt: skip
NO_DOCUMENT = Code(
    "autoconfig-no-document", Status.PASS, None, Link.NAME,
    ja=Text("{url} は自動設定の案内ではなく、ふつうのページなどを返します。"),
    en=Text("{url} answers, but with no document of settings."),
)  # fmt: skip
WANTS_CREDENTIALS = Code(
    "autodiscover-wants-credentials", Status.PASS, None, Link.NAME,
    ja=Text("{host} は、設定を教える前にパスワードを求めます。パスワードは送っていません。"),
    en=Text("{host} asks for a password before it tells any settings. None was sent."),
)  # fmt: skip
SRV_DEAD = Code(
    "srv-dead-host", Status.WARN, Field.DNS_SRV, Link.NAME,
    ja=Text(
        "DNS の案内({name})が、答えないサーバー({host} の {port} 番)を教えています。",
        why="この案内(SRV レコード)を読むメールソフトは、つながらないサーバーを設定します。",
        fix="SRV レコードを今のサーバーに直すか、消してください。",
    ),
    en=Text(
        "A DNS record ({name}) names a server that does not answer ({host}, port {port}).",
        why="Mail programs that read this SRV record are set up for a server that cannot be reached.",
        fix="Correct the SRV record, or remove it.",
    ),
)  # fmt: skip
SRV_OTHER = Code(
    "srv-other-host", Status.WARN, Field.DNS_SRV, Link.NAME,
    ja=Text(
        "DNS の案内({name})が、ログインできたサーバーとは別のサーバー({host})を教えています。",
        why="ログインできたのは {proved} です。案内のほうは前の会社のままかもしれません。",
        fix="どちらが正しいか契約を見て、違っていれば SRV レコードを直すか、消してください。",
    ),
    en=Text(
        "A DNS record ({name}) names another server ({host}) than the one that accepted the login.",
        why="The login was accepted by {proved}. The record may be left over from a former provider.",
        fix="See in the contract which is right; if the record is wrong, correct or remove it.",
    ),
)  # fmt: skip
SRV_GOOD = Code(
    "srv-good", Status.PASS, None, Link.NAME,
    ja=Text("DNS の案内(SRV)は、サーバーの実際と合っています: {names}"),
    en=Text("The SRV records agree with the servers: {names}"),
)  # fmt: skip
ISPDB_STALE = Code(
    "ispdb-stale", Status.PASS, None, Link.NAME,
    ja=Text("Thunderbird の一覧({url})にある値({host} の {port} 番)は古く、使えません。手で設定してください。"),
    en=Text("Thunderbird's table ({url}) has an old value ({host}, port {port}) that cannot be used; set up by hand."),
)  # fmt: skip
SOURCES_DISAGREE = Code(
    "sources-disagree", Status.PASS, None, Link.NAME,
    ja=Text("{direction:value}の設定を教える案内どうしが食い違っています: {sources}"),
    en=Text("The published settings for {direction:value} mail disagree: {sources}"),
)  # fmt: skip
NOTHING_PUBLISHED = Code(
    "no-settings-published", Status.PASS, None, Link.NAME,
    ja=Text("{domain} は自動設定の案内を出していません(出さなくてもメールは使えます)。"),
    en=Text("{domain} publishes no settings for mail programs (none are needed)."),
)  # fmt: skip
NOTHING_FOUND = Code(
    "discovery-nothing-found", Status.FAIL, None, Link.NAME,
    ja=Text(
        "{domain} の{direction:value}サーバーが見つかりません。",
        why="案内も、よくある名前のサーバーも、答えませんでした。",
        fix="契約書か管理画面にあるサーバーの名前を使ってください。",
    ),
    en=Text(
        "No {direction:value} server of {domain} was found.",
        why="Neither published settings nor the usual names led to a server.",
        fix="Take the server name from the contract or the provider's control panel.",
    ),
)  # fmt: skip
NOT_USABLE = Code(
    "discovery-not-usable", Status.FAIL, None, Link.NAME,
    ja=Text(
        "見つかった{direction:value}サーバー({host})は、そのままでは使えません。",
        why="つながりますが、証明書か暗号化に問題があります。",
        fix="くわしくは maildoctor check で調べてください。",
    ),
    en=Text(
        "The {direction:value} server that was found ({host}) cannot be used as it stands.",
        why="It answers, but its certificate or its encryption is not good.",
        fix="See maildoctor check for the details.",
    ),
)  # fmt: skip
LOGIN_REFUSED = Code(
    "discovery-login-refused", Status.FAIL, None, Link.LOGIN,
    ja=Text(
        "見つかった{direction:value}サーバー({host})は、ログインを断りました。",
        why="サーバーの設定は見つかりましたが、ユーザー名かパスワードが違います: {reply:value}",
        fix="ユーザー名の書き方とパスワードを、契約書か管理画面で確かめてください。",
    ),
    en=Text(
        "The {direction:value} server that was found ({host}) refused the login.",
        why="The servers are found, but the user name or the password is wrong: {reply:value}",
        fix="Look up the form of the user name, and the password, in the contract or the control panel.",
    ),
)  # fmt: skip
LOGIN_WITHHELD = Code(
    "discovery-login-withheld", Status.SKIP, None, Link.LOGIN,
    ja=Text(
        "{host} へのログインは試していません。",
        why="パスワードを送ってよいサーバーか分かりません。よければ --login-host {host} を付けてください。",
    ),
    en=Text(
        "No login was tried at {host}.",
        why="Nobody vouches that it may be given the password. If it may, add --login-host {host}.",
    ),
)  # fmt: skip

CODES = (
    AGREES, STALE, OTHER, PLAIN, BROKEN, REDIRECT, SILENT, UNTRUSTED, NO_DOCUMENT, WANTS_CREDENTIALS, SRV_DEAD,
    SRV_OTHER, SRV_GOOD, ISPDB_STALE, SOURCES_DISAGREE, NOTHING_PUBLISHED, NOTHING_FOUND, NOT_USABLE,
    LOGIN_REFUSED, LOGIN_WITHHELD, AUTODISCOVER_STALE, AUTODISCOVER_OTHER, AUTODISCOVER_PLAIN, AUTODISCOVER_AGREES,
)  # fmt: skip
