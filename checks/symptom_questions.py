"""What only the customer can tell: at most three questions, chosen by what he sees and by what this run saw.

A run that found nothing, of a customer who reports nothing, asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from maildoctor.api import (
    Break,
    Case,
    Check,
    Contrast,
    Contrasts,
    Direction,
    Endpoint,
    Envelope,
    EnvelopeFact,
    Evidence,
    Field,
    Lookup,
    Probe,
    Proof,
    Question,
    Said,
    Severity,
    Title,
    companies,
    mx_hosts,
    recognised,
    side_of,
)

from . import _symptom_delivery as delivery
from . import _symptom_fault as fault
from . import _symptom_well as well
from ._client_causes import suspected
from ._symptom_codes import Ask, Topic, topics_of

_MOST, _ENOUGH = 3, 2
_GROWS = 1.37
"""How much larger an attachment is in a letter: base64 with its line ends (RFC 2045 section 6.8)."""
_PHONES = ("iphone", "android")
_OF_THE_LINE = (Field.SERVER_SERVICE, Field.NETWORK_PORT, Field.NETWORK_ADDRESS)
_OUT_OF_REACH = frozenset((Break.SERVICE_DOWN, Break.SERVICE_BROKEN, Break.SERVICE_REFUSES, Break.PORT_DROPPED))
_WILL_NOT_SEND = frozenset((*_OUT_OF_REACH, Break.HOST_DEAD, Break.SENDER_REFUSED, Break.AUTH_NEEDED))
_LINE_WORDS = re.compile(r"client host|command rejected|access denied|blocked", re.IGNORECASE)
_OWN_DEVICES = frozenset(("locked", "throttled"))


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Nobody on the network knows the answers."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """First what tells the causes of a fault apart; where nothing failed, only what explains what is seen."""
    told = topics_of(case.settings.saw)
    fails = [c for c in contrasts if c.severity is Severity.FAIL]
    found = list(_turned_away_after_login(evidence))
    if fails:
        found += _after_a_fault(case, evidence, fails, told)
    elif case.settings.saw and _all_proved(contrasts) and _has_exchangers(case, evidence):
        found += _all_well(case, evidence, contrasts, told)
    yield from list({question.id: question for question in found}.values())[:_MOST]


def _all_proved(contrasts: Contrasts) -> bool:
    sides = contrasts.sides.values()
    return bool(sides) and all(
        side.proof in (Proof.LOGIN, Proof.AUTH_OFFERED) and side.unexamined is None for side in sides
    )


def _has_exchangers(case: Case, evidence: Evidence) -> bool:
    """False where the domain takes no mail: that is a diagnosis, and nothing to ask about."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    return answer is None or bool(mx_hosts(answer.values))


def _after_a_fault(case: Case, evidence: Evidence, fails: list[Contrast], told: frozenset[Topic]) -> Iterator[Question]:
    for contrast in fails:
        seen = dict(contrast.seen)
        if contrast.what is Break.PASSWORD and Direction.INCOMING in contrast.directions:
            yield from list(_refused(case, evidence, contrast, told))[:_ENOUGH]
        elif contrast.what is Break.APP_PASSWORD and seen.get("refusal") == "web-login":
            yield fault.BROWSER.put(*contrast.probes)
        elif contrast.what is Break.LOCKED and _after_failures(seen):
            yield fault.OLD_DEVICE.put(*contrast.probes)
        elif contrast.directions == (Direction.OUTGOING,) and contrast.what in _WILL_NOT_SEND:
            yield from _will_not_send(case, evidence, contrast, told)
        if contrast.field in _OF_THE_LINE and _out_of_reach(contrast):
            yield fault.LINE.put(*contrast.probes)


def _after_failures(seen: Mapping[str, object]) -> bool:
    """True where failing logins were the reason, as far as the server's words go: not a session or too many of them."""
    return seen.get("refusal") in _OWN_DEVICES and "connection" not in str(seen.get("reply")).lower()


def _out_of_reach(contrast: Contrast) -> bool:
    return contrast.what in _OUT_OF_REACH or contrast.what is Break.HOST_DEAD


def _refused(case: Case, evidence: Evidence, contrast: Contrast, told: frozenset[Topic]) -> Iterator[Question]:
    """A refused login has one answer for many causes. Whether the web mail opens is asked by the check of the login."""
    host = side_of(case, Direction.INCOMING).host
    exchanger = _of_another_number(case, evidence, host)
    if exchanger is not None:
        yield fault.NUMBER.put(*contrast.probes, Lookup(case.domain, "MX"), host=host, exchanger=exchanger)
    tries = dict(contrast.seen).get("tries")
    if isinstance(tries, int) and tries > 1:
        yield fault.PAPER_NAME.put(*contrast.probes)
    for ask in _ranked(fault.REFUSED, case.settings.client, told):
        yield ask.put(*contrast.probes)


