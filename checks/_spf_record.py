"""An SPF record written anew: mistakes put right, terms taken out or put in. Text in, text out."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence

from maildoctor.api import spf

_QUOTES = "\"'`\u201c\u201d\u201e\u201f\u2018\u2019\u300c\u300d\\"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_VERSION = re.compile(r"\s*v\s*=\s*spf\s*1(?![0-9.])[\s,;:]*", re.IGNORECASE)
_NAMES = {
    "ip": "ip4", "ipv4": "ip4", "ip-4": "ip4", "ipv6": "ip6", "ip-6": "ip6", "inc": "include", "includes": "include",
    "inlcude": "include", "incldue": "include", "inclide": "include", "incude": "include", "exist": "exists",
}  # fmt: skip
_MODELS = {
    "ip4": "ip4:192.0.2.1", "ip6": "ip6:2001:db8::1", "include": "include:spf.example.com", "a": "a:mail.example.com",
    "mx": "mx", "ptr": "ptr", "exists": "exists:%{i}.example.com", "redirect": "redirect=spf.example.com",
    "all": "~all", "exp": "exp=why.example.com",
}  # fmt: skip


def unquoted(text: str) -> str:
    """`text` as it was meant: without quotes, invisible characters and wide forms, with a plain version in front."""
    narrow = unicodedata.normalize("NFKC", text.translate({ord(c): "-" for c in _DASHES}))
    bare = narrow.translate({ord(c): None for c in _QUOTES + _INVISIBLE})
    return re.sub(r"\s+", " ", _VERSION.sub(f"{spf.VERSION} ", bare, count=1)).strip()


def is_meant(text: str) -> bool:
    """True for a text that was meant to be an SPF record and that no receiver takes for one."""
    return not spf.is_record(text) and spf.is_record(unquoted(text))


def is_quoted(text: str) -> bool:
    """True where nothing but quotation marks keeps the text from being a record."""
    return text[:1] in tuple(_QUOTES) and spf.is_record(text.strip(_QUOTES + " "))


def terms(text: str) -> list[str]:
    """The words behind the version."""
    return text.split()[1:]


def written(words: Iterable[str]) -> str:
    """The record of these words, each once."""
    return " ".join(dict.fromkeys((spf.VERSION, *words)))


def repaired(text: str) -> str:
    """The record with what can be put right put right, and with what cannot be read left out. It has no flaw."""
    words = list(dict.fromkeys(terms(_parted(unquoted(text)))))
    for _ in range(2 * len(words) + 1):
        flaw = spf.parse_record(written(words)).flaw
        wrong = (
            flaw.term if flaw is not None else next((m.text for m in ignored(written(words)) if _better(m.text)), None)
        )
        if wrong is None:
            break
        if flaw is not None and flaw.kind is spf.Mistake.TWICE:
            del words[len(words) - 1 - words[::-1].index(wrong)]
        else:
            place = words.index(wrong)
            words[place : place + 1] = _better(wrong)
    return written(words)


def form(flaw: spf.Flaw) -> str:
    """How the flawed term is written properly; where that cannot be told, a model of its kind."""
    plain = unquoted(flaw.term)
    if flaw.kind is spf.Mistake.NO_SPACE:
        return " ".join(plain.split()[:2])
    if flaw.kind is not spf.Mistake.TWICE and (better := [plain] if _is_whole(plain) else _better(plain)):
        return better[0]
    name = re.split("[:=/]", plain.lstrip("+-~?").lower())[0]
    return _MODELS.get(_NAMES.get(name, name), _MODELS["include"])


def _parted(text: str) -> str:
    """The text with its words apart: commas made blanks, blanks inside a word taken out, a glued `~all` let loose."""
    text = re.sub(r"[,;](?![^{]*\})", " ", text)
    text = re.sub(r"(?<=[a-z0-9])([:=]) +(?=[^ ])", r"\1", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<= )([+~?-]) +(?=[a-z])", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"(?<=[^ ])(?=[~?+]all(?: |\Z))|(?<=[0-9])(?=-all(?: |\Z))", " ", text, flags=re.IGNORECASE)


def _better(word: str) -> list[str]:
    """What the word was meant to be; nothing where nobody can tell."""
    trimmed = word.strip(",;.").rstrip(":=/")
    sign = trimmed[:1] if trimmed[:1] in tuple("+-~?") else ""
    bare = trimmed.lstrip("+-~?")
    name, mark, value = re.split("([:=;/]|\\Z)", bare, maxsplit=1)
    name = _NAMES.get(name.lower(), name.lower())
    candidates = [*(_address(sign, text) for text in (bare, value)), trimmed, f"{sign}{name}{mark}{value}"]
    candidates += [f"{sign}{name}:{value}", f"{sign}{name}:{re.sub(':[0-9]+$', '', value)}"]
    if name in ("redirect", "exp"):
        candidates = [f"{name}={value}"]
    elif name in ("all", "al", "alle", "ll"):
        candidates = [f"{sign or '~'}all"]
    return [text for text in candidates if text not in ("", word) and _is_whole(text)][:1]


def _address(sign: str, text: str) -> str:
    try:
        network = ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return ""
    return f"{sign}ip{network.version}:{text.strip('[]')}"


def _is_whole(word: str) -> bool:
    """True for one term that receivers read and heed."""
    record = spf.parse_record(f"{spf.VERSION} {word}")
    return record.flaw is None and len(record.terms) == 1 and not ignored(record.text)


def ignored(text: str) -> tuple[spf.Modifier, ...]:
    """Words like `ip4=192.0.2.1`: they read as unknown modifiers, so receivers pass over them in silence."""
    known = {*spf.MECHANISMS, *_NAMES}
    modifiers = (term for term in spf.parse_record(text).terms if isinstance(term, spf.Modifier))
    return tuple(modifier for modifier in modifiers if modifier.name in known)


def unread(text: str) -> tuple[str, ...]:
    """Words that permit somebody and are passed over because of `all` (RFC 7208 sections 5.1 and 6.1).

    Those behind the first `all`, and a `redirect` anywhere beside it; not what stands in front of it as well.
    """
    terms_of = spf.parse_record(text).terms
    is_end = (isinstance(term, spf.Mechanism) and term.name == "all" for term in terms_of)
    end = next((at for at, found in enumerate(is_end) if found), None)
    if end is None:
        return ()
    read = {_included(term.text).lower().lstrip("+") for term in terms_of[:end] if isinstance(term, spf.Mechanism)}
    lost = [
        term.text
        for at, term in enumerate(terms_of)
        if (term.name == "redirect" if isinstance(term, spf.Modifier) else at > end and _permits(term))
    ]
    return tuple(dict.fromkeys(word for word in lost if _included(word).lower().lstrip("+") not in read))


def _permits(mechanism: spf.Mechanism) -> bool:
    return mechanism.name != "all" and mechanism.qualifier is spf.Qualifier.PASS


def all_read(text: str) -> str:
    """The record with the words of `unread` before its `all`, a redirect as an include; else as it is."""
    lost = unread(text)
    if not lost:
        return text
    return with_sender(without(text, (word for word in terms(text) if word in lost)), [_included(w) for w in lost])


def lists_itself_alone(text: str) -> bool:
    """True where the record names addresses and hosts only: nobody else's list, no name made of the message."""
    record = spf.parse_record(text)
    plain = all(m.name in ("all", "a", "mx", "ip4", "ip6") and "%" not in m.text for m in record.mechanisms)
    return plain and record.modifier("redirect") is None


