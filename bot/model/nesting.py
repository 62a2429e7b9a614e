"""Which areas lie in which: by their cells alone, as everything on the map is matched."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import h3.api.basic_int as h3

from bot.model.covers import count_blocks
from bot.model.ids import AreaId, Cell

Covers = Mapping[AreaId, Collection[Cell]]
"""The compacted cells of areas."""

PIECE = AreaId(0)
"""What is no area yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The areas that hold a whole piece of the map, smallest first, and those that cut it.

    Of the latter that comes first which shares most blocks with it.
    """

    holding: tuple[AreaId, ...]
    cutting: tuple[AreaId, ...]


def nested(covers: Covers) -> dict[AreaId, AreaId | None]:
    """For each area the smallest other one that holds all its blocks, if any does.

    Of areas that hold the very same blocks the later lies in the earlier.
    """
    ground = _Ground(covers)
    return {area: next(iter(ground.holding(cells, area)), None) for area, cells in covers.items()}


def beside(cells: Collection[Cell], covers: Covers) -> Beside:
    """How a piece of the map that is no area yet lies among the areas."""
    ground, piece, own = _Ground(covers), _Ground({PIECE: cells}), frozenset(cells)
    holding = ground.holding(cells, None)
    shared = ground.shared(cells)
    for area, theirs in covers.items():
        shared[area] += piece.shared([cell for cell in theirs if cell not in own])[PIECE]
    cutting = [area for area, count in shared.items() if count and area not in holding]
    cutting.sort(key=lambda area: (-shared[area], area))
    return Beside(holding=holding, cutting=tuple(cutting))


class _Ground:
    """Areas by the cells that they hold."""

    def __init__(self, covers: Covers) -> None:
        self._sizes = {area: count_blocks(cells) for area, cells in covers.items()}
        self._holders: dict[Cell, set[AreaId]] = {}
        for area, cells in covers.items():
            for cell in cells:
                self._holders.setdefault(cell, set()).add(area)
        self._levels = sorted({h3.get_resolution(cell) for cell in self._holders})

    def holding(self, cells: Collection[Cell], own: AreaId | None) -> tuple[AreaId, ...]:
        """The areas that hold all these cells, smallest first; not one that `own` comes before."""
        found: set[AreaId] | None = None
        for cell in cells:
            here = {area for area in self._over(cell) if self._may_hold(area, own)}
            found = here if found is None else found & here
            if not found:
                return ()
        return tuple(sorted(found or (), key=lambda area: (self._sizes[area], area)))

    def shared(self, cells: Collection[Cell]) -> Counter[AreaId]:
        """How many of the blocks of these cells lie in cells of each area that hold them whole."""
        found = Counter[AreaId]()
        for cell in cells:
            for area in self._over(cell):
                found[area] += count_blocks([cell])
        return found

    def _over(self, cell: Cell) -> Iterator[AreaId]:
        own = h3.get_resolution(cell)
        for level in self._levels:
            if level <= own:
                yield from self._holders.get(Cell(h3.cell_to_parent(cell, level)), ())

    def _may_hold(self, area: AreaId, own: AreaId | None) -> bool:
        if own is None:
            return True
        return (self._sizes[area], -area) > (self._sizes[own], -own)
