"""Words of the trade that a shop owner need not know, and where they may stand on his page all the same."""

from __future__ import annotations

import re
from collections.abc import Collection

LATIN = (
    "APOP", "AUTH", "autoconfig", "Autodiscover", "BIMI", "blacklist", "blocklist", "CA", "captive portal",
    "certificate", "CNAME", "CRAM-MD5", "daemon", "DANE", "DKIM", "DMARC", "DNS", "DNSBL", "DNSSEC", "DS record",
    "EHLO", "endpoint", "envelope", "FCrDNS", "firewall", "FQDN", "greylisting", "handshake", "HELO", "hostname",
    "HTTPS", "IDN", "IMAP", "IMAPS", "IP address", "IPv4", "IPv6", "Kerberos", "MSA", "MTA", "MTA-STS", "MX",
    "name server", "NAT", "NTLM", "NXDOMAIN", "OAuth", "OP25B", "PEM", "POP", "POP3", "POPS", "protocol", "proxy",
    "PTR", "punycode", "quota", "RBL", "RCPT", "registry", "relay", "resolver", "reverse DNS", "RFC", "SASL",
    "self-signed", "SERVFAIL", "SMTP", "SMTPS", "SNI", "SPF", "SRV", "SSL", "STARTTLS", "TCP", "timeout", "TLS",
    "TLS-RPT", "TLSA", "TTL", "TXT", "UDP", "WHOIS", "X.509", "XOAUTH2", "zone",
)  # fmt: skip
JAPANESE = (
    "A レコード", "IP アドレス", "サーバー証明書", "ゾーン", "タイムアウト", "ハンドシェイク", "ファイアウォール",
    "プロキシ", "プロトコル", "ホスト名", "リゾルバ", "リレー", "ルート証明書", "レコード", "ネームサーバー",
    "中間証明書", "中継", "名前解決", "正引き", "自己署名", "証明書", "認証局", "認証方式", "逆引き",
    "暗号スイート", "権威サーバー", "名前空間", "防火壁",
)  # fmt: skip
_LATIN = {word: re.compile(rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9-])", re.IGNORECASE) for word in LATIN}
_SENTENCE = re.compile(r"(?<=。)|(?<=[.:]) |\n")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SHORT = 4
"""Up to this length a word is jargon in capitals alone: "ca", "auth" may be part of a name."""


def jargon(text: str, own: Collection[str] = ()) -> list[str]:
    """The words of the trade in `text`, with the sentence of each.

    None are the labels and values of the client's own boxes (`own`), and what is explained in its sentence: the word in
    brackets behind plain ones, or the plain ones in brackets behind it.
    """
    for words in sorted(own, key=len, reverse=True):
        text = text.replace(words, " - ")
    return [f"{word}: {said.strip()}" for said in _SENTENCE.split(text) for word in _in_sentence(said)]


def _in_sentence(said: str) -> list[str]:
    plain = _IN_BRACKETS.sub("()", said)
    found = [word for word in JAPANESE if word in plain.replace(f"{word}()", "").replace(f"{word} ()", "")]
    for word, pattern in _LATIN.items():
        for match in pattern.finditer(plain):
            shouted = len(word) > _SHORT or match[0].isupper() or not word.isupper()
            if shouted and not plain[match.end() :].lstrip().startswith("()"):
                found.append(word)
    return found
