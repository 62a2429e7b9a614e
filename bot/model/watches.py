"""What residents and channels want to hear of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AreaId, Cell, ChannelId, PersonId, WatchId
from bot.model.incidents import ALL_CATEGORIES, Category

SMALLEST_RADIUS_M = 250
LARGEST_RADIUS_M = 5_000
RADII_M = (250, 500, 1_000, 2_000, 5_000)
"""The radii offered, in metres."""

CROWDS = (100, 300, 1_000)
"""How many households a circle may be asked to hold, in place of a radius."""


class Rhythm(StrEnum):
    """When a watch tells of what it saw."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle around a cell's centre; radius in metres, measured on the mean sphere."""

    cell: Cell
    radius: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverCell:
    """One cell of a circle's cover: the circle on the flat map of this cell.

    `east` and `north` lead from the cell's middle to the circle's centre, in millimetres. `power`
    is that of the middle with respect to the circle, in square millimetres: the centre's distance
    squared less the radius squared. `edge` is how many metres the circle's edge lies from the
    middle, rounded down; negative when the circle holds the middle.
    """

    cell: Cell
    edge: int
    east: int
    north: int
    power: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDraft:
    """A watch that is not kept yet: either a circle or an area, of a person or a channel.

    `crowd` is how many households the circle is sized by, if it is; until `resumes` it tells
    nothing.
    """

    place: Circle | AreaId
    near: str
    categories: frozenset[Category] = ALL_CATEGORIES
    person: PersonId | None = None
    channel: ChannelId | None = None
    rhythm: Rhythm = Rhythm.NOW
    crowd: int | None = None
    resumes: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A resident's circle or area, or a channel's area, and the categories wanted.

    The rest is as in `WatchDraft`.
    """

    id: WatchId
    place: Circle | AreaId
    near: str
    categories: frozenset[Category]
    person: PersonId | None = None
    channel: ChannelId | None = None
    rhythm: Rhythm = Rhythm.NOW
    crowd: int | None = None
    resumes: datetime | None = None

    def tells(self, now: datetime) -> bool:
        """Whether it is not paused."""
        return self.resumes is None or self.resumes <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody whose circle is centred on a block."""

    person: PersonId
    block: Cell
