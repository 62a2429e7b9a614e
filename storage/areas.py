"""Areas and the cells they hold."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.areas import Area, AreaDraft, Outline
from bot.model.covers import count_blocks, lookup_cells
from bot.model.ids import AreaId, Cell
from storage.blocks import block_range
from storage.outlines import from_geojson, to_geojson
from storage.tables import AreaCellRow, AreaRow


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


def _area(row: AreaRow) -> Area:
    return Area(
        id=AreaId(row.id),
        name=row.name,
        parent=None if row.parent is None else AreaId(row.parent),
    )


def _cell_values(cell: Cell, area: AreaId) -> dict[str, int]:
    first, last = block_range(cell)
    return {"cell": cell, "area": area, "first": first, "last": last}
