"""Presence: rows that only some accounts have, or that changed while the replies came in."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.app.redteam.attacks.base import NONE, Attack, Scores, all_of
from bot.app.redteam.cases import Case
from bot.app.redteam.loot import Loot, moment
from bot.app.redteam.suspects import Suspect
from bot.model.policy import fortnight

TOUCHED, NEW, MIDWAY = 12.0, 4.0, 0.5

LEAST, SHARE = 1.5, 0.4
"""The fewer are known for no reason, the more it tells."""

REASONS = {
    "watch": "person",
    "incident": "reporter",
    "officer": "person",
    "dialogue": "person",
    "request": "officer",
}
"""Why somebody is known: the table, and the column that names them."""


def no_reason(case: Case) -> Scores:
    """People who are known though they watch nothing, reported nothing and were told nothing."""
    loot = case.loot
    known = {row.text(column) for table, column in REASONS.items() for row in loot.rows(table)}
    known |= {row.text("person") for row in loot.rows("delivery")}
    bare = [one for one in case.suspects if one.person is not None and one.person not in known]
    rows = sum(one.person is not None for one in case.suspects)
    return all_of(case, dict.fromkeys(bare, max(LEAST, rows * SHARE / max(len(bare), 1))))


def touched(case: Case) -> Scores:
    """People whose row is newer than the request, or is another than in the backup."""
    asked = case.request
    likelier = dict.fromkeys(_changed(case), TOUCHED)
    for one in case.suspects:
        era = None if one.row is None else one.row.era
        if era is not None and asked.era is not None and era > asked.era:
            likelier[one] = TOUCHED
        if one.row is not None and _joined_late(case, one):
            likelier[one] = likelier.get(one, 1.0) * NEW
    return all_of(case, likelier)


def midway(case: Case) -> Scores:
    """Whoever stands in another dialogue gets no copy until it is over."""
    there = {row.text("person") for row in case.loot.rows("dialogue")}
    busy = [one for one in case.suspects if one.person in there]
    return all_of(case, dict.fromkeys(busy, MIDWAY)) if busy else NONE


def _changed(case: Case) -> Iterator[Suspect]:
    for backup in case.loot.backups:
        before = {row.text("id"): row.values for row in backup.rows("person")}
        for one in case.suspects:
            if one.row is not None and before.get(one.person or "") != one.row.values:
                yield one
    yield from _committed(case)


def _committed(case: Case) -> Iterator[Suspect]:
    """People whose row was written in a transaction that wrote a reply."""
    written = {
        row.text("id")
        for commit in case.loot.commits
        if commit.of("saved_reply", "nonce")
        for row in commit.of("person")
    }
    yield from (one for one in case.suspects if one.person in written)


def _joined_late(case: Case, one: Suspect) -> bool:
    """Whether they came in the fortnight of the request or later, as their row says."""
    asked = moment(case.request.values.get("asked")) or datetime.max.replace(tzinfo=UTC)
    joined = None if one.row is None else one.row.values.get("joined")
    return isinstance(joined, int) and joined >= fortnight(asked) and not _new(case.loot, one)


def _new(loot: Loot, one: Suspect) -> bool:
    """Whether nothing older is known of them."""
    return not any(row.text("person") == one.person for row in loot.rows("delivery"))


ATTACKS = (
    Attack(
        name="no reason",
        looks_at="people who are known for no reason that the tables tell",
        scores=no_reason,
    ),
    Attack(
        name="touched",
        looks_at="people's rows that changed since the request or the backup",
        scores=touched,
    ),
    Attack(
        name="midway",
        looks_at="people who stand in another dialogue",
        scores=midway,
    ),
)
