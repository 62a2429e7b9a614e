"""Logs: lines that name somebody, a platform or a language."""

from collections.abc import Iterable, Iterator

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.attacks.times import TICK
from bot.app.redteam.cases import Case, Reply
from bot.app.redteam.loot import Line
from bot.app.redteam.suspects import Suspect

NAMED = 60.0
"""How much likelier whoever is named in the log while the replies of a tick came in."""

SMOOTH = 1.0


def told_by_the_log(case: Case) -> Scores:
    """Who is named while the replies came in, and how often each platform is."""
    said = [(line, _about(case, line)) for line in case.loot.lines]
    lines = [(line, about) for line, about in said if about]
    found = {}
    for reply in case.replies:
        near = [about for line, about in lines if _while(line, reply)]
        found[reply.key] = _likelier(case, near) if near else {}
    return found


def _likelier(case: Case, near: Iterable[frozenset[Suspect]]) -> dict[Suspect, float]:
    """A line that names few tells more than one that names many."""
    likelier = dict.fromkeys(case.suspects, SMOOTH)
    for about in near:
        for one in about:
            likelier[one] += NAMED / len(about)
    least = min(likelier.values())
    return {one: more / least for one, more in likelier.items()}


def _about(case: Case, line: Line) -> frozenset[Suspect]:
    """Whom a line may be about; nobody when it names nobody, or everybody."""
    text = line.text.encode()
    named = frozenset(one for one in case.suspects if any(name in text for name in one.written))
    if not named:
        words = set(_words(line.text))
        named = frozenset(one for one in case.suspects if {one.platform, one.language} & words)
    return named if len(named) < len(case.suspects) else frozenset()


def _words(text: str) -> Iterator[str]:
    yield from "".join(char if char.isalnum() else " " for char in text.lower()).split()


def _while(line: Line, reply: Reply) -> bool:
    """Whether a line may have been written while the reply came in."""
    if line.at is None or reply.released is None:
        return True
    return reply.released - TICK <= line.at <= reply.released


ATTACKS = (
    Attack(
        name="logs",
        looks_at="lines that name somebody, a platform or a language, within the tick",
        scores=told_by_the_log,
    ),
)
