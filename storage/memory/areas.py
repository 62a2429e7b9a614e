"""Areas, in memory."""

import h3

from bot.model.areas import Area, AreaDraft, Outline
from bot.model.covers import count_blocks, lookup_cells
from bot.model.ids import AreaId, Cell
from bot.model.places import BLOCK
from storage.memory.rows import Rows


class Areas:
    """Areas by id."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: AreaDraft) -> Area:
        """Keep an area with its outline and cells."""
        area = AreaId(self._rows.number("area"))
        self._rows.areas[area] = draft
        return _area(area, draft)

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id."""
        draft = self._rows.areas.get(area)
        return None if draft is None else _area(area, draft)

    async def all(self) -> tuple[Area, ...]:
        """Every area, by name."""
        areas = (_area(area, draft) for area, draft in self._rows.areas.items())
        return tuple(sorted(areas, key=lambda area: (area.name, area.id)))

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        draft = self._rows.areas.get(area)
        return None if draft is None else draft.outline

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest first."""
        found = holders(self._rows, cell)
        return tuple(
            _area(area, self._rows.areas[area])
            for area in sorted(
                found, key=lambda area: (count_blocks(self._rows.areas[area].cells), area)
            )
        )

    async def within(self, area: AreaId) -> tuple[AreaId, ...]:
        """The area itself and every area all of whose blocks it holds, by id."""
        held = blocks_in(self._rows, area)
        areas = (each for each in self._rows.areas if blocks_in(self._rows, each) <= held)
        return tuple(sorted(areas))

    async def overlap(self, one: AreaId, other: AreaId) -> bool:
        """Whether some block lies in both areas."""
        return not blocks_in(self._rows, one).isdisjoint(blocks_in(self._rows, other))


def blocks_in(rows: Rows, area: AreaId) -> frozenset[Cell]:
    """Every block of an area."""
    return frozenset(
        Cell(h3.str_to_int(block))
        for cell in rows.areas[area].cells
        for block in h3.cell_to_children(h3.int_to_str(cell), BLOCK)
    )


def holders(rows: Rows, cell: Cell) -> set[AreaId]:
    """The areas that hold a cell's centre."""
    found = frozenset(lookup_cells(cell))
    return {area for area, draft in rows.areas.items() if not found.isdisjoint(draft.cells)}


def _area(area: AreaId, draft: AreaDraft) -> Area:
    return Area(id=area, name=draft.name, parent=draft.parent)
