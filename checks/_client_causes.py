"""Why the customer's own program fails with an account that is in order: the ranked causes of his client."""

from __future__ import annotations

from maildoctor.api import Case, ClientCause, Contrasts, Direction, Proof, Severity, client_causes, is_suspicious

from ._symptom_codes import Topic, topics_of

MOST = 3
_ELSEWHERE = frozenset(
    (
        Topic.RETURNED, Topic.SOME_PEOPLE, Topic.FORM, Topic.FORWARD, Topic.GONE, Topic.MANY, Topic.MOVE, Topic.SIZE,
        Topic.HELLO, Topic.COPIER,
    )
)  # fmt: skip
"""What is not about the program on the customer's desk: other questions tell it apart."""


def suspected(case: Case, contrasts: Contrasts) -> tuple[ClientCause, ...]:
    """The causes in the customer's client, the most fitting first; nothing where the client is not the suspect.

    It is where both logins were accepted, nothing failed, and the client still does not work; or it is one that does
    not connect by itself or goes on using an old password, whose owner need not complain first.
    """
    client, saw = case.settings.client, case.settings.saw
    if not _in_order(contrasts) or not (saw or is_suspicious(client)):
        return ()
    told = topics_of(saw)
    own = Topic.COPIER if client == "copier" else None
    fetching = Topic.ARRIVING in told and Topic.RECEIVING not in told
    if fetching or told & (_ELSEWHERE - {own}):
        return ()
    names = {_name(topic) for topic in told}
    possible = [cause for cause in client_causes(client) if _can_be(cause, case, contrasts)]
    ranked = sorted(possible, key=lambda cause: -len(names.intersection(cause.topics)))
    return tuple(ranked[:MOST])


def _can_be(cause: ClientCause, case: Case, contrasts: Contrasts) -> bool:
    """False where what stands in the client already speaks against it."""
    side = contrasts.sides[Direction.INCOMING]
    protocol = case.settings.incoming.protocol or (side.recommended.protocol if side.recommended else None)
    return cause.protocol in (None, protocol) and not any(_stands(case, box) for box in cause.empty)


def _stands(case: Case, box: str) -> bool:
    side, _, name = box.partition(".")
    return getattr(case.settings.side(Direction(side)), name, None) is not None


def _in_order(contrasts: Contrasts) -> bool:
    sides = contrasts.sides
    return all(
        d in sides and sides[d].proof is Proof.LOGIN and sides[d].unexamined is None for d in Direction
    ) and not any(contrast.severity is Severity.FAIL for contrast in contrasts)


def _name(topic: Topic) -> str:
    """How a client's file calls a topic."""
    return topic.name.lower().replace("_", "-")
