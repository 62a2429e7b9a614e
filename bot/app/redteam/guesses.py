"""The best guess for each reply, and how sure it is."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.app.redteam.attacks import (
    joins,
    logs,
    marks,
    orders,
    presences,
    remnants,
    sizes,
    styles,
    times,
)
from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.cases import Case, Reply
from bot.app.redteam.suspects import Suspect

ATTACKS: tuple[Attack, ...] = (
    *joins.ATTACKS,
    *orders.ATTACKS,
    *times.ATTACKS,
    *marks.ATTACKS,
    *sizes.ATTACKS,
    *remnants.ATTACKS,
    *logs.ATTACKS,
    *styles.ATTACKS,
    *presences.ATTACKS,
)
"""All ways to find out who replied that we know of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Who is likeliest to have written a reply; `because` names what spoke most for it."""

    request: str
    reply: str
    released: str
    suspect: Suspect
    likelihood: float
    chance: float
    because: tuple[str, ...]


def tries(case: Case) -> Mapping[str, Scores]:
    """What each attack comes to, by its name."""
    return {attack.name: attack.scores(case) for attack in ATTACKS}


def guesses(case: Case, tried: Mapping[str, Scores]) -> Iterator[Guess]:
    """One for each reply, by these attacks together."""
    for reply in case.replies:
        yield _guess(case, reply, tried)


def _guess(case: Case, reply: Reply, tried: Mapping[str, Scores]) -> Guess:
    """Accounts and rows that cannot be matched are two lists of the same people.

    The guess is taken from the list in which somebody stands out more.
    """
    spoken = {name: scores.get(reply.key, {}) for name, scores in tried.items()}
    weights = {one: _weight(one, spoken) for one in case.suspects}
    accounts = [one for one in case.suspects if one.account is not None]
    rows = [one for one in case.suspects if one.account is None]
    best, likelihood = max(
        (_best(reply, side, weights, case.audience) for side in (accounts, rows) if side),
        key=_likelihood,
    )
    released = reply.released
    return Guess(
        request=case.number,
        reply=reply.key,
        released="" if released is None else f"{released:%Y-%m-%d %H:%M}",
        suspect=best,
        likelihood=likelihood,
        chance=1 / case.audience,
        because=tuple(_because(best, weights, spoken)),
    )


def _weight(one: Suspect, spoken: Mapping[str, Mapping[Suspect, float]]) -> float:
    weight = 1.0
    for likelier in spoken.values():
        weight *= likelier.get(one, 1.0)
    return weight


def _best(
    reply: Reply, side: Sequence[Suspect], weights: Mapping[Suspect, float], audience: int
) -> tuple[Suspect, float]:
    """The likeliest of one list; whoever is missing from it counts as unremarkable."""
    missing = max(0, audience - len(side))
    total = sum(weights[one] for one in side) + missing
    found = max(side, key=lambda one: (weights[one], _lot(reply, one)))
    return found, weights[found] / total


def _likelihood(pair: tuple[Suspect, float]) -> float:
    return pair[1]


def _lot(reply: Reply, one: Suspect) -> bytes:
    """Among equals the lot falls, the same way each time."""
    name = one.person or (one.account.id if one.account else "")
    return hashlib.sha256(f"{reply.key} {name}".encode()).digest()


def _because(
    best: Suspect,
    weights: Mapping[Suspect, float],
    spoken: Mapping[str, Mapping[Suspect, float]],
) -> Iterator[str]:
    """What spoke for the guess, the loudest first; nothing when all are as likely."""
    if weights[best] <= min(weights.values()):
        return
    loud = sorted(spoken, key=lambda name: -spoken[name].get(best, 1.0))
    yield from (name for name in loud if spoken[name].get(best, 1.0) > 1.0)
