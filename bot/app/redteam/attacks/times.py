"""Time: whoever did something else at that moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.cases import Case, Reply
from bot.app.redteam.loot import Loot, Row, moment
from bot.app.redteam.suspects import Suspect

MINUTE, TICK = timedelta(minutes=1), timedelta(minutes=15)
AT_ONCE, SOON, WITHIN = 40.0, 8.0, 1.5
SEEN = 30.0
"""How much likelier whoever has a moment of their own beside their name within the tick."""

TICKS = ("released",)


def at_that_moment(case: Case) -> Scores:
    """People whose reports, updates or rows say that they were there when the reply came."""
    active = {
        one: tuple(_moments(case.loot, one)) for one in case.suspects if one.person is not None
    }
    latest = max((at for moments in active.values() for at, _ in moments), default=None)
    found = {}
    for reply in case.replies:
        at = arrived(case, reply)
        end = reply.released or latest
        found[reply.key] = {
            one: likelier
            for one, moments in active.items()
            if (likelier := max((_near(m, at, end) for m in moments), default=1.0)) > 1.0
        }
    return found


def arrived(case: Case, reply: Reply) -> datetime | None:
    """When the reply came, if anything tells it finer than the tick."""
    for column, value in reply.row.values.items():
        at = moment(value)
        if column not in TICKS and at is not None:
            return at
    return _between_commits(case.loot, reply) or _between_eras(case.loot, reply)


def _near(own: tuple[datetime, bool], at: datetime | None, end: datetime | None) -> float:
    moment_, on_person = own
    if at is not None:
        apart = abs(moment_ - at)
        if apart <= MINUTE:
            return AT_ONCE
        return SOON if apart <= 3 * MINUTE else 1.0
    if end is not None and end - TICK <= moment_ <= end:
        return SEEN if on_person else WITHIN
    return 1.0


def _moments(loot: Loot, one: Suspect) -> Iterator[tuple[datetime, bool]]:
    """When somebody did something, and whether it stands in their own row."""
    for value in () if one.row is None else one.row.values.values():
        at = moment(value)
        if at is not None:
            yield at, True
    for row in loot.rows("incident"):
        if row.text("reporter") == one.person:
            yield from ((at, False) for at in _reported(loot, row))


def _reported(loot: Loot, incident: Row) -> Iterator[datetime]:
    own = moment(incident.values.get("posted"))
    later = (
        moment(row.values.get("at"))
        for row in loot.rows("incident_update")
        if row.text("incident") == incident.text("number")
    )
    yield from (at for at in (own, *later) if at is not None)


def _between_commits(loot: Loot, reply: Reply) -> datetime | None:
    """The moment of the last report that was committed before the reply, in SQLite's log."""
    last: datetime | None = None
    for commit in loot.commits:
        posted = [moment(row.values.get("posted")) for row in commit.of("incident")]
        last = max((at for at in posted if at is not None), default=last)
        if any(row.text("key") == reply.key for row in commit.of("saved_reply")):
            return last
    return None


def _between_eras(loot: Loot, reply: Reply) -> datetime | None:
    """The same by PostgreSQL's numbers of transactions, while a reply waits."""
    own = reply.row.era
    if own is None or reply.released is not None:
        return None
    posted = (
        moment(row.values.get("posted"))
        for row in loot.rows("incident")
        if row.era is not None and row.era < own
    )
    return max((at for at in posted if at is not None), default=None)


ATTACKS = (
    Attack(
        name="time",
        looks_at="moments in replies' rows, or the tick, beside moments of people",
        scores=at_that_moment,
    ),
)
