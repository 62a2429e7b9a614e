"""Areas, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

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
        return _area(self._rows, area)

    async def get(self, area: AreaId) -> Area | None:
        """The area with this id, gone or not."""
        return _area(self._rows, area) if area in self._rows.areas else None

    async def all(self) -> tuple[Area, ...]:
        """Every area that is not gone, by name."""
        areas = (_area(self._rows, area) for area in _standing(self._rows))
        return tuple(sorted(areas, key=lambda area: (area.name, area.id)))

    async def outline(self, area: AreaId) -> Outline | None:
        """The area's shape."""
        draft = self._rows.areas.get(area)
        return None if draft is None else draft.outline

    async def holding(self, cell: Cell) -> tuple[Area, ...]:
        """The areas that hold the cell's centre, smallest first."""
        found = holders(self._rows, cell)
        return tuple(
            _area(self._rows, area)
            for area in sorted(
                found, key=lambda area: (count_blocks(self._rows.areas[area].cells), area)
            )
        )

    async def within(self, area: AreaId) -> tuple[AreaId, ...]:
        """The area itself and every area all of whose blocks it holds, by id."""
        held = blocks_in(self._rows, area)
        areas = (each for each in _standing(self._rows) if blocks_in(self._rows, each) <= held)
        return tuple(sorted(areas))

    async def overlap(self, one: AreaId, other: AreaId) -> bool:
        """Whether some block lies in both areas."""
        return not blocks_in(self._rows, one).isdisjoint(blocks_in(self._rows, other))

    async def covers(self) -> Mapping[AreaId, tuple[Cell, ...]]:
        """The compacted cells of every area that is not gone, sorted."""
        standing = _standing(self._rows)
        return {area: tuple(sorted(self._rows.areas[area].cells)) for area in standing}

    async def rename(self, area: AreaId, name: str) -> None:
        """Give an area another name."""
        self._put(area, replace(self._rows.areas[area], name=name))

    async def reshape(
        self, area: AreaId, outline: Outline, cells: Sequence[Cell], now: datetime
    ) -> None:
        """Give an area another shape, in place."""
        shaped = replace(self._rows.areas[area], outline=outline, cells=tuple(cells))
        self._put(area, shaped)
        self._rows.reshaped[area] = now

    async def adopt(self, area: AreaId) -> None:
        """Make an area that a moderator drew one of the operator's."""
        self._put(area, replace(self._rows.areas[area], drawn=False))

    async def lay(self, area: AreaId, parent: AreaId | None) -> None:
        """Say in which larger area this one lies."""
        self._put(area, replace(self._rows.areas[area], parent=parent))

    async def remove(self, area: AreaId) -> None:
        """It is gone: nothing lies in it any more, only its name is kept."""
        for each, draft in tuple(self._rows.areas.items()):
            if draft.parent == area:
                self._put(each, replace(draft, parent=None))
        nothing = Outline(polygons=())
        gone = replace(self._rows.areas[area], outline=nothing, cells=(), parent=None)
        self._put(area, gone)
        self._rows.gone.add(area)

    def _put(self, area: AreaId, draft: AreaDraft) -> None:
        self._rows.areas[area] = draft


def blocks_in(rows: Rows, area: AreaId) -> frozenset[Cell]:
    """Every block of an area."""
    return _blocks(rows.areas[area].cells)


@cache
def _blocks(cells: tuple[Cell, ...]) -> frozenset[Cell]:
    return frozenset(
        Cell(h3.str_to_int(block))
        for cell in cells
        for block in h3.cell_to_children(h3.int_to_str(cell), BLOCK)
    )


def holders(rows: Rows, cell: Cell) -> set[AreaId]:
    """The areas that hold a cell's centre."""
    found = frozenset(lookup_cells(cell))
    return {area for area, draft in rows.areas.items() if not found.isdisjoint(draft.cells)}


def _standing(rows: Rows) -> tuple[AreaId, ...]:
    return tuple(area for area in rows.areas if area not in rows.gone)


def _area(rows: Rows, area: AreaId) -> Area:
    draft = rows.areas[area]
    return Area(
        id=area,
        name=draft.name,
        parent=draft.parent,
        drawn=draft.drawn,
        changed=rows.reshaped.get(area),
        gone=area in rows.gone,
    )
