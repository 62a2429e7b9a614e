"""Where things are: points become cells the moment they enter."""

import math
from dataclasses import dataclass

import h3.api.basic_int as h3

from bot.model.ids import Cell

BLOCK = 10
"""H3 resolution of a block: edge about 76 m (h3geo.org, table of cell statistics)."""

WIDER = 9
"""H3 resolution of "a wider area": edge about 200 m."""

WIDEST = 8
"""H3 resolution of the widest blur: edge about 530 m."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius in metres (IUGG), the sphere on which distances are measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A spot on the map, in degrees (WGS 84). Never stored: see `cell_at`."""

    latitude: float
    longitude: float


def cell_at(point: Point, resolution: int = BLOCK) -> Cell:
    """The cell of H3 `resolution` that holds the point; all that the watch keeps of it."""
    return Cell(h3.latlng_to_cell(point.latitude, point.longitude, resolution))


def centre(cell: Cell) -> Point:
    """The middle of a cell: what is published, stored and matched."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return Point(latitude=latitude, longitude=longitude)


def resolution(cell: Cell) -> int:
    """The H3 resolution of a cell, 0 (continents) to 15 (a metre)."""
    return int(h3.get_resolution(cell))


def blurred(cell: Cell, coarser: int) -> Cell:
    """The ancestor of a cell at a coarser (or the same) H3 resolution."""
    return Cell(h3.cell_to_parent(cell, coarser))


def ancestors(cell: Cell, coarsest: int = 0) -> tuple[Cell, ...]:
    """The cell and all that hold it, finest first, down to resolution `coarsest`."""
    return tuple(blurred(cell, r) for r in range(resolution(cell), coarsest - 1, -1))


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance in metres (haversine, mean sphere)."""
    phi, theta = math.radians(one.latitude), math.radians(other.latitude)
    half_rise = (theta - phi) / 2
    half_run = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_rise) ** 2 + math.cos(phi) * math.cos(theta) * math.sin(half_run) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def direction(origin: Point, target: Point) -> str:
    """The compass direction from one point to another: n, ne, e, se, s, sw, w or nw."""
    phi, theta = math.radians(origin.latitude), math.radians(target.latitude)
    run = math.radians(target.longitude - origin.longitude)
    east = math.sin(run) * math.cos(theta)
    north = math.cos(phi) * math.sin(theta) - math.sin(phi) * math.cos(theta) * math.cos(run)
    eighth = round(math.degrees(math.atan2(east, north)) / 45) % 8
    return ("n", "ne", "e", "se", "s", "sw", "w", "nw")[eighth]