def permits_nobody(text: str) -> bool:
    """True where the record has nothing but its end."""
    record = spf.parse_record(text)
    others = (m for m in record.mechanisms if m.name != "all")
    return next(others, None) is None and record.modifier("redirect") is None


def without(text: str, unwanted: Iterable[str]) -> str:
    """The record without these words."""
    out = set(unwanted)
    return written(word for word in terms(text) if word not in out)


def with_sender(text: str, senders: Sequence[str]) -> str:
    """The record with `senders` before what ends it."""
    words = terms(text)
    end = next((i for i, word in enumerate(words) if word.lower().lstrip("+-~?") == "all"), len(words))
    return written((*words[:end], *senders, *words[end:]))


def ending_in(text: str, last: str) -> str:
    """The record with `last` ("~all") in the place of its own end; a redirect becomes an include."""
    words = [_included(word) for word in terms(text) if word.lower().lstrip("+-~?") != "all"]
    return written((*words, last))


def merged(texts: Sequence[str]) -> str:
    """One record that permits what any of `texts` permits. It ends strictly only where all of them do."""
    parts = [repaired(text) for text in texts]
    strict = all(terms(part)[-1:] == ["-all"] for part in parts)
    words = [word for part in parts for word in terms(ending_in(part, "~all"))[:-1]]
    exp = next((word for word in words if word.lower().startswith("exp=")), None)
    kept = [word for word in words if not word.lower().startswith("exp=") or word == exp]
    return written((*kept, "-all" if strict else "~all"))


def _included(word: str) -> str:
    return f"include:{word[9:]}" if word.lower().startswith("redirect=") else word
