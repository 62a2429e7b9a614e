"""Hours that people share, and what their clocks show in UTC."""

from datetime import datetime

from sqlalchemy import Row, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.model.hours import Hours, Quiet, next_daily, rest_of
from storage.inserts import insert_into
from storage.tables import HoursRow

STANDING = text(
    """
    SELECT
        EXISTS (SELECT 1 FROM hours WHERE stale <= :now),
        EXISTS (SELECT 1 FROM hours WHERE rest_from <= :now AND rest_until > :now)
    """
).bindparams(bindparam("now", type_=UTCDateTime))
"""Whether moments lie behind, and whether anybody is in peace, in one question."""

SAME = ("zone", "begins", "ends", "urgent", "daily")


async def number_of(session: AsyncSession, hours: Hours, now: datetime) -> int:
    """The number of these hours, which are kept if they are not yet."""
    values = _values(hours)
    kept = insert_into(session, HoursRow).values(**values, **_moments(hours, now))
    await session.execute(kept.on_conflict_do_nothing(index_elements=list(SAME)))
    same = select(col(HoursRow.id)).filter_by(**values)
    return (await session.scalars(same)).one()


async def catch_up(session: AsyncSession, now: datetime) -> None:
    """Bring moments that lie behind up to date: for each of the shared hours about twice a day.

    Whoever reads moments in SQL does this first, so that they are right even if no clock ran.
    """
    behind = (
        select(HoursRow)
        .where(col(HoursRow.stale) <= now)
        .order_by(col(HoursRow.id))
        .execution_options(populate_existing=True)
    )
    for row in (await session.scalars(behind)).all():
        moments = _moments(hours_of(row), now)
        await session.execute(update(HoursRow).where(col(HoursRow.id) == row.id).values(**moments))


async def anybody_rests(session: AsyncSession, now: datetime) -> bool:
    """Whether some of the hours that are kept, and caught up with by this, are quiet now."""
    behind, resting = (await session.execute(STANDING, {"now": now})).one()
    if not behind:
        return bool(resting)
    await catch_up(session, now)
    _, resting = (await session.execute(STANDING, {"now": now})).one()
    return bool(resting)


def hours_of(row: HoursRow | Row[*tuple[object, ...]]) -> Hours:
    """What a row says, or one that holds the same columns."""
    quiet = Quiet(begins=row.begins, ends=row.ends) if row.begins != row.ends else None
    return Hours(zone=row.zone, quiet=quiet, urgent=row.urgent, daily=row.daily)


def _values(hours: Hours) -> dict[str, object]:
    quiet = hours.quiet or Quiet(begins=0, ends=0)
    return {
        "zone": hours.zone,
        "begins": quiet.begins,
        "ends": quiet.ends,
        "urgent": hours.urgent,
        "daily": hours.daily,
    }


def _moments(hours: Hours, now: datetime) -> dict[str, datetime]:
    daily, rest = next_daily(hours, now), rest_of(hours, now)
    if rest is None:
        return {"rest_from": daily, "rest_until": daily, "digest": daily, "stale": daily}
    return {
        "rest_from": rest.begins,
        "rest_until": rest.ends,
        "digest": daily,
        "stale": min(daily, rest.ends),
    }
