"""Remnants: what was deleted and lies there still, in free pages, between rows, in old frames."""

from collections.abc import Iterator

from bot.app.redteam.attacks.base import NONE, Attack, Scores
from bot.app.redteam.cases import Case
from bot.app.redteam.pages import Scrap
from bot.app.redteam.suspects import Suspect

REACH = 300
"""Bytes within which two names belong to one row that was deleted."""

BESIDE, AMONG = 2_000.0, 12.0

ORDINARY = ("delivery", "watch", "person", "dialogue", "incident", "cover", "officer", "request")
"""Tables whose remnants name people for reasons that have nothing to do with replies."""


def left_over(case: Case) -> Scores:
    """People who are named in remnants, near a reply, or where people are not otherwise named."""
    found: dict[str, dict[Suspect, float]] = {}
    among: set[Suspect] = set()
    for scrap, one, at in _named(case):
        near = scrap.content[max(0, at - REACH) : at + REACH]
        for reply in case.replies:
            marks = (reply.key.encode(), reply.row.text("thread").encode())
            if any(mark and mark in near for mark in marks):
                found.setdefault(reply.key, {})[one] = BESIDE
        among.add(one)
    if among and len(among) < len(case.suspects):
        for reply in case.replies:
            likelier = found.setdefault(reply.key, {})
            for one in among:
                likelier.setdefault(one, AMONG)
    return found or NONE


def _named(case: Case) -> Iterator[tuple[Scrap, Suspect, int]]:
    for scrap in case.loot.scraps:
        if _ordinary(scrap):
            continue
        for one in case.suspects:
            for name in one.written:
                at = scrap.content.find(name)
                if at >= 0:
                    yield scrap, one, at
                    break


def _ordinary(scrap: Scrap) -> bool:
    return any(scrap.where.removeprefix("dead row of ").startswith(each) for each in ORDINARY)


ATTACKS = (
    Attack(
        name="remnants",
        looks_at="free pages, bytes between rows, old frames of the log, dead rows",
        scores=left_over,
    ),
)