def _of_another_number(case: Case, evidence: Evidence, host: str | None) -> str | None:
    """The exchanger, where it is called like the configured server but for the digits: sv123 and sv132."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    for exchanger in mx_hosts(answer.values if answer is not None else ()):
        if host is not None and exchanger != host and _without_digits(exchanger) == _without_digits(host):
            return exchanger
    return None


def _without_digits(name: str) -> str:
    return "".join("#" if letter.isdigit() else letter for letter in name)


def _will_not_send(case: Case, evidence: Evidence, contrast: Contrast, told: frozenset[Topic]) -> Iterator[Question]:
    """The outgoing server turns this line, this sender or this client away."""
    if contrast.what is Break.AUTH_NEEDED:
        if case.settings.client == "iphone" or (case.settings.client in (None, "generic") and Topic.PHONE in told):
            yield fault.IPHONE_SENDING.put(*contrast.probes)
    elif contrast.field is not Field.NETWORK_PORT25 and (
        _turns_the_line_away(contrast) or Topic.ABROAD in told or _filters_abroad(case, evidence)
    ):
        yield fault.ABROAD.put(*contrast.probes)
    host = side_of(case, Direction.OUTGOING).host
    if host is not None and _of_a_stranger(case, evidence, host):
        yield fault.FORMER_LINE.put(*contrast.probes, host=host)


def _turns_the_line_away(contrast: Contrast) -> bool:
    """True where it is not the sender's address that was refused, as far as the server's words go."""
    if contrast.what is Break.SENDER_REFUSED:
        return _LINE_WORDS.search(str(dict(contrast.seen).get("reply"))) is not None
    return contrast.what is Break.SERVICE_REFUSES


def _turned_away_after_login(evidence: Evidence) -> Iterator[Question]:
    """Logged in, and refused for want of permission all the same: so do filters against foreign addresses."""
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        sent = isinstance(probe, Envelope) and probe.login is not None
        if sent and isinstance(fact, EnvelopeFact) and fact.final and fact.needs_login:
            yield fault.ABROAD.put(probe)


def _filters_abroad(case: Case, evidence: Evidence) -> bool:
    return any(g.kind.value == "foreign-filter" for f in recognised(case, evidence) for g in f.provider.gotchas)


def _of_a_stranger(case: Case, evidence: Evidence, host: str) -> bool:
    """True where the outgoing server is in nobody's house that the domain and its incoming mail are in."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    incoming = side_of(case, Direction.INCOMING).host
    known = (case.domain, *((incoming,) if incoming else ()), *mx_hosts(answer.values if answer is not None else ()))
    return "." in host and companies.family(host) not in {companies.family(name) for name in known}


def _all_well(case: Case, evidence: Evidence, contrasts: Contrasts, told: frozenset[Topic]) -> Iterator[Question]:
    outgoing = contrasts.sides.get(Direction.OUTGOING)
    target = outgoing.target if outgoing is not None else None
    sends_by_25 = case.configured(Direction.OUTGOING).port == 25
    if sends_by_25 and Topic.SENDING in told:
        yield well.PORT_25.put(*((target,) if target is not None else ()))
    limit = _limit(target, evidence)
    if limit and Topic.SIZE in told and isinstance(target, Endpoint):
        yield well.SIZE.put(target, limit=limit)
    causes = suspected(case, contrasts)
    answered = {question for cause in causes for question in cause.questions}
    fitting = _ranked(
        (*well.PROGRAM, *delivery.DELIVERY, fault.ABROAD, fault.LINE, well.OTHER_ACCOUNT),
        case.settings.client,
        told,
        usual=False,
    )
    yield from (ask.put() for ask in fitting if ask.id not in answered)
    first = _main_exchanger(case, evidence)
    if first is not None and Topic.ARRIVING in told:
        yield delivery.MX_ORDER.put(Lookup(case.domain, "MX"), first=first)
    if not causes:
        for ask in _usual(case, evidence)[: max(0, _ENOUGH - len(fitting))]:
            yield ask.put()


def _usual(case: Case, evidence: Evidence) -> list[Ask]:
    """What is asked where nothing that the customer says points anywhere."""
    client = case.settings.client
    if client == "windows-live-mail":
        return [well.OLD_PROGRAM, well.NEW_PROFILE]
    if client in _PHONES:
        return [well.PHONE_OUTLOOK, well.OLD_PROGRAM]
    if client == "copier":
        return [well.COPIER]
    if client == "outlook-new" or _filters_abroad(case, evidence):
        asks = [well.NEW_OUTLOOK, well.PHONE_OUTLOOK, well.NEW_PROFILE]
    else:
        asks = [well.NEW_PROFILE, well.NEW_OUTLOOK, well.OLD_PROGRAM]
    return [ask for ask in asks if ask.fits(client)]


def _ranked(asks: Iterable[Ask], client: str | None, told: frozenset[Topic], usual: bool = True) -> list[Ask]:
    """Those that what the customer sees speaks for, the most fitting first; then the usual ones."""
    fitting = [ask for ask in asks if ask.fits(client)]
    spoken = sorted((ask for ask in fitting if ask.weight(told)), key=lambda ask: -ask.weight(told))
    return spoken + [ask for ask in fitting if usual and ask.usual and ask not in spoken]


def _limit(target: Probe | None, evidence: Evidence) -> int:
    """How many MB of attachments the outgoing server takes (RFC 1870); 0 where it does not say."""
    fact = evidence.get(target) if isinstance(target, Endpoint) else None
    for word in fact.capabilities if fact is not None and fact.ready else ():
        name, _, number = word.partition(" ")
        if name == "SIZE" and number.isascii() and number.isdigit() and len(number) < 12:
            return int(int(number) / _GROWS / 1_000_000)
    return 0


def _main_exchanger(case: Case, evidence: Evidence) -> str | None:
    """The exchanger that mail goes to first, where there are others behind it."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    values = answer.values if answer is not None else ()
    hosts = mx_hosts(values)
    return hosts[0] if hosts and len({value.split()[0] for value in values if value.split()}) > 1 else None


CHECK = Check(
    "symptom.questions",
    Title("お客様に聞くこと", "What to ask the customer"),
    (),
    probes,
    judge,
    (),
)
