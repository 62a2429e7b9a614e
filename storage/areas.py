"""Areas and the cells they hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.areas import Area, AreaDraft, Outline
from bot.model.covers import count_blocks, lookup_cells
from bot.model.ids import AreaId, Cell
from storage.blocks import block_range
from storage.outlines import from_geojson, to_geojson
from storage.tables import AreaCellRow, AreaRow

WITHIN = text(
    """
    SELECT small.area
    FROM area_cell AS small LEFT JOIN area_cell AS large
        ON large.area = :area AND small.first BETWEEN large.first AND large.last
        AND small.last BETWEEN large.first AND large.last
    GROUP BY small.area
    HAVING COUNT(*) = COUNT(large.area)
    """
)
"""Compacted cells nest or lie apart: an area lies in another when each of its cells does."""

OVERLAP = text(
    """
    SELECT 1
    FROM area_cell AS one JOIN area_cell AS other
        ON one.first <= other.last AND other.first <= one.last
    WHERE one.area = :one AND other.area = :other
    LIMIT 1
    """
)


KNOWN = (
    col(AreaRow.id),
    col(AreaRow.name),
    col(AreaRow.parent),
    col(AreaRow.drawn),
    col(AreaRow.changed),
    col(AreaRow.gone),
)
"""All but the outline, which can be long and is wanted by maps alone."""


class Areas:
    """The tables `area` and `area_cell`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: AreaDraft) -> Area:
        """Keep an area with its outline and cells."""
        kept = insert(AreaRow).values(
            name=draft.name,
            parent=draft.parent,
            drawn=draft.drawn,
            outline=to_geojson(draft.outline),
            size=count_blocks(draft.cells),
        )
        area = _area((await self._session.execute(kept.returning(*KNOWN))).one())
        await self._lay_out(area.id, draft.cells)
        return area

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id, gone or not."""
        rows = await self._session.execute(select(*KNOWN).where(col(AreaRow.id) == area))
        row = rows.one_or_none()
        return None if row is None else _area(row)

    async def all(self) -> tuple[Area, ...]:
        """Every area that is not gone, by name."""
        rows = await self._session.execute(select(*KNOWN).where(col(AreaRow.gone).is_(False)))
        return tuple(sorted(map(_area, rows), key=lambda area: (area.name, area.id)))

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        kept = select(col(AreaRow.outline)).where(col(AreaRow.id) == area)
        outline = await self._session.scalar(kept)
        return None if outline is None else from_geojson(outline)

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest first."""
        holders = select(col(AreaCellRow.area)).where(
            col(AreaCellRow.cell).in_(lookup_cells(cell))
        )
        rows = await self._session.execute(
            select(*KNOWN)
            .where(col(AreaRow.id).in_(holders))
            .order_by(col(AreaRow.size), col(AreaRow.id))
        )
        return tuple(map(_area, rows))

    async def within(self, area: AreaId) -> tuple[AreaId, ...]:
        """The area itself and every area all of whose blocks it holds, by id."""
        rows = await self._session.scalars(WITHIN, {"area": area})
        return tuple(map(AreaId, sorted(rows)))

    async def overlap(self, one: AreaId, other: AreaId) -> bool:
        """Whether some block lies in both areas."""
        return await self._session.scalar(OVERLAP, {"one": one, "other": other}) is not None

    async def covers(self) -> Mapping[AreaId, tuple[Cell, ...]]:
        """The compacted cells of every area that is not gone, sorted."""
        rows = await self._session.execute(
            select(col(AreaCellRow.area), col(AreaCellRow.cell)).order_by(col(AreaCellRow.cell))
        )
        found: dict[AreaId, list[Cell]] = {}
        for area, cell in rows:
            found.setdefault(AreaId(area), []).append(Cell(cell))
        return {area: tuple(cells) for area, cells in found.items()}

    async def rename(self, area: AreaId, name: str) -> None:
        """Give an area another name."""
        await self._change(area, name=name)

    async def reshape(
        self, area: AreaId, outline: Outline, cells: Sequence[Cell], now: datetime
    ) -> None:
        """Give an area another shape, in place."""
        shape = {"outline": to_geojson(outline), "size": count_blocks(cells), "changed": now}
        await self._change(area, **shape)
        await self._clear(area)
        await self._lay_out(area, cells)

    async def adopt(self, area: AreaId) -> None:
        """Make an area that a moderator drew one of the operator's."""
        await self._change(area, drawn=False)

    async def lay(self, area: AreaId, parent: AreaId | None) -> None:
        """Say in which larger area this one lies."""
        await self._change(area, parent=parent)

    async def remove(self, area: AreaId) -> None:
        """It is gone: nothing lies in it any more, only its name is kept."""
        await self._session.execute(
            update(AreaRow).where(col(AreaRow.parent) == area).values(parent=None)
        )
        nothing = to_geojson(Outline(polygons=()))
        await self._change(area, gone=True, parent=None, size=0, outline=nothing)
        await self._clear(area)

    async def _change(self, area: AreaId, **values: object) -> None:
        changed = update(AreaRow).where(col(AreaRow.id) == area).values(**values)
        await self._session.execute(changed)

    async def _clear(self, area: AreaId) -> None:
        await self._session.execute(delete(AreaCellRow).where(col(AreaCellRow.area) == area))

    async def _lay_out(self, area: AreaId, cells: Sequence[Cell]) -> None:
        rows = [_cell_values(cell, area) for cell in sorted(cells)]
        if rows:
            await self._session.execute(insert(AreaCellRow), rows)


def _area(row: Row[*tuple[object, ...]]) -> Area:
    return Area(
        id=AreaId(row.id),
        name=row.name,
        parent=None if row.parent is None else AreaId(row.parent),
        drawn=row.drawn,
        changed=row.changed,
        gone=row.gone,
    )


def _cell_values(cell: Cell, area: AreaId) -> dict[str, int]:
    first, last = block_range(cell)
    return {"cell": cell, "area": area, "first": first, "last": last}
