"""What is asked of the mail company, by code and by field."""

from __future__ import annotations

from collections.abc import Mapping

from maildoctor.model.field import Field
from maildoctor.report.ticket_request import Request, request

_WHICH = ("上の時刻の記録で、理由を教えてください。", "Please tell us the reason from your log at the times above.")
_WHEN = ("いつごろ直るか教えてください。", "Please tell us by when it will be put right.")
_INSTEAD = (
    "ほかに使うべきサーバー名があれば教えてください。",
    "If another server name should be used, please tell us which.",
)
_UNBLOCK = (
    "停止や制限があれば、解除の条件を教えてください。",
    "If anything is stopped or restricted, please tell us what lifts it.",
)

BY_CODE: Mapping[str, Request] = {
    "certificate-expired": request(
        "{host} の証明書の更新のお願い(期限切れ)", "Please renew the certificate of {host} (expired)",
        (("{host} の証明書を更新してください。", "Please renew the certificate of {host}."), _WHEN),
    ),
    "certificate-not-yet-valid": request(
        "{host} の証明書の開始日の確認", "The certificate of {host} is not valid yet",
        (("{host} に、今日から使える証明書を入れてください。",
          "Please install a certificate at {host} that is valid today."),
         _WHEN),
    ),
    "certificate-weak": request(
        "{host} の証明書の作り直しのお願い(鍵が短い)", "Please replace the weak certificate of {host}",
        (("{host} の証明書を、今の PC が受け付ける強さで作り直してください。",
          "Please replace the certificate of {host} by one that present PCs accept."), _INSTEAD),
    ),
    "certificate-self-signed": request(
        "正式な証明書の入ったサーバー名の確認", "Which server name has a proper certificate?",
        (("{host} のかわりに使える、正式な証明書の入ったサーバー名を教えてください。",
          "Please tell us a server name with a certificate of a public issuer, to be used in place of {host}."),),
    ),
    "certificate-unknown-root": request(
        "{host} の証明書の発行元の確認", "Who issued the certificate of {host}?",
        (("上の発行元の証明書は、御社が {host} に入れたものですか。",
          "Is the certificate of the issuer above the one that you installed at {host}?"), _INSTEAD),
    ),
    "certificate-issuer-not-sent": request(
        "{host} の中間証明書の設定のお願い", "Please install the intermediate certificate at {host}",
        (("{host} に、中間証明書も送るように設定してください。",
          "Please let {host} send the intermediate certificate as well."), _WHEN),
    ),
    "certificate-chain-incomplete": request(
        "{host} の中間証明書の設定のお願い", "Please install the intermediate certificate at {host}",
        (("{host} に、中間証明書も送るように設定してください(持っていない端末では使えません)。",
          "Please let {host} send the intermediate certificate as well (devices that lack it cannot connect)."),),
    ),
    "certificate-wrong-purpose": request(
        "{host} の証明書の入れ直しのお願い(サーバー用ではない)", "Please install a server certificate at {host}",
        (("{host} に、サーバー用の証明書を入れてください。",
          "Please install a certificate for servers at {host}."), _WHEN),
    ),
    "certificate-name-unmatched": request(
        "{side}サーバーの正式な名前の確認(証明書の名前と違うため)",
        "Which name of the {side} server is on its certificate?",
        (("案内すべき{side}サーバーの名前を教えてください。", "Please tell us the right name of the {side} server."),
         ("{host} の名前のまま使える証明書の設定はありますか。", "Is there a certificate for the name {host}?")),
    ),
    "certificate-between-companies": request(
        "{side}サーバーの正式な名前の確認(会社の引っ越しにともなって)",
        "Which {side} server belongs to this contract?",
        (("このドメインのメールを、今御社でお預かりいただいているか教えてください。",
          "Please tell us whether you keep the mail of this domain now."),
         ("お預かりの場合、案内すべき{side}サーバーの名前を教えてください。",
          "If so, please tell us the right name of the {side} server.")),
    ),
    "certificate-name-mismatch": request(
        "{side}サーバーの正式な名前の確認(証明書の名前と違うため)",
        "Which name of the {side} server is the right one?",
        (("案内すべき{side}サーバーの名前は {new_host} で正しいですか。近く変わる予定はありますか。",
          "Is {new_host} the right name of the {side} server, and is it going to stay?"),
         ("{host} の名前のまま使える証明書の設定はありますか。", "Is there a certificate for the name {host}?")),
    ),
    "certificate-ends-soon": request(
        "{host} の証明書の期限の確認", "The certificate of {host} ends soon",
        (("{host} の証明書は、期限までに自動で更新されますか。",
          "Will the certificate of {host} be renewed before it ends?"),),
    ),
    "mx-certificate-expired": request(
        "宛先のサーバー {host} の証明書の更新のお願い", "Please renew the certificate of the mail server {host}",
        (("{host} の 25 番の証明書を更新してください。", "Please renew the certificate at port 25 of {host}."),),
    ),
    "password-refused": request(
        "{account} のログインが断られる件(停止、制限の有無と再設定の確認)",
        "The login of {account} is refused: is it stopped, or the password another?",
        (_WHICH,
         ("{account} に停止や制限があれば、解除の条件を教えてください。",
          "If {account} is stopped or restricted, please tell us what lifts it."),
         ("停止や制限がなければ、パスワードの再設定の手続きを教えてください。",
          "If it is not, please tell us how to have the password reset.")),
    ),
    "app-password-needed": request(
        "メールソフト用のパスワードの作り方の確認", "How is a password for mail programs made?",
        (("{account} で、メールソフト用の専用パスワードを作る手順を教えてください。",
          "Please tell us how to create the password for mail programs for {account}."),),
    ),
    "token-only": request(
        "パスワードでのログインの可否の確認", "Are logins by password permitted?",
        (("{account} は、パスワードでログインできる契約ですか。できるようにする手順を教えてください。",
          "May {account} log in by password, and how is that permitted?"),),
    ),
    "account-disabled": request(
        "{account} の{side}が止められている件", "{account} is disabled for {side} mail",
        (_WHICH, ("{side}をまた使えるようにする条件を教えてください。",
                  "Please tell us what lets {side} mail work again.")),
    ),
    "account-locked": request(
        "{account} のログインの一時停止の確認", "{account} is locked for the moment",
        (_WHICH,
         ("{account} または {source} の一時停止が、いつ解けるか教えてください。",
          "Please tell us when the lock of {account}, or of the address {source}, ends.")),
    ),
    "login-deferred": request(
        "{host} がログインを受け付けない件(一時的な返事)", "{host} defers every login",
        (("上の時刻に障害がありましたか。", "Was there an outage at the times above?"), _WHEN),
    ),
    "login-broken": request(
        "ログインの途中で {host} から切られる件", "{host} breaks off during the login",
        (_WHICH, ("{account} または {source} に制限がありますか。",
                  "Is there a restriction on {account}, or on the address {source}?")),
    ),
    "no-login-offered": request(
        "{side}でログインするサーバーの名前と番号の確認", "At which server and port does {side} mail log in?",
        (("{side}でログインするサーバーの名前と番号を教えてください。",
          "Please tell us the server and port at which to log in for {side} mail."),),
    ),
    "server-down": request(
        "{host} が答えない件(障害と接続制限の有無)", "{host} does not answer: an outage, or a restriction?",
        (("{host} に障害が出ていますか。", "Is there an outage at {host}?"),
         ("{source} からの接続を断っていれば、解除の条件を教えてください。",
          "If connections from {source} are turned away, please tell us what lifts it.")),
    ),
    "server-broken": request(
        "{host} の {port} 番の応答の確認", "Port {port} of {host} does not greet properly",
        (("{host} の {port} 番の状態を確かめてください。", "Please look at port {port} of {host}."), _WHEN),
    ),
    "server-refuses": request(
        "{host} に接続を断られる件({source} から)", "{host} turns connections from {source} away",
        (_WHICH, ("{source} からの接続の制限を、解除してください。",
                  "Please lift the restriction on connections from {source}.")),
    ),
    "starttls-injected": request(
        "{host} の {port} 番の暗号化の前に余計な応答がある件",
        "Extra replies before encryption at port {port} of {host}",
        (("上の時刻に、{host} の {port} 番が STARTTLS の返事のほかに何か送ったか、確かめてください。",
          "Please look whether port {port} of {host} sent more than its reply to STARTTLS at the times above."),),
    ),
    "mx-refuses": request(
        "{domain} あてのメールが受け付けられない件", "Mail for {domain} is not accepted",
        (_WHICH, ("{domain} の受信が有効か、確かめてください。",
         "Please see whether {domain} is set up to receive mail."),
         _WHEN),
    ),
    "mx-greets-as-localhost": request(
        "{host} の名乗る名前の設定のお願い", "Please set the host name of {host}",
        (("{host} が名乗る名前(今は {greeting})を、実在の名前に直してください。",
          "Please let {host} greet by a name that exists (now: {greeting})."),),
    ),
    "outgoing-deferred": request(
        "{host} が送信を受け付けない件(一時的な返事)", "{host} defers what is sent",
        (_WHICH, _WHEN),
    ),
    "outgoing-sending-refused": request(
        "ログインできるのに送信だけ断られる件", "The login works, sending is refused",
        (_WHICH, ("{account} または {source} からの送信に制限があれば、解除の条件を教えてください。",
                  "If sending is restricted for {account} or from {source}, please tell us what lifts it.")),
    ),
    "server-ip-blacklisted": request(
        "{host}({address})が迷惑メールの一覧に載っている件", "{host} ({address}) is on block lists",
        (("{address} の、一覧からの取り下げを申し込んでください。",
          "Please ask for the removal of {address} from the lists."),
         ("載った理由と、対処の予定を教えてください。", "Please tell us why it was listed, and what is being done.")),
    ),
    "domain-blacklisted": request(
        "{domain} が迷惑メールの一覧に載っている件", "{domain} is on block lists",
        (("{domain} のメールとホームページに、悪用の跡がないか見てください。",
          "Please see whether mail or web site of {domain} have been misused."),),
    ),
    "ip-blacklisted": request(
        "{address} からの接続の制限の有無", "Are connections from {address} restricted?",
        (("{address} からの接続を制限していますか。していれば、解除の条件を教えてください。",
          "Do you restrict connections from {address}, and what lifts it?"),),
    ),
    "server-open-relay": request(
        "{host} がログインなしの中継を引き受ける件", "{host} relays without a login",
        (("{host} の {port} 番で、ログインなしの中継を止めてください。",
          "Please stop relaying without a login at port {port} of {host}."),),
    ),
    "plaintext-only": request(
        "暗号化した接続の有無の確認", "Are encrypted connections offered?",
        (("暗号化(SSL/TLS か STARTTLS)で使える{side}サーバーの名前と番号を教えてください。",
          "Please tell us the {side} server and port that work with encryption (SSL/TLS or STARTTLS)."),),
    ),
    "tls-too-old": request(
        "{host} の暗号化の版の確認(TLS 1.2 以上)", "{host} offers no TLS 1.2",
        (("TLS 1.2 以上で使えるサーバーの名前を教えてください。",
          "Please tell us a server that offers TLS 1.2 or newer."),
         ("{host} の {port} 番を新しくする予定はありますか。", "Will port {port} of {host} be brought up to date?")),
    ),
    "tls-refused": request(
        "{host} の暗号化の版の確認", "{host} refuses the encryption offered",
        (("{host} の {port} 番で使える暗号化の版と方式を教えてください。",
          "Please tell us the versions and ciphers that port {port} of {host} takes."),),
    ),
    "ptr-missing": request(
        "{address} の逆引き(PTR)の設定のお願い", "Please register the reverse name of {address}",
        (("{address} の逆引きを {host} で登録してください。",
          "Please register {host} as the reverse name of {address}."),),
    ),
    "ptr-forward-mismatch": request(
        "{address} の逆引き(PTR)の変更のお願い", "Please change the reverse name of {address}",
        (("{address} の逆引きを {name} から {host} に直してください。",
          "Please change the reverse name of {address} from {name} to {host}."),),
    ),
    "mailbox-full": request(
        "{account} の容量の確認", "The mailbox {account} is full",
        (("{account} の容量を増やせるか、増やす手順を教えてください。",
          "Please tell us whether, and how, the mailbox {account} can be enlarged."),),
    ),
    "mailbox-nearly-full": request(
        "{account} の容量の確認", "The mailbox {account} is nearly full",
        (("{account} の容量を増やせるか、増やす手順を教えてください。",
          "Please tell us whether, and how, the mailbox {account} can be enlarged."),),
    ),
    "mailbox-not-readable": request(
        "{account} の受信箱を開けない件", "The mailbox of {account} cannot be opened", (_WHICH, _WHEN),
    ),
}  # fmt: skip

