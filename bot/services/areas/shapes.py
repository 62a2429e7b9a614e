"""From a GeoJSON geometry to an outline that can be kept, or why it cannot."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NoReturn

import shapely
from shapely import affinity
from shapely.validation import explain_validity

from bot.model.areas import Outline, Polygon, Ring
from bot.model.covers import METRES_PER_DEGREE, MOST_POLAR
from bot.model.places import Point, metres_between
from bot.services.areas.refusals import refuse

LARGEST_AREA_KM2 = 5_000
"""A large town with its water (Anchorage: 4,420 km2) passes; a province does not."""

MOST_POSITIONS = 100_000
"""Corners of one area: a coast with every rock in it has fewer."""

FAR_M, BESIDE_M = 1_000_000.0, 300_000.0
"""Metres from the other areas at which a shape is suspected, and its mirror image believed."""

_CORNERS = 72  # of a circle: within 1 in 1,000 of its radius
_DECIMALS = 6  # of a degree: a tenth of a metre
_PAIR = 2
_FEWEST_POSITIONS = 4  # of a ring: RFC 7946, 3.1.6
_POLE, _HALF_TURN, _FULL_TURN = 90.0, 180.0, 360.0
_SOUTHERNMOST = -60.0  # the Antarctic Treaty begins here: no town lies further south


def outline_of(geometry: dict[str, object], around: Point | None = None) -> Outline:
    """The shape of a Polygon or a MultiPolygon, cut where it crosses the antimeridian.

    `around` is where the other areas of the watch lie, if it has any.

    Raises:
        FaultError: it is none, or no place for a neighbourhood.
    """
    polygons = tuple(_polygons(geometry))
    count = sum(len(ring) for polygon in polygons for ring in polygon)
    if count > MOST_POSITIONS:
        refuse("map.too_many", positions=f"{count:,}", most=f"{MOST_POSITIONS:,}")
    _check_place([spot for polygon in polygons for ring in polygon for spot in ring], around)
    shape = _whole(tuple(map(_unwrapped, polygons)))
    if not shape.is_valid:
        _refuse_invalid(explain_validity(shape))
    _check_size(shape)
    return _outline(shape)


def square_kilometres(outline: Outline) -> float:
    """On a flat map about its middle: near enough to tell a town from a country."""
    return _size(_whole(outline.polygons))


def middle_of(outline: Outline) -> Point:
    """The middle of the box around an outline's first and largest polygon."""
    largest = max(outline.polygons, key=lambda polygon: shapely.Polygon(polygon[0]).area)
    west, south, east, north = shapely.Polygon(largest[0]).bounds
    return Point(latitude=(south + north) / 2, longitude=(west + east) / 2)


def point_of(geometry: dict[str, object], around: Point | None = None) -> Point:
    """Where a Point is. Raises FaultError."""
    spot = _position(geometry.get("coordinates"))
    _check_place([spot], around)
    return Point(latitude=spot[1], longitude=spot[0])


def circle_around(middle: Point, radius: int) -> Outline:
    """A circle as a polygon; radius in metres. Raises FaultError near a pole."""
    rise = radius / METRES_PER_DEGREE
    if abs(middle.latitude) + rise > MOST_POLAR:
        refuse("map.polar_circle")
    run = rise / math.cos(math.radians(middle.latitude))
    turns = [math.tau * corner / _CORNERS for corner in range(_CORNERS)]
    ring = [
        (
            round(middle.longitude + run * math.cos(turn), _DECIMALS),
            round(middle.latitude + rise * math.sin(turn), _DECIMALS),
        )
        for turn in turns
    ]
    return _outline(_whole((((*ring, ring[0]),),)))


def _polygons(geometry: dict[str, object]) -> Iterator[Polygon]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        refuse("map.no_polygon", kind=str(kind or "?"))
    if not isinstance(coordinates, list) or not coordinates:
        refuse("map.no_coordinates")
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        if not isinstance(polygon, list) or not polygon:
            refuse("map.empty_polygon")
        yield tuple(_ring(ring) for ring in polygon)


def _ring(positions: object) -> Ring:
    if not isinstance(positions, list):
        refuse("map.not_nested")
    ring = tuple(_position(position) for position in positions)
    if len(ring) < _FEWEST_POSITIONS:
        refuse("map.short_ring")
    if ring[0] != ring[-1]:
        refuse("map.open_ring")
    return ring


def _position(position: object) -> tuple[float, float]:
    """Longitude and latitude; a height is dropped."""
    numbers = position if isinstance(position, list) else []
    degrees = [float(n) for n in numbers if isinstance(n, int | float) and math.isfinite(n)]
    if len(degrees) < _PAIR or len(degrees) != len(numbers):
        refuse("map.no_position")
    return degrees[0], degrees[1]


