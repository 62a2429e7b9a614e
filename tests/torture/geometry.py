"""Plain geometry on cells' centres, written down apart from the code that it is held against."""

import math
from dataclasses import dataclass
from random import Random

import h3.api.basic_int as h3
import shapely

from bot.model.areas import Outline, Polygon, Ring
from bot.model.ids import Cell
from bot.model.places import EARTH_RADIUS_M, Point, blurred, cell_at, centre, metres_between
from bot.model.watches import LARGEST_RADIUS_M, SMALLEST_RADIUS_M, Circle

DEGREE_M = math.radians(1) * EARTH_RADIUS_M
DOUBT_M = 1e-5
"""Metres from an area's edge within which rounding may decide."""

MAPS = ((500, 9), (1_000, 8), (2_300, 7))
"""Up to which radius, in metres, circles stand on the maps of which cells; beyond, of 6."""

GRID_M = 2e-3
"""Metres from a circle's edge within which whole millimetres may decide."""

REACH_M = 6_000
"""How far from its middle a neighbourhood's shapes lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a neighbourhood may lie: latitudes on either side, and longitudes."""

    name: str
    latitudes: tuple[float, float]
    longitudes: tuple[float, float]


REGIONS = (
    Region(name="anywhere", latitudes=(0, 65), longitudes=(-179, 179)),
    Region(name="near a pole", latitudes=(65, 84.8), longitudes=(-175, 175)),
    Region(name="at the antimeridian", latitudes=(0, 65), longitudes=(179.98, 180.02)),
    Region(name="near both", latitudes=(65, 84.8), longitudes=(179.9, 180.1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What geometry says of a pair: within, and whether rounding may decide otherwise.

    `near` says that the place lies within the circle or just beyond.
    """

    within: bool
    in_doubt: bool
    near: bool = True


def middle_of(region: Region, chance: Random) -> Point:
    """The middle of a neighbourhood there."""
    latitude = chance.uniform(*region.latitudes) * chance.choice((-1, 1))
    return Point(latitude=latitude, longitude=_wrapped(chance.uniform(*region.longitudes)))


def moved(point: Point, east: float, north: float) -> Point:
    """The point so many metres away."""
    run = DEGREE_M * math.cos(math.radians(point.latitude))
    return Point(
        latitude=point.latitude + north / DEGREE_M,
        longitude=_wrapped(point.longitude + east / run),
    )


def somewhere(middle: Point, chance: Random, reach: float = REACH_M) -> Point:
    """A point within so many metres."""
    angle, away = chance.uniform(0, 2 * math.pi), reach * math.sqrt(chance.random())
    return moved(middle, away * math.cos(angle), away * math.sin(angle))


def a_circle(middle: Point, chance: Random) -> Circle:
    """A circle of any size around somebody's block, or around a wider cell."""
    home = cell_at(somewhere(middle, chance))
    return Circle(
        cell=blurred(home, chance.choice((10, 10, 10, 9, 8))),
        radius=chance.randint(SMALLEST_RADIUS_M, LARGEST_RADIUS_M),
    )


def an_outline(middle: Point, chance: Random) -> Outline:
    """A ragged piece of ground with a hole, at times with an island in it, and a piece apart."""
    heart, apart = somewhere(middle, chance), somewhere(middle, chance)
    rays = [chance.uniform(500, 2_500) for _ in range(chance.randint(4, 12))]
    outer = _star(heart, rays, 1.0)
    hole = _star(heart, rays, chance.uniform(0.3, 0.8))
    polygons: list[Polygon] = [(outer, hole)]
    if chance.random() < 0.5:
        polygons.append((_star(heart, rays, 0.2),))
    if math.hypot(*metres_from(heart, apart)) > 2 * 2_500:
        polygons.append((_star(apart, rays, 1.0),))
    return Outline(polygons=tuple(polygons))


def fits_on_the_map(outline: Outline) -> bool:
    """Whether no ring crosses the antimeridian or a pole's side: others are never imported."""
    rings = [ring for polygon in outline.polygons for ring in polygon]
    corners = [corner for ring in rings for corner in ring]
    longitudes = [longitude for longitude, _ in corners]
    return max(longitudes) - min(longitudes) < 90


def an_incident(circles: list[Circle], middle: Point, chance: Random) -> Cell:
    """A block or a wider cell: anywhere, or where a circle ends."""
    if circles and chance.random() < 0.6:
        circle = chance.choice(circles)
        away, angle = circle.radius * chance.uniform(0.93, 1.07), chance.uniform(0, 2 * math.pi)
        place = moved(centre(circle.cell), away * math.cos(angle), away * math.sin(angle))
    else:
        place = somewhere(middle, chance, 1.3 * REACH_M)
    return blurred(cell_at(place), chance.choice((10, 10, 10, 9, 8)))


def metres_from(home: Point, point: Point, latitude: float | None = None) -> tuple[float, float]:
    """Metres east and north, on the flat: degrees times metres per degree at a latitude."""
    run = math.remainder(point.longitude - home.longitude, 360)
    level = home.latitude if latitude is None else latitude
    east = run * DEGREE_M * math.cos(math.radians(level))
    return east, (point.latitude - home.latitude) * DEGREE_M


def in_circle(circle: Circle, cell: Cell) -> Verdict:
    """Whether the cell's centre lies within the radius, on the map on which it lies."""
    metres = _flat(circle, cell)
    return Verdict(
        within=metres <= circle.radius,
        in_doubt=abs(metres - circle.radius) <= GRID_M,
        near=metres <= 1.1 * circle.radius,
    )


def errs(circle: Circle, cell: Cell) -> float:
    """How much nearer or farther the great circle says it is, as a share of what is allowed."""
    middle, point = centre(circle.cell), centre(cell)
    slope = abs(math.tan(math.radians(middle.latitude)))
    wide = circle.radius + float(h3.average_hexagon_edge_length(_level(circle), unit="m"))
    allowed = circle.radius * (wide * slope / EARTH_RADIUS_M + 1e-6) + GRID_M
    return abs(metres_between(middle, point) - _flat(circle, cell)) / allowed


def _flat(circle: Circle, cell: Cell) -> float:
    block = h3.cell_to_center_child(cell, 10) if h3.get_resolution(cell) < 10 else cell
    latitude, _ = h3.cell_to_latlng(h3.cell_to_parent(block, _level(circle)))
    return math.hypot(*metres_from(centre(circle.cell), centre(cell), latitude))


def _level(circle: Circle) -> int:
    return next((level for most, level in MAPS if circle.radius <= most), 6)


def drawn(outline: Outline) -> shapely.MultiPolygon:
    """The outline as shapely takes it."""
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in outline.polygons])


def in_outline(shape: shapely.MultiPolygon, cell: Cell) -> Verdict:
    """Whether the block at the cell's centre has its centre within the outline."""
    block = Cell(h3.cell_to_center_child(cell, 10)) if h3.get_resolution(cell) < 10 else cell
    point = shapely.Point(centre(block).longitude, centre(block).latitude)
    edge = shape.boundary.distance(point) * DEGREE_M
    return Verdict(within=bool(shape.contains(point)), in_doubt=edge <= DOUBT_M)


def _star(heart: Point, rays: list[float], share: float) -> Ring:
    turn = 2 * math.pi / len(rays)
    corners = [
        moved(heart, share * ray * math.cos(turn * n), share * ray * math.sin(turn * n))
        for n, ray in enumerate(rays)
    ]
    ring = [(corner.longitude, corner.latitude) for corner in corners]
    return (*ring, ring[0])


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
