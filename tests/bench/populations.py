"""Twenty towns of people who watch circles and areas."""

import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from bot.model.areas import AreaDraft, Outline
from bot.model.covers import cells_of, cover_circle
from bot.model.ids import Cell
from bot.model.places import Point, cell_at
from bot.model.watches import Circle, CoverCell

TOWNS = 20
AREAS_A_TOWN = 10
IN_AREAS = 0.1
RADII_M = (300, 3_000)
SPREAD_M = 3_000
CORNERS = 12
AREA_RADII_M = (600, 1_500)
DEGREE_M = 111_195


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A circle that people watch, and its cover."""

    circle: Circle
    cover: tuple[CoverCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Watches by number, each of another person: below `len(circled)` circles, then areas.

    `circled` and `zoned` hold for each watch the number of its place or area.
    """

    places: tuple[Place, ...]
    areas: tuple[AreaDraft, ...]
    circled: tuple[int, ...]
    zoned: tuple[int, ...]
    incidents: tuple[Cell, ...]

    @property
    def size(self) -> int:
        return len(self.circled) + len(self.zoned)


@dataclass(slots=True)
class Map:
    """Draws towns; the same ones every time."""

    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(20))

    def home(self) -> Point:
        """Somewhere in one of the towns, thinner towards its edge."""
        town = int(self.chance.integers(TOWNS))
        latitude = 43 + 0.3 * town
        east, north = self.chance.normal(0, SPREAD_M, 2)
        return _moved(Point(latitude=latitude, longitude=-73.6 - 0.2 * town), east, north)

    def place(self) -> Place:
        """A circle around a home."""
        radius = int(self.chance.integers(*RADII_M))
        circle = Circle(cell=cell_at(self.home()), radius=radius)
        return Place(circle=circle, cover=cover_circle(circle))

    def area(self, number: int) -> AreaDraft:
        """A ragged piece of a town."""
        middle = self.home()
        ring = [self._corner(middle, index) for index in range(CORNERS)]
        outline = Outline(polygons=(((*ring, ring[0]),),))
        return AreaDraft(name=f"Area {number}", outline=outline, cells=cells_of(outline))

    def _corner(self, middle: Point, index: int) -> tuple[float, float]:
        reach = float(self.chance.uniform(*AREA_RADII_M))
        angle = 2 * math.pi * index / CORNERS
        point = _moved(middle, reach * math.cos(angle), reach * math.sin(angle))
        return point.longitude, point.latitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Towns:
    """Where people live, what they may watch, and where something happens."""

    places: tuple[Place, ...]
    areas: tuple[AreaDraft, ...]
    incidents: tuple[Cell, ...]


@cache
def towns(places: int, incidents: int) -> Towns:
    """So many different circles, and two hundred areas. Drawn once: a circle takes 2 ms."""
    here = Map()
    return Towns(
        places=tuple(here.place() for _ in range(places)),
        areas=tuple(here.area(number) for number in range(TOWNS * AREAS_A_TOWN)),
        incidents=tuple(cell_at(here.home()) for _ in range(incidents)),
    )


def drawn(watches: int, ground: Towns) -> Population:
    """So many watches, a tenth of them of areas, the rest of circles drawn by lot."""
    chance = np.random.default_rng(watches)
    zoned = round(watches * IN_AREAS)
    return Population(
        places=ground.places,
        areas=ground.areas,
        circled=tuple(chance.integers(len(ground.places), size=watches - zoned).tolist()),
        zoned=tuple(chance.integers(len(ground.areas), size=zoned).tolist()),
        incidents=ground.incidents,
    )


def _moved(point: Point, east: float, north: float) -> Point:
    run = DEGREE_M * math.cos(math.radians(point.latitude))
    return Point(
        latitude=point.latitude + north / DEGREE_M, longitude=point.longitude + east / run
    )
