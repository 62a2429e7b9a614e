"""Incidents and their updates."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import Cell, IncidentNumber, PersonId, PictureKey
from bot.model.incidents import (
    Aside,
    Category,
    Incident,
    IncidentDraft,
    IncidentState,
    IncidentUpdate,
    Talk,
    Voices,
)
from bot.model.moderation import Says
from bot.model.nearby import Nearby, Sought
from storage import nearby
from storage.tables import IncidentRow, IncidentUpdateRow, RulingRow

MOST = 10
MOST_AT_ONCE = 50

SHOWN = (
    col(IncidentRow.state) != IncidentState.WITHDRAWN.value,
    col(IncidentRow.aside).is_(None),
)
"""`Incident.shown` in SQL."""

_incidents, _updates = (
    row.metadata.tables[row.__tablename__] for row in (IncidentRow, IncidentUpdateRow)
)
_UPDATE = "update_"

_ONE = (
    select(_incidents, *(column.label(f"{_UPDATE}{column.name}") for column in _updates.c))
    .join_from(_incidents, _updates, _updates.c.incident == _incidents.c.number, isouter=True)
    .where(_incidents.c.number == bindparam("number"))
    .order_by(_updates.c.id)
)
"""An incident, once for each of its updates; put together once: each batch of messages asks."""


class Incidents:
    """The tables `incident` and `incident_update`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: IncidentDraft, reporter: PersonId, posted: datetime) -> Incident:
        """Keep a report and give it the next number."""
        row = IncidentRow(
            reporter=reporter,
            category=draft.category.value,
            text=draft.text,
            cell=draft.cell,
            near=draft.near,
            happened=draft.happened,
            posted=posted,
            state=IncidentState.OPEN.value,
            picture=draft.picture,
            version=1,
        )
        self._session.add(row)
        await self._session.flush()
        return _incident(row, ())

    async def get(self, number: IncidentNumber) -> Incident | None:
        """The incident with its updates, oldest first."""
        connection = await self._session.connection()
        rows = (await connection.execute(_ONE, {"number": number})).all()
        if not rows:
            return None
        added = [row for row in rows if row.update_id is not None]
        return _incident(rows[0], tuple(_update(row, _UPDATE) for row in added))

    async def those(self, numbers: Collection[IncidentNumber]) -> tuple[Incident, ...]:
        """The incidents with these numbers, by number."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.number).in_(numbers))
            .order_by(col(IncidentRow.number))
        )
        return await self._all(rows.all())

    async def of(self, reporter: PersonId, state: IncidentState) -> tuple[Incident, ...]:
        """A reporter's incidents in this state, newest first, at most ten."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.reporter) == reporter, col(IncidentRow.state) == state.value)
            .order_by(col(IncidentRow.number).desc())
            .limit(MOST)
        )
        return tuple([await self._whole(row) for row in rows.all()])

    async def written_by(self, reporter: PersonId) -> tuple[Incident, ...]:
        """All that somebody reported and is still kept, by number."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.reporter) == reporter)
            .order_by(col(IncidentRow.number))
        )
        return await self._all(rows.all())

    async def posted_since(self, moment: datetime, most: int) -> tuple[Incident, ...]:
        """What was posted since then and is shown, newest first."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.posted) >= moment)
            .where(*SHOWN)
            .order_by(col(IncidentRow.number).desc())
            .limit(most)
        )
        return await self._all(rows.all())

    async def happened_between(self, first: datetime, last: datetime) -> tuple[Incident, ...]:
        """Open incidents that happened in this span of time, newest first, at most fifty."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.happened).between(first, last))
            .where(col(IncidentRow.state) == IncidentState.OPEN.value, *SHOWN)
            .order_by(col(IncidentRow.number).desc())
            .limit(MOST_AT_ONCE)
        )
        return await self._all(rows.all())

    async def near(self, sought: Sought, most: int) -> Nearby:
        """The newest incidents around a place that anybody may be told of."""
        found = await nearby.numbers(self._session, sought)
        numbers = [IncidentNumber(number) for number in found[:most]]
        kept = {each.number: each for each in await self.those(numbers)}
        newest = tuple(kept[number] for number in numbers if number in kept)
        return Nearby(newest=newest, count=len(found))

    async def update(self, number: IncidentNumber, update: IncidentUpdate) -> Incident:
        """Add an update; the version grows."""
        row = await self._locked(number)
        row.version += 1
        self._session.add(
            IncidentUpdateRow(
                incident=number,
                text=update.text,
                at=update.at,
                another=update.another,
                picture=update.picture,
                corrects=update.corrects,
            )
        )
        await self._session.flush()
        return await self._whole(row)

    async def turn(self, number: IncidentNumber, state: IncidentState) -> Incident:
        """Change where the incident stands; the version grows."""
        row = await self._locked(number)
        row.version += 1
        row.state = state.value
        await self._session.flush()
        return await self._whole(row)

    async def strike(self, number: IncidentNumber, which: int) -> Incident:
        """Take words and picture out of an update, counted from 0; the version grows."""
        row = await self._locked(number)
        row.version += 1
        found = await self._session.scalar(
            select(IncidentUpdateRow)
            .where(col(IncidentUpdateRow.incident) == number)
            .order_by(col(IncidentUpdateRow.id))
            .offset(which)
            .limit(1)
        )
        if found is not None:
            found.text, found.picture = "", None
        await self._session.flush()
        return await self._whole(row)

    async def set_aside(self, number: IncidentNumber, aside: Aside | None) -> Incident:
        """Say whether it is shown, and if not, why; the version grows in any case."""
        row = await self._locked(number)
        row.version += 1
        row.aside = None if aside is None else aside.value
        await self._session.flush()
        return await self._whole(row)

    async def talk(self, number: IncidentNumber, talk: Talk) -> Incident:
        """Say whether words may be added; the version grows."""
        row = await self._locked(number)
        row.version += 1
        row.talk = talk.value
        await self._session.flush()
        return await self._whole(row)

    async def by(self, reporter: PersonId, since: datetime) -> tuple[Incident, ...]:
        """What somebody reported since then, newest first, at most fifty."""
        rows = await self._session.scalars(
            select(IncidentRow)
            .where(col(IncidentRow.reporter) == reporter, col(IncidentRow.posted) >= since)
            .order_by(col(IncidentRow.number).desc())
            .limit(MOST_AT_ONCE)
        )
        return await self._all(rows.all())

    async def stood(self, reporter: PersonId, before: datetime, most: int) -> int:
        """How many of somebody's reports, up to `most`, stood: posted before, off nowhere."""
        off = select(col(RulingRow.incident)).where(col(RulingRow.says) != Says.SHOWN.value)
        theirs = (
            select(col(IncidentRow.number))
            .where(
                col(IncidentRow.reporter) == reporter,
                col(IncidentRow.posted) < before,
                col(IncidentRow.number).not_in(off),
                *SHOWN,
            )
            .limit(most)
        )
        return await self._session.scalar(select(func.count()).select_from(theirs.subquery())) or 0

    async def count(self, number: IncidentNumber, voices: Voices, counted: datetime) -> Incident:
        """Note what neighbours say and when the posts show it; the version grows."""
        row = await self._locked(number)
        row.version += 1
        row.seen, row.denied, row.added = voices.seen, voices.denied, voices.added
        row.counted = counted
        await self._session.flush()
        return await self._whole(row)

    async def _locked(self, number: IncidentNumber) -> IncidentRow:
        """Two who change one incident do it one after the other.

        Raises:
            LookupError: there is no such incident.
        """
        row = await self._session.get(
            IncidentRow, number, with_for_update=True, populate_existing=True
        )
        if row is None:
            message = f"There is no incident {number}"
            raise LookupError(message)
        return row

    async def _all(self, rows: Sequence[IncidentRow]) -> tuple[Incident, ...]:
        """Incidents with their updates, in two statements however many they are."""
        updates: dict[int, list[IncidentUpdate]] = defaultdict(list)
        added = await self._session.scalars(
            select(IncidentUpdateRow)
            .where(col(IncidentUpdateRow.incident).in_([row.number for row in rows]))
            .order_by(col(IncidentUpdateRow.id))
        )
        for update in added:
            updates[update.incident].append(_update(update))
        return tuple(_incident(row, tuple(updates[row.number])) for row in rows)

    async def _whole(self, row: IncidentRow) -> Incident:
        updates = await self._session.scalars(
            select(IncidentUpdateRow)
            .where(col(IncidentUpdateRow.incident) == row.number)
            .order_by(col(IncidentUpdateRow.id))
        )
        return _incident(row, tuple(map(_update, updates)))


def _update(row: IncidentUpdateRow | Row[*tuple[object, ...]], beside: str = "") -> IncidentUpdate:
    """An update of its row, or of an incident's row in which its columns begin with `beside`."""
    picture = getattr(row, f"{beside}picture")
    return IncidentUpdate(
        text=getattr(row, f"{beside}text"),
        at=getattr(row, f"{beside}at"),
        another=getattr(row, f"{beside}another"),
        picture=None if picture is None else PictureKey(picture),
        corrects=getattr(row, f"{beside}corrects"),
    )


def _incident(
    row: IncidentRow | Row[*tuple[object, ...]], updates: tuple[IncidentUpdate, ...]
) -> Incident:
    return Incident(
        number=IncidentNumber(row.number),
        reporter=PersonId(row.reporter),
        category=Category(row.category),
        text=row.text,
        cell=Cell(row.cell),
        near=row.near,
        happened=row.happened,
        posted=row.posted,
        state=IncidentState(row.state),
        picture=None if row.picture is None else PictureKey(row.picture),
        updates=updates,
        version=row.version,
        voices=Voices(seen=row.seen, denied=row.denied, added=row.added),
        counted=row.counted,
        aside=None if row.aside is None else Aside(row.aside),
        talk=Talk(row.talk),
    )
