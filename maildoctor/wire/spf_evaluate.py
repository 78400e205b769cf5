"""May this address send for this domain? `check_host` of RFC 7208 section 4, on answers that are already there.

`check_host` judges one client, as a receiver does. `survey` judges the records themselves: it plays a client that no
term matches, which is the dearest one, goes on behind every mistake, and so finds all of them and the whole cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from maildoctor.model.probe import Lookup
from maildoctor.wire import spf_answers as dns
from maildoctor.wire.spf_answers import Answer, MissingError, UnansweredError
from maildoctor.wire.spf_macros import MacroError, expand, expand_name, parse_macros, varies
from maildoctor.wire.spf_message import Message
from maildoctor.wire.spf_names import Names
from maildoctor.wire.spf_tally import BrokenError, EnoughError, Tally
from maildoctor.wire.spf_terms import Mechanism, Modifier, Qualifier, Record, parse_record, records
from maildoctor.wire.spf_verdict import Fault, Place, Result, Trouble, Verdict

_RESULTS = {
    Qualifier.PASS: Result.PASS,
    Qualifier.FAIL: Result.FAIL,
    Qualifier.SOFTFAIL: Result.SOFTFAIL,
    Qualifier.NEUTRAL: Result.NEUTRAL,
}


def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str,
    answer: Answer,
    *,
    explain: bool = False,
    receiver: str = "unknown",
    at: int = 0,
) -> Verdict:
    """May `ip` send for `domain`? `sender` is the address in MAIL FROM, empty for a bounce.

    `explain`: also fetch what an `exp` says where the result is fail. It always ends: at the limits, or at a loop.

    Raises:
        ValueError: `ip` is no address.
    """
    return _walk(Message(dns.plain_address(ip), sender, helo, receiver, at), answer).run(domain, explain)


def survey(domain: str, answer: Answer) -> Verdict:
    """The records of `domain` as a whole: every fault, the cost in the worst case, and the result for a stranger.

    Nothing that depends on the message is asked; see `Verdict.varies`. It breaks off at 30 terms that ask the DNS.
    """
    return _walk(Message(None, f"postmaster@{domain}", domain), answer).run(domain, False)


def _walk(message: Message, answer: Answer) -> _Walk:
    tally = Tally(lasting=message.client is None)
    return _Walk(message, answer, tally, Names(message.client, answer, tally))


@dataclass(slots=True)
class _Walk:
    message: Message
    answer: Answer
    tally: Tally
    names: Names
    asks: dict[Lookup, None] = field(default_factory=dict)
    costs: list[tuple[str, int]] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    path: tuple[str, ...] = ()
    varies: bool = False
    matched: Place | None = None
    deciding: tuple[str, Record] | None = None

    def run(self, domain: str, explain: bool) -> Verdict:
        name = domain.lower().removesuffix(".")
        result, explanation = Result.NONE, ""
        try:
            result = self._record(name, None) if dns.is_name(name) else Result.NONE
        except EnoughError:
            self.asks.clear()
        except MissingError as missing:
            self._ask(missing)
        except (UnansweredError, BrokenError) as trouble:
            self.tally.faults.append(_fault(trouble, None))
        result = self._overall(result)
        if explain and result is Result.FAIL:
            explanation = self._explanation()
        decided = self.matched if result in _RESULTS.values() else None
        return Verdict(
            result,
            name,
            decided,
            tuple(self.tally.faults),
            tuple(self.asks),
            self.tally.cost,
            tuple(self.tally.voids),
            tuple(self.costs),
            self.varies or self.names.varies,
            explanation,
        )

    def _overall(self, result: Result) -> Result:
        if self.asks:
            return Result.NEEDS
        troubles = {fault.trouble for fault in self.tally.faults}
        if Trouble.NO_ANSWER in troubles:
            return Result.TEMPERROR
        return Result.PERMERROR if troubles else result

    def _ask(self, missing: MissingError) -> None:
        self.asks.update(dict.fromkeys(missing.asks))

    def _record(self, domain: str, led: Place | None) -> Result:
        """The result of one domain's record (sections 4.4 to 4.7)."""
        if domain in self.stack:
            raise BrokenError(Fault(Trouble.LOOP, domain, led))
        found = records(dns.values(self.answer, Lookup(domain, "TXT")))
        if not found:
            return Result.NONE
        if len(found) > 1:
            raise BrokenError(Fault(Trouble.TWO_RECORDS, domain, led))
        record = parse_record(found[0])
        if record.flaw is not None:
            raise BrokenError(Fault(Trouble.SYNTAX, domain, led, record.flaw))
        before = self.path
        self.stack.append(domain)
        self.path = (*before, led.term) if led is not None else ()
        result = self._terms(domain, record)
        self.stack.pop()
        self.path = before
        return result

    def _terms(self, domain: str, record: Record) -> Result:
        for mechanism in record.mechanisms:
            place = self._place(domain, mechanism)
            if self._guarded(place, mechanism):
                self.matched, self.deciding = place, (domain, record)
                return _RESULTS[mechanism.qualifier]
        self.matched = None
        redirect = record.modifier("redirect")
        if redirect is None or record.all is not None:
            return Result.NEUTRAL
        found = self._guarded(self._place(domain, redirect), redirect)
        return found if isinstance(found, Result) else Result.NEUTRAL

    def _guarded(self, place: Place, term: Mechanism | Modifier) -> Result | bool:
        """What a term gives. A survey notes what went wrong there and goes on behind it."""
        cost, depth, path = self.tally.cost, len(self.stack), self.path
        try:
            return self._matches(place, term) if isinstance(term, Mechanism) else self._redirected(place, term)
        except (MissingError, UnansweredError, BrokenError) as trouble:
            if not self.tally.lasting:
                raise (
                    trouble if not isinstance(trouble, UnansweredError) else BrokenError(_fault(trouble, place))
                ) from None
            if isinstance(trouble, MissingError):
                self._ask(trouble)
            else:
                self.tally.faults.append(_fault(trouble, place))
            del self.stack[depth:]
            self.path = path
            return False
        finally:
            if len(self.stack) == 1 and self.tally.cost > cost:
                self.costs.append((term.text, self.tally.cost - cost))

    def _redirected(self, place: Place, modifier: Modifier) -> Result:
        self.tally.term(place)
        return self._follow(place, modifier.value) or Result.NEUTRAL

    def _follow(self, place: Place, target: str) -> Result | None:
        """The result of another domain's record; none there is an error (sections 5.2, 6.1). None: it varies."""
        if self._passed_over(target):
            return None
        name = self._name(place, target)
        result = self._record(name, place) if dns.is_name(name) else Result.NONE
        if result is Result.NONE:
            raise BrokenError(Fault(Trouble.NO_RECORD, name, place))
        return result

    def _passed_over(self, target: str) -> bool:
        """True in a survey where the name depends on a message, which a survey has not got."""
        if self.message.client is None and varies(target):
            self.varies = True
            return True
        return False

    def _matches(self, place: Place, term: Mechanism) -> bool:
        if term.name == "all":
            return True
        if term.network is not None:
            return self.message.client is not None and self.message.client in term.network
        self.tally.term(place)
        if term.name == "include":
            return self._follow(place, term.domain or "") is Result.PASS
        if term.domain is not None and self._passed_over(term.domain):
            return False
        name = self._name(place, term.domain) if term.domain is not None else place.domain
        if not dns.is_name(name):
            return False
        return self.names.match(place, term, name)

    def _place(self, domain: str, term: Mechanism | Modifier) -> Place:
        return Place(domain, term.text, term.column, self.path)

    def _name(self, place: Place, text: str) -> str:
        return expand_name(text, lambda letter: self.message.value(letter, place.domain, self.answer)).lower()

    def _explanation(self) -> str:
        """The text an `exp` leads to; whatever is wrong with it, there is just none (section 6.2)."""
        domain, record = self.deciding or ("", Record("", ()))
        modifier = record.modifier("exp")
        if modifier is None:
            return ""
        try:
            name = self._name(self._place(domain, modifier), modifier.value)
            found = dns.values(self.answer, Lookup(name, "TXT")) if dns.is_name(name) else ()
            parts = parse_macros(found[0], explanation=True, spaces=True) if len(found) == 1 else ()
            return expand(parts, lambda letter: self.message.value(letter, domain, self.answer))
        except MissingError as missing:
            self._ask(missing)
        except (MacroError, UnansweredError):
            pass
        return ""


def _fault(trouble: UnansweredError | BrokenError, place: Place | None) -> Fault:
    if isinstance(trouble, BrokenError):
        return trouble.fault
    return Fault(Trouble.NO_ANSWER, trouble.question.name, place)
