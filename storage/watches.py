"""Watches and the covers of their circles."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    Integer,
    ScalarSelect,
    bindparam,
    delete,
    false,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.model.ids import AgencyId, AreaId, Cell, ChannelId, PersonId, WatchId
from bot.model.watches import Circle, CoverCell, Neighbour, Rhythm, Watch, WatchDraft
from storage.blocks import block_of, block_range
from storage.categories import from_mask, to_mask
from storage.tables import ChannelRow, CoverRow, PersonRow, WatchRow

SUBSCRIBERS = text(
    """
    SELECT COUNT(DISTINCT watch.person)
    FROM watch JOIN person ON person.id = watch.person
    WHERE person.joined <= :joined AND (watch.resumes IS NULL OR watch.resumes <= :now) AND (
        watch.area IN :areas
        OR EXISTS (
            SELECT 1 FROM area_cell
            WHERE area_cell.area IN :areas
                AND watch.block BETWEEN area_cell.first AND area_cell.last
        )
    ) AND watch.person NOT IN (
        SELECT opt_out.person FROM opt_out WHERE opt_out.agency IN (0, :agency)
    )
    """
).bindparams(
    bindparam("areas", expanding=True, type_=Integer), bindparam("now", type_=UTCDateTime)
)

RHYTHMS = {Rhythm.NOW: 0, Rhythm.HOURLY: 1, Rhythm.DAILY: 2}
"""Rhythms as numbers: of two the lower one tells earlier."""

BY_NUMBER = {number: rhythm for rhythm, number in RHYTHMS.items()}


class Watches:
    """The tables `watch` and `cover`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: WatchDraft, cover: Sequence[CoverCell]) -> Watch:
        """Keep a watch and the cover of its circle (empty for an area)."""
        kept = insert(WatchRow).values(
            person=draft.person,
            channel=draft.channel,
            platform=_platform_of(draft),
            **_values(draft),
        )
        rows = await self._session.scalars(kept.returning(WatchRow))
        watch = _watch(rows.one())
        await self._lay(watch.id, cover)
        return watch

    async def change(self, watch: Watch, cover: Sequence[CoverCell]) -> None:
        """Replace place, categories and cover of a watch in place."""
        changed = update(WatchRow).where(col(WatchRow.id) == watch.id).values(**_values(watch))
        await self._session.execute(changed)
        await self._session.execute(delete(CoverRow).where(col(CoverRow.watch) == watch.id))
        await self._lay(watch.id, cover)

    async def end(self, watch: WatchId) -> None:
        """Forget a watch and its cover."""
        await self._session.execute(delete(WatchRow).where(col(WatchRow.id) == watch))

    async def get(self, watch: WatchId) -> Watch | None:
        """The watch with this id."""
        row = await self._session.get(WatchRow, watch, populate_existing=True)
        return None if row is None else _watch(row)

    async def subscribers(
        self, areas: Collection[AreaId], agency: AgencyId, joined: int, now: datetime
    ) -> int:
        """How many people of that age who take its requests watch an area, or live in one."""
        values = {"areas": tuple(areas), "agency": agency, "joined": joined, "now": now}
        return await self._session.scalar(SUBSCRIBERS, values) or 0

    async def neighbours(self, cells: Collection[Cell], joined: int) -> tuple[Neighbour, ...]:
        """On which blocks within these cells circles are centred, and whose they are."""
        within = [col(WatchRow.block).between(*block_range(cell)) for cell in cells]
        found = await self._session.execute(
            select(col(WatchRow.person), col(WatchRow.block))
            .join(PersonRow, col(PersonRow.id) == col(WatchRow.person))
            .where(or_(false(), *within), col(PersonRow.joined) <= joined)
            .distinct()
        )
        return tuple(
            Neighbour(person=PersonId(person), block=Cell(block))
            for person, block in found
            if person is not None and block is not None
        )

    async def crowded(self, after: WatchId, most: int) -> tuple[Watch, ...]:
        """The next watches, by id, whose circles are sized by households."""
        rows = await self._session.scalars(
            select(WatchRow)
            .where(col(WatchRow.crowd).is_not(None), col(WatchRow.id) > after)
            .order_by(col(WatchRow.id))
            .limit(most)
            .execution_options(populate_existing=True)
        )
        return tuple(map(_watch, rows))

    async def of(self, person: PersonId) -> tuple[Watch, ...]:
        """A person's watches, oldest first."""
        rows = await self._session.scalars(
            select(WatchRow)
            .where(col(WatchRow.person) == person)
            .order_by(col(WatchRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_watch, rows))

    async def over(self, area: AreaId) -> tuple[Watch, ...]:
        """The watches of this very area, oldest first."""
        rows = await self._session.scalars(
            select(WatchRow)
            .where(col(WatchRow.area) == area)
            .order_by(col(WatchRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_watch, rows))

    async def _lay(self, watch: WatchId, cover: Sequence[CoverCell]) -> None:
        rows = [
            {
                "cell": part.cell,
                "watch": watch,
                "edge": part.edge,
                "east": part.east,
                "north": part.north,
                "power": part.power,
            }
            for part in cover
        ]
        if rows:
            await self._session.execute(insert(CoverRow), rows)


def _platform_of(draft: WatchDraft) -> ScalarSelect[str]:
    if draft.person is not None:
        theirs = select(col(PersonRow.platform)).where(col(PersonRow.id) == draft.person)
    else:
        theirs = select(col(ChannelRow.platform)).where(col(ChannelRow.id) == draft.channel)
    return theirs.scalar_subquery()


def _values(watch: Watch | WatchDraft) -> dict[str, int | str | datetime | None]:
    values: dict[str, int | str | datetime | None] = {
        "near": watch.near,
        "categories": to_mask(watch.categories),
        "rhythm": RHYTHMS[watch.rhythm],
        "crowd": watch.crowd,
        "resumes": watch.resumes,
    }
    match watch.place:
        case Circle(cell=cell, radius=radius):
            return values | {
                "area": None,
                "cell": cell,
                "block": block_of(cell),
                "radius": radius,
            }
        case area:
            return values | {"area": area, "cell": None, "block": None, "radius": None}


def _watch(row: WatchRow) -> Watch:
    return Watch(
        id=WatchId(row.id),
        place=_place(row),
        near=row.near,
        categories=from_mask(row.categories),
        person=None if row.person is None else PersonId(row.person),
        channel=None if row.channel is None else ChannelId(row.channel),
        rhythm=BY_NUMBER[row.rhythm],
        crowd=row.crowd,
        resumes=row.resumes,
    )


def _place(row: WatchRow) -> Circle | AreaId:
    match (row.area, row.cell, row.radius):
        case (int(area), None, None):
            return AreaId(area)
        case (None, int(cell), int(radius)):
            return Circle(cell=Cell(cell), radius=radius)
        case _:
            message = f"Watch {row.id} is neither a circle nor an area"
            raise ValueError(message)
