"""Finding what happened around a place: roughly in SQL, then exactly."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import AreaId, Cell
from bot.model.nearby import SHOWN, Ground, Sought
from bot.model.places import BLOCK, WIDEST, blurred, resolution
from bot.model.watches import Circle
from storage.blocks import range_at
from storage.tables import AreaCellRow, IncidentRow

MOST_RANGES = 40
"""Coarse cells that SQL looks through; a larger place is looked through by coarser ones."""


async def numbers(session: AsyncSession, sought: Sought) -> list[int]:
    """The numbers of the incidents that were found, newest first."""
    ground = await _ground(session, sought.place)
    if not ground.cells:
        return []
    rows = await session.execute(
        select(col(IncidentRow.number), col(IncidentRow.cell))
        .where(
            col(IncidentRow.happened) >= sought.since,
            col(IncidentRow.state).in_(state.value for state in SHOWN),
            col(IncidentRow.aside).is_(None),
            col(IncidentRow.category).in_(kind.value for kind in sought.categories),
            _roughly(ground.cells),
        )
        .order_by(col(IncidentRow.happened).desc(), col(IncidentRow.number).desc())
    )
    return [number for number, cell in rows if ground.holds(Cell(cell))]


async def _ground(session: AsyncSession, place: Circle | AreaId) -> Ground:
    if isinstance(place, Circle):
        return Ground(place)
    cells = await session.scalars(
        select(col(AreaCellRow.cell)).where(col(AreaCellRow.area) == place)
    )
    return Ground(map(Cell, cells))


def _roughly(cells: Collection[Cell]) -> ColumnElement[bool]:
    """Whether an incident's cell lies in one of a few coarse cells that hold all of these."""
    coarse = {blurred(cell, min(resolution(cell), WIDEST)) for cell in cells}
    level = WIDEST
    while len(coarse) > MOST_RANGES and level > 0:
        level -= 1
        coarse = {blurred(cell, min(resolution(cell), level)) for cell in coarse}
    return or_(
        *(
            col(IncidentRow.cell).between(*range_at(cell, kept))
            for cell in sorted(coarse)
            for kept in range(WIDEST, BLOCK + 1)
        )
    )
