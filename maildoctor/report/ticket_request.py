"""What is asked of the company that has to act: one subject and the requests, by code, else by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maildoctor.model.field import Field, Owner
from maildoctor.model.finding import Text
from maildoctor.model.report import Diagnosis
from maildoctor.report.formats import Reader


@dataclass(frozen=True, slots=True)
class Request:
    """One subject (`says`) and what is asked, one line each (`fix`), in both languages.

    Placeholders: the arguments of the finding, and `domain`, `account`, `host`, `port`, `side` (受信, 送信), `source`.
    """

    ja: Text
    en: Text

    def __post_init__(self) -> None:
        if self.ja.placeholders() != self.en.placeholders():
            raise ValueError(f"{self.ja.says}: the placeholders of ja and en differ")

    def text(self, lang: str) -> Text:
        """The words in `lang` ("ja", else English)."""
        return self.ja if lang == "ja" else self.en


def request(ja: str, en: str, asks: tuple[tuple[str, str], ...]) -> Request:
    """A request from its subject and its (ja, en) lines."""
    return Request(Text(ja, fix="\n".join(a for a, _ in asks)), Text(en, fix="\n".join(b for _, b in asks)))


GENERAL = request(
    "{domain} の状態の確認", "The state of {domain}",
    (("上の事実の原因を確かめてください。", "Please look for the cause of the facts above."),
     ("直る見込みがあれば教えてください。", "Please tell us by when it can be put right.")),
)  # fmt: skip
"""Asked where a code and a field have no question of their own."""

_OF_OWNER = {
    Owner.PROVIDER: Reader.HOSTER,
    Owner.ACCOUNT: Reader.HOSTER,
    Owner.DNS: Reader.DNS,
    Owner.REGISTRAR: Reader.REGISTRAR,
}
_ALSO_HOSTER = frozenset(
    ("certificate-name-mismatch", "incoming-password-refused", "outgoing-password-refused", "outgoing-sending-refused")
)
"""Put right elsewhere, or not yet told apart, and still worth one question to the mail company."""
_ALSO_REGISTRAR = frozenset(
    ("dns-dnssec-bogus", "dns-delegation-differs", "dns-lame-delegation", "dns-nameserver-without-address")
)
"""What stands in the registry is changed at the registrar."""


def readers_of(diagnosis: Diagnosis) -> frozenset[Reader]:
    """To whom this cause may be written."""
    found = {_OF_OWNER[diagnosis.owner]} if diagnosis.owner in _OF_OWNER else set()
    if diagnosis.finding.id in _ALSO_HOSTER or diagnosis.field is Field.NETWORK_ADDRESS:
        found.add(Reader.HOSTER)
    if diagnosis.finding.id in _ALSO_REGISTRAR:
        found.add(Reader.REGISTRAR)
    return frozenset(found)


def request_for(
    code: str, field: Field, by_code: Mapping[str, Request], by_field: Mapping[Field, Request]
) -> Request | None:
    """The request for one cause: by its code, by the code without its direction, by its field."""
    bare = code.removeprefix("incoming-").removeprefix("outgoing-")
    return by_code.get(code) or by_code.get(bare) or by_field.get(field)
