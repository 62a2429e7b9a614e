"""What happened around a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.model.covers import cover_circle, holds, lookup_cells
from bot.model.ids import AreaId, Cell
from bot.model.incidents import ALL_CATEGORIES, Category, Incident, IncidentState
from bot.model.watches import Circle

SHOWN = frozenset({IncidentState.OPEN, IncidentState.RESOLVED, IncidentState.SETTLED})
"""The states in which an incident is told to whoever asks; what is new is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: where, since when, of which kinds."""

    place: Circle | AreaId
    since: datetime
    categories: frozenset[Category] = ALL_CATEGORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """The newest incidents around a place, newest first, and how many there are in all."""

    newest: tuple[Incident, ...]
    count: int


class Ground:
    """A piece of the world that tells which cells' centres it holds, exactly as alerts do."""

    def __init__(self, place: Circle | Iterable[Cell]) -> None:
        """A circle, or the compacted cells of an area."""
        self._cover = cover_circle(place) if isinstance(place, Circle) else ()
        cells = () if isinstance(place, Circle) else place
        self.cells = frozenset(row.cell for row in self._cover) | frozenset(cells)

    def holds(self, cell: Cell) -> bool:
        """Whether the cell's centre lies on it."""
        if self._cover:
            return holds(self._cover, cell)
        return not self.cells.isdisjoint(lookup_cells(cell))
