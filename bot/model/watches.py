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
    """One cell of a circle's cover with the constants that refine it in SQL.

    A centre at (lon, lat) lies in the circle when `((lon-x)*kx)² + ((lat-y)*ky)² <= r2`,
    degrees times metres per degree, square metres.
    """

    cell: Cell
    x: float
    y: float
    kx: float
    ky: float
    r2: float


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
