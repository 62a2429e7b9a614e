"""Areas and the cells they hold."""

from sqlalchemy import insert, select, text
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


class Areas:
    """The tables `area` and `area_cell`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: AreaDraft) -> Area:
        """Keep an area with its outline and cells."""
        row = AreaRow(
            name=draft.name,
            parent=draft.parent,
            outline=to_geojson(draft.outline),
            size=count_blocks(draft.cells),
        )
        self._session.add(row)
        await self._session.flush()
        area = _area(row)
        if draft.cells:
            cells = [_cell_values(cell, area.id) for cell in sorted(draft.cells)]
            await self._session.execute(insert(AreaCellRow), cells)
        return area

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id."""
        row = await self._session.get(AreaRow, area)
        return None if row is None else _area(row)

    async def all(self) -> tuple[Area, ...]:
        """Every area, by name."""
        rows = await self._session.scalars(select(AreaRow))
        return tuple(sorted(map(_area, rows), key=lambda area: (area.name, area.id)))

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        row = await self._session.get(AreaRow, area)
        return None if row is None else from_geojson(row.outline)

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest first."""
        holders = select(col(AreaCellRow.area)).where(
            col(AreaCellRow.cell).in_(lookup_cells(cell))
        )
        rows = await self._session.scalars(
            select(AreaRow)
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


def _area(row: AreaRow) -> Area:
    return Area(
        id=AreaId(row.id),
        name=row.name,
        parent=None if row.parent is None else AreaId(row.parent),
    )


def _cell_values(cell: Cell, area: AreaId) -> dict[str, int]:
    first, last = block_range(cell)
    return {"cell": cell, "area": area, "first": first, "last": last}
