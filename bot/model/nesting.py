"""Which areas lie in which: by their cells alone, as everything on the map is matched."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import h3.api.basic_int as h3

from bot.model.covers import count_blocks
from bot.model.ids import AreaId, Cell

Covers = Mapping[AreaId, Collection[Cell]]
"""The compacted cells of areas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The areas that hold a whole piece of the map, smallest first, and those that cut it."""

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
    holding = _Ground(covers).holding(cells, None)
    piece = _Ground({AreaId(0): cells})
    touched = _Ground(covers).touched(cells)
    touched |= {area for area, theirs in covers.items() if piece.touched(theirs)}
    return Beside(holding=holding, cutting=tuple(sorted(touched - set(holding))))


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

    def touched(self, cells: Collection[Cell]) -> set[AreaId]:
        """The areas one of whose cells holds one of these."""
        return {area for cell in cells for area in self._over(cell)}

    def _over(self, cell: Cell) -> Iterator[AreaId]:
        own = h3.get_resolution(cell)
        for level in self._levels:
            if level <= own:
                yield from self._holders.get(Cell(h3.cell_to_parent(cell, level)), ())

    def _may_hold(self, area: AreaId, own: AreaId | None) -> bool:
        if own is None:
            return True
        return (self._sizes[area], -area) > (self._sizes[own], -own)