BY_FIELD: Mapping[Field, Request] = {
    Field.SERVER_CERTIFICATE: request(
        "{host} の証明書の確認", "The certificate of {host}",
        (("{host} の証明書を確かめてください。", "Please look at the certificate of {host}."), _INSTEAD),
    ),
    Field.SERVER_TLS: request(
        "{host} の暗号化の確認", "The encryption of {host}",
        (("{host} の暗号化の設定を確かめてください。", "Please look at the encryption of {host}."), _INSTEAD),
    ),
    Field.SERVER_SERVICE: request(
        "{host} の応答の確認", "{host} does not answer as it should",
        (("{host} の状態を確かめてください。", "Please look at {host}."), _WHEN),
    ),
    Field.SERVER_RELAY: request(
        "{host} の中継の設定の確認", "Relaying at {host}",
        (("{host} の中継の設定を確かめてください。", "Please look at the relaying rules of {host}."),),
    ),
    Field.SERVER_AUTOCONFIG: request(
        "{domain} の自動設定の案内の修正のお願い", "Please correct the published settings of {domain}",
        (("下の案内を、今のサーバーの値に直すか、取り除いてください: {url}",
          "Please correct this document to the present servers, or remove it: {url}"),),
    ),
    Field.DNS_PTR: request(
        "{address} の逆引き(PTR)の確認", "The reverse name of {address}",
        (("{address} の逆引きを確かめてください。", "Please look at the reverse name of {address}."),),
    ),
    Field.MAILBOX_QUOTA: request(
        "{account} の容量の確認", "The size of the mailbox {account}",
        (("{account} の容量を増やせるか教えてください。", "Please tell us whether {account} can be enlarged."),),
    ),
    Field.MAILBOX_DISABLED: request(
        "{account} の利用状態の確認", "The state of {account}",
        (("{account} の状態を確かめてください。", "Please look at the state of {account}."), _UNBLOCK),
    ),
    Field.MAILBOX_MISSING: request(
        "{account} の有無の確認", "Does {account} exist?",
        (("{account} というアドレスがあるか、確かめてください。", "Please see whether the address {account} exists."),),
    ),
    Field.MAILBOX_DELIVERY: request(
        "{account} への配送の確認", "Delivery to {account}",
        (("{account} の転送と振り分けの設定を確かめてください。",
          "Please look at forwarding and filters of {account}."),),
    ),
    Field.MAILBOX_LOCKED: request(
        "{account} の一時停止の確認", "{account} is locked", (_WHICH, _UNBLOCK),
    ),
    Field.ACCOUNT_ACCESS: request(
        "{account} のメールソフトからの利用の確認", "May mail programs use {account}?",
        (("{account} をメールソフトで使うための手順を教えてください。",
          "Please tell us how {account} is permitted to be used by mail programs."),),
    ),
    Field.NETWORK_ADDRESS: request(
        "{source} からの接続の制限の有無", "Are connections from {source} restricted?", (_WHICH, _UNBLOCK),
    ),
}  # fmt: skip