def _check_place(spots: Sequence[tuple[float, float]], around: Point | None) -> None:
    """Say what numbers that cannot be a town's longitude and latitude probably are."""
    run = max(abs(longitude) for longitude, _ in spots)
    rise = max(abs(latitude) for _, latitude in spots)
    if run > _FULL_TURN or rise > _HALF_TURN:
        refuse("map.no_degrees")
    if rise > _POLE or max(latitude for _, latitude in spots) < _SOUTHERNMOST:
        refuse("map.swapped")
    if around is not None:
        _check_axes(spots[0], around)


def _check_axes(spot: tuple[float, float], around: Point) -> None:
    """Far from all other areas as it stands, beside them when mirrored: that is no chance."""
    here = Point(latitude=spot[1], longitude=spot[0])
    there = Point(latitude=spot[0], longitude=spot[1])
    if metres_between(here, around) > FAR_M and metres_between(there, around) < BESIDE_M:
        refuse("map.swapped")


def _unwrapped(polygon: Polygon) -> Polygon:
    """The same with longitudes that run on beyond 180 degrees instead of jumping back."""
    outer, *holes = (_running(ring) for ring in polygon)
    west, east = min(x for x, _ in outer), max(x for x, _ in outer)
    return (outer, *(_shifted(hole, west, east) for hole in holes))


def _running(ring: Ring) -> Ring:
    turn, found = 0.0, [ring[0]]
    for (before, _), (longitude, latitude) in pairwise(ring):
        if abs(longitude - before) > _HALF_TURN:
            turn -= math.copysign(_FULL_TURN, longitude - before)
        found.append((longitude + turn, latitude))
    if turn:
        refuse("map.around_pole")
    return tuple(found)


def _shifted(hole: Ring, west: float, east: float) -> Ring:
    """A hole moved by whole turns to where its polygon runs."""
    middle = sum(x for x, _ in hole) / len(hole)
    turn = next((t for t in (0.0, _FULL_TURN, -_FULL_TURN) if west <= middle + t <= east), 0.0)
    return tuple((x + turn, y) for x, y in hole)


def _check_size(shape: shapely.MultiPolygon) -> None:
    size = _size(shape)
    if size > LARGEST_AREA_KM2:
        refuse("map.too_large", size=f"{size:,.0f}", most=f"{LARGEST_AREA_KM2:,}")


def _outline(shape: shapely.MultiPolygon) -> Outline:
    """The shape's polygons; those that reach beyond 180 degrees cut there (RFC 7946, 3.1.9)."""
    west, _, east, _ = shape.bounds
    if max(abs(west), abs(east)) <= _HALF_TURN:
        return Outline(polygons=tuple(map(_rings, shape.geoms)))
    return Outline(
        polygons=tuple(
            _rings(part) for turn in (-_FULL_TURN, 0.0, _FULL_TURN) for part in _cut(shape, turn)
        )
    )


def _cut(shape: shapely.MultiPolygon, turn: float) -> Iterator[shapely.Polygon]:
    """What of the shape lies in the world that is so many degrees further east."""
    world = shapely.box(turn - _HALF_TURN, -_POLE, turn + _HALF_TURN, _POLE)
    found = affinity.translate(shape.intersection(world), -turn)
    for part in shapely.get_parts(found):
        if isinstance(part, shapely.Polygon) and part.area > 0:
            yield part


def _rings(polygon: shapely.Polygon) -> Polygon:
    return tuple(
        tuple((float(x), float(y)) for x, y in ring.coords)
        for ring in (polygon.exterior, *polygon.interiors)
    )


def _refuse_invalid(explanation: str) -> NoReturn:
    """Make GEOS's words, such as `Self-intersection[-73.6 45.5]`, plain."""
    fault, _, place = explanation.partition("[")
    spot = place.rstrip("]").replace(" ", ", ")
    match fault:
        case "Self-intersection" | "Ring Self-intersection":
            refuse("map.crosses_itself", spot=spot)
        case "Hole lies outside shell":
            refuse("map.hole_outside", spot=spot)
        case "Nested shells" | "Nested holes" | "Duplicate Rings":
            refuse("map.parts_overlap", spot=spot)
        case _:
            refuse("map.not_valid", fault=fault, spot=spot)


def _size(shape: shapely.MultiPolygon) -> float:
    _, south, _, north = shape.bounds
    shrink = math.cos(math.radians((south + north) / 2))
    return float(shape.area) * shrink * (METRES_PER_DEGREE / 1_000) ** 2


def _whole(polygons: tuple[Polygon, ...]) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in polygons])
