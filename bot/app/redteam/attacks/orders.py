"""Order: who was told first is likely to have answered first."""

from collections.abc import Callable, Iterator, Sequence
from math import comb

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.attacks.times import arrived
from bot.app.redteam.cases import Case, Reply

ALIKE = 4
"""Hex digits that random keys have never all in common, or nearly never."""


def told_first(case: Case) -> Scores:
    """The replies of one tick in their order, against the order in which people were told."""
    people = {one.person: one for one in case.suspects if one.person is not None}
    told = [people[person] for person in case.told if person in people]
    found = {}
    for ordered, trust in in_order(case):
        for rank, reply in enumerate(ordered, 1):
            found[reply.key] = {
                one: 1 - trust + trust * _density((spot + 0.5) / len(told), rank, len(ordered))
                for spot, one in enumerate(told)
            }
    return found


def in_order(case: Case) -> Iterator[tuple[Sequence[Reply], float]]:
    """Replies in the order in which they arrived, and how far that can be trusted.

    Those of one tick together, or where only letters tell anything, those of one request: they
    go out request by request.
    """
    for group in case.together():
        found = [
            (_sorted(places, group), trust)
            for order, trust in ORDERS
            if len(set(places := order(case, group))) == len(group)
        ]
        if found:
            yield found[0]
            continue
        own = [reply for reply in group if reply.row.text("request") == case.number]
        places = _by_letter(case, own)
        if own and len(set(places)) == len(own):
            yield _sorted(places, own), BY_LETTER


def _sorted(places: Sequence[float], group: Sequence[Reply]) -> Sequence[Reply]:
    return [reply for _, reply in sorted(zip(places, group, strict=True), key=_first)]


def _first(pair: tuple[float, Reply]) -> float:
    return pair[0]


def _density(spot: float, rank: int, count: int) -> float:
    """Of the rank-th smallest of `count` even draws from 0 to 1."""
    below, above = rank - 1, count - rank
    return count * comb(count - 1, below) * spot**below * (1 - spot) ** above


def _by_moment(case: Case, group: Sequence[Reply]) -> list[float]:
    moments = [arrived(case, reply) for reply in group]
    return [moment.timestamp() for moment in moments if moment is not None]


def _by_commit(case: Case, group: Sequence[Reply]) -> list[float]:
    """In which transaction of SQLite's log each was saved."""
    saved = {
        row.text("key"): at
        for at, commit in reversed(list(enumerate(case.loot.commits)))
        for row in commit.of("saved_reply")
    }
    return [saved[reply.key] for reply in group if reply.key in saved]


def _by_key(case: Case, group: Sequence[Reply]) -> list[float]:
    """Keys that begin alike were counted up."""
    del case
    keys = sorted(reply.key for reply in group)
    if keys[0][:ALIKE] != keys[-1][:ALIKE]:
        return []
    return [float(keys.index(reply.key)) for reply in group]


def _by_era(case: Case, group: Sequence[Reply]) -> list[float]:
    """PostgreSQL: the transaction that wrote the row."""
    del case
    return [reply.row.era for reply in group if reply.row.era is not None]


def _by_number(case: Case, group: Sequence[Reply]) -> list[float]:
    del case
    return [reply.row.number for reply in group if reply.row.number is not None]


def _by_spot(case: Case, group: Sequence[Reply]) -> list[float]:
    """Where the rows lie: SQLite fills a page from its end, PostgreSQL from its start."""
    del case
    down = 1 if group[0].row.era is not None else -1
    found = [reply.row.spot for reply in group if reply.row.spot is not None]
    spots = [(page, down * offset) for page, offset in found]
    if len(spots) < len(group) or _as_keyed(spots):
        return []
    return [float(sorted(spots).index(spot)) for spot in spots]


def _as_keyed(spots: Sequence[tuple[int, int]]) -> bool:
    """Whether on each page the rows lie in the order of their keys, as after a rewriting."""
    pages: dict[int, list[int]] = {}
    for page, offset in spots:
        pages.setdefault(page, []).append(offset)
    return all(offsets == sorted(offsets) for offsets in pages.values())


def _by_letter(case: Case, group: Sequence[Reply]) -> list[float]:
    """In which order the agency was owed the replies."""
    letters = {
        row.text("subject"): float(row.text("id"))
        for row in case.loot.rows("delivery")
        if row.text("kind") == "reply"
    }
    return [letters[reply.key] for reply in group if reply.key in letters]


BY_LETTER = 0.4
ORDERS: tuple[tuple[Callable[[Case, Sequence[Reply]], list[float]], float], ...] = (
    (_by_moment, 0.9),
    (_by_commit, 0.9),
    (_by_key, 0.9),
    (_by_era, 0.9),
    (_by_number, 0.9),
    (_by_spot, 0.8),
)
"""From the surest on, with how far it is trusted; the first that tells all apart is taken."""

ATTACKS = (
    Attack(
        name="order",
        looks_at="keys, row ids, places in the file and the log, transactions; who was told first",
        scores=told_first,
    ),
)
