"""What an attack is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.app.redteam.cases import Case
from bot.app.redteam.suspects import Suspect

Scores = Mapping[str, Mapping[Suspect, float]]
"""By the key of a reply: how many times likelier each suspect becomes; left out: unchanged."""

NONE: Scores = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One way to find out who replied: its name, what it looks at, and how."""

    name: str
    looks_at: str
    scores: Callable[[Case], Scores]


def all_of(case: Case, likelier: Mapping[Suspect, float]) -> Scores:
    """The same for every reply to the request."""
    return {reply.key: likelier for reply in case.replies} if likelier else NONE
