"""What the customer sees, sorted into topics, and the form of a question that only he can answer.

A question never says more than its answers would show: each ends with what they mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from maildoctor.api import Field, Probe, Question


class Topic(Enum):
    """What a sentence or a number on the customer's screen is about. One sentence may be about several."""

    SENDING = r"送信|送れ|送る|\bsend|smtp|outbox|0x80042109|0x8004210b|0x800ccc7[89]|0x800ccc6f"
    STUCK = r"送信トレイ|outbox|0x8004210b"
    PASSWORD = r"パスワード|資格情報|ログオン|ログイン|password|sign.?in|log.?[oi]n|0x800ccc9[12]|0x800cccd1|0xcaa80000"
    ARRIVING = r"届か|届き|来な|来ない|受信でき|受信しな|新着|arriv|not receiv|missing mail|no new mail"
    RECEIVING = r"受信でき|受信しな|受信エラー|can.?t receive|cannot receive|0x80042108|0x8004210a"
    RETURNED = r"戻って|戻り|返送|返って|エラーメール|bounce|returned|undeliver|\b[45]\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b"
    GONE = r"消え|なくな|無くな|過去|古いメール|前のメール|disappear|\blost\b|\bgone\b|old(er)? (mail|message)"
    STOPS = r"途中|止ま|固ま|遅い|時間切れ|タイムアウト|slow|hang|time.?out|stops|0x8004210a|0x800ccc0f|0x800ccc19"
    SIZE = r"大き|サイズ|容量|添付|too (large|big)|\bsize\b|attachment|0x800ccc6d|5\.3\.4"
    MANY = r"一斉|まとめて|大勢|何十|何百|通数|too many|rate.?limit|bulk|newsletter|4\.5\.3"
    NOTHING = r"何も起き|何も出|反応し|オフライン|offline|nothing happens|no error"
    CERTIFICATE = r"証明書|識別情報|プリンシパル|certificate|identity|0x800ccc0[12]|0x80070057|0x800ccc1a"
    PHONE = r"スマホ|スマートフォン|携帯|iphone|ipad|android|phone|mobile"
    NEW_OUTLOOK = r"新しい\s*outlook|new outlook|outlook \(new\)"
    COPIER = r"複合機|コピー機|スキャ|ファクス|fax|copier|scan|printer"
    FORM = r"フォーム|問合せ|問い合わせ|予約の通知|contact form|web form"
    FORWARD = r"転送|forward"
    ABROAD = r"海外|国外|出張|外出|vpn|テザリング|abroad|travel|hotspot|client host rejected"
    MOVE = r"移行|移転|引っ越|引越|乗り換え|切り替え|サーバーを変|移した|moved|migrat|new server|new provider"
    SOME_PEOPLE = (
        r"特定|一部の|決まった人|あの会社|[へにら]だけ|ドコモ|docomo|softbank|only to|one recipient|some people"
    )
    EVERYBODY = r"全員|みんな|全部のアドレス|会社中|全アドレス|everybody|every address|all addresses|all accounts"
    PANEL = r"管理画面|パネル|会員ページ|マイページ|control panel|\bpanel\b"
    ALIAS = r"別名|エイリアス|alias"
    HELLO = r"helo|ehlo|5\.5\.2|fully.?qualified"
    LOCKED_AGAIN = r"何度も|また止|繰り返|くり返|again and again|repeatedly|keeps (locking|asking)"

    @property
    def pattern(self) -> re.Pattern[str]:
        """The words that show it."""
        return re.compile(self.value, re.IGNORECASE)


def topics_of(saw: str | None) -> frozenset[Topic]:
    """What `saw` is about; full-width letters and digits count as plain ones."""
    text = unicodedata.normalize("NFKC", saw or "").casefold()
    return frozenset(topic for topic in Topic if topic.pattern.search(text))


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `topics`: what brings it up; `clients`: whom it concerns (empty: everybody); `usual`: it is asked
    where nothing more fitting is at hand. `needs`: topics that must all be there, for a question about a special case.
    """

    id: str
    ja: str
    en: str
    settles: tuple[Field, ...]
    topics: tuple[Topic, ...] = ()
    needs: tuple[Topic, ...] = ()
    clients: tuple[str, ...] = ()
    usual: bool = False

    def fits(self, client: str | None) -> bool:
        """True where the customer has such a client, or nobody said which he has."""
        return not self.clients or client in (None, "generic", *self.clients)

    def weight(self, told: frozenset[Topic]) -> int:
        """How much what the customer sees speaks for asking this; 0: nothing does."""
        if not told.issuperset(self.needs):
            return 0
        return len(told.intersection((*self.topics, *self.needs)))

    def put(self, *probes: Probe, **values: object) -> Question:
        """The question as the report shows it, with its values filled in."""
        return Question(self.id, self.ja.format(**values), self.en.format(**values), self.settles, probes)
