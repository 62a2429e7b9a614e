"""Which cells a circle or an outline covers, so that an incident finds its watches by look-up.

A look-up takes an incident's cell to `lookup_cells`: the block at its centre and all that hold
this block. An area is concerned when one of those stands among its cells. For every cell of
resolution 10 or coarser (a blurred incident included) this is exact: the cells are made from the
blocks whose centres the outline holds, and a coarser cell has the same centre as the block at its
middle.

For circles each cell is a flat map of its own: whole millimetres east and north of its middle,
degrees times metres per degree at its middle's latitude. A circle stands on the maps of a few
cells of one resolution; the incident finds itself on the map of each cell that holds it
(`look_ups`), and whole numbers decide whether it lies within, the same on every machine and in
every database. At most one row of a cover is found, so nobody is found twice.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import h3.api.basic_int as h3

from bot.model.areas import Outline
from bot.model.ground import blocks_of
from bot.model.ids import Cell
from bot.model.places import BLOCK, EARTH_RADIUS_M, Point, ancestors, cell_at, centre, resolution
from bot.model.watches import Circle, CoverCell

METRES_PER_DEGREE = EARTH_RADIUS_M * math.pi / 180
"""Of latitude, and of longitude at the equator; on the mean sphere."""

MOST_POLAR = 85.0
"""Degrees of latitude; beyond, a degree of longitude is too short to measure circles by."""

FINENESS = ((500, 9), (1_000, 8), (2_300, 7))
"""Up to how many metres of radius which H3 resolution covers a circle; beyond, 6.

So 2 to 13 rows, five in the middle (ADR 0029), for any circle that one may watch.
"""

COARSEST_OF_AREAS = 4
"""The coarsest H3 resolution of an area's cells.

A cell of the next has at least 6,315 square kilometres, which is more than an area may have.
"""

_COARSEST, _FINEST = 6, 9

LEVELS = _FINEST - _COARSEST + 1
"""How many resolutions covers are made of."""

MAPS = 1_024
"""Cells whose maps are remembered: those of a town come again and again. Some 300 KB."""

_MM = 1_000  # to the metre
_GRAIN = 3  # resolutions finer than the cover, a block at the finest: what a cover is made from
_FAR = 1.5  # edges: nothing that a cell holds lies farther from its middle


class LookUp(NamedTuple):
    """Where a place lies on the map of one of the cells that hold it; a row of what is looked up.

    `east` and `north` are millimetres from the cell's middle, `square` is their squares' sum,
    `reach` the distance from the middle in metres, rounded up.
    """

    cell: Cell
    east: int
    north: int
    square: int
    reach: int


def lookup_cells(cell: Cell) -> tuple[Cell, ...]:
    """The cells under which the areas that may hold this cell's centre are found.

    The block (resolution 10) at the cell's centre and all that hold it and may be an area's,
    finest first; for a cell finer than a block itself and all that hold it.
    """
    if resolution(cell) < BLOCK:
        return ancestors(Cell(h3.cell_to_center_child(cell, BLOCK)), COARSEST_OF_AREAS)
    return ancestors(cell, COARSEST_OF_AREAS)


def look_ups(cell: Cell) -> tuple[LookUp, ...]:
    """Where this cell's centre lies on the maps on which the circles that may hold it stand.

    One of each resolution of covers, finest first.
    """
    point = centre(cell)
    block = cell if resolution(cell) >= BLOCK else h3.cell_to_center_child(cell, BLOCK)
    return tuple(
        _look_up(Cell(h3.cell_to_parent(block, _FINEST - step)), point) for step in range(LEVELS)
    )


def cover_circle(circle: Circle) -> tuple[CoverCell, ...]:
    """The few cells, of one resolution by radius, that hold the circle's blocks.

    Against the great circle the flat maps err by at most `(radius + cell) * tan(latitude) /
    EARTH_RADIUS_M` of the distance, with the cell's size as `size_of` says it: under 3 in 1,000
    for 5 km at 65 degrees.

    Raises:
        ValueError: the circle reaches beyond 85 degrees of latitude.
    """
    middle = centre(circle.cell)
    if abs(middle.latitude) + circle.radius / METRES_PER_DEGREE > MOST_POLAR:
        message = "a circle this near to a pole cannot be measured"
        raise ValueError(message)
    cells = _cells_around(middle, circle.radius)
    return tuple(_covered(cell, middle, circle.radius) for cell in sorted(cells))


def holds(cover: Iterable[CoverCell], cell: Cell) -> bool:
    """Whether a circle's cover holds the cell's centre, reckoned as the database reckons."""
    looks = {look.cell: look for look in look_ups(cell)}
    return any(row.cell in looks and within(row, looks[row.cell]) for row in cover)


def within(row: CoverCell, look: LookUp) -> bool:
    """Whether the circle of this row holds the place; both on the map of the same cell."""
    return 2 * (look.east * row.east + look.north * row.north) >= look.square + row.power


def size_of(radius: int) -> float:
    """The edge, in metres, of the cells that cover a circle of this radius."""
    return float(h3.average_hexagon_edge_length(_coarseness(radius), unit="m"))


def cells_of(outline: Outline) -> tuple[Cell, ...]:
    """The blocks whose centres the outline holds, compacted: no cell within another, sorted."""
    compacted = map(_no_coarser, h3.compact_cells(blocks_of(outline)))
    return tuple(sorted(chain.from_iterable(compacted)))


def _no_coarser(cell: Cell) -> Iterable[Cell]:
    level = max(resolution(cell), COARSEST_OF_AREAS)
    return map(Cell, h3.cell_to_children(cell, level))


def circle_over(cells: Iterable[Cell]) -> Circle | None:
    """The circle around the middle of these cells that holds the centres of all their blocks.

    In whole metres, however many; None without cells, and too near to a pole.
    """
    spots = [h3.cell_to_latlng(block) for block in h3.uncompact_cells(list(cells), BLOCK)]
    if not spots:
        return None
    middle = _middle_of(spots)
    cell = cell_at(middle)
    at = centre(cell)
    apart = _farthest(at, spots, _kx(abs(at.latitude)))
    if abs(at.latitude) + apart / METRES_PER_DEGREE > MOST_POLAR:
        return None
    room = apart + _beyond(_coarseness(math.ceil(2 * apart)))
    reach = _farthest(at, spots, _kx(abs(at.latitude) - room / METRES_PER_DEGREE))
    radius = math.ceil(reach + 1 / _MM)
    if abs(at.latitude) + radius / METRES_PER_DEGREE > MOST_POLAR:
        return None
    return Circle(cell=cell, radius=radius)


def _middle_of(spots: Sequence[tuple[float, float]]) -> Point:
    """The middle of the box around some latitudes and longitudes."""
    first = spots[0][1]
    easts = [first + math.remainder(longitude - first, 360.0) for _, longitude in spots]
    norths = [latitude for latitude, _ in spots]
    return Point(
        latitude=(min(norths) + max(norths)) / 2,
        longitude=_wrapped((min(easts) + max(easts)) / 2),
    )


def _farthest(middle: Point, spots: Iterable[tuple[float, float]], kx: float) -> float:
    return max(_apart(middle, kx, spot) for spot in spots)


def count_blocks(cells: Iterable[Cell]) -> int:
    """How many blocks (resolution 10) these cells of resolution 10 and coarser hold."""
    return sum(int(h3.cell_to_children_size(cell, BLOCK)) for cell in cells)


def area_of_cells(cells: Iterable[Cell]) -> float:
    """The ground that these cells cover, in square metres on the sphere."""
    return sum(float(h3.cell_area(cell, unit="m^2")) for cell in cells)


def _coarseness(radius: int) -> int:
    return next((level for most, level in FINENESS if radius <= most), _COARSEST)


def _look_up(cell: Cell, point: Point) -> LookUp:
    east, north = _on_map(cell, point)
    square = east * east + north * north
    reach = math.isqrt(square - 1) // _MM + 1 if square else 0
    return LookUp(cell, east, north, square, reach)


def _covered(cell: Cell, middle: Point, radius: int) -> CoverCell:
    east, north = _on_map(cell, middle)
    square = east * east + north * north
    return CoverCell(
        cell=cell,
        edge=math.isqrt(square) // _MM - radius,
        east=east,
        north=north,
        power=square - (radius * _MM) ** 2,
    )


def _on_map(cell: Cell, point: Point) -> tuple[int, int]:
    """Millimetres east and north of the cell's middle."""
    latitude, longitude, kx = _map_of(cell)
    east = math.remainder(point.longitude - longitude, 360.0) * kx
    north = (point.latitude - latitude) * METRES_PER_DEGREE
    return round(east * _MM), round(north * _MM)


@lru_cache(maxsize=MAPS)
def _map_of(cell: Cell) -> tuple[float, float, float]:
    """The middle's latitude and longitude, and metres per degree of longitude there."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return latitude, longitude, _kx(abs(latitude))


def _cells_around(middle: Point, radius: int) -> set[Cell]:
    """The cells that hold a block of the circle, and at most a few at its edge that hold none.

    Measured at the most polar latitude of their maps, where degrees are shortest: so none is
    missed.
    """
    level = _coarseness(radius)
    grain = min(BLOCK, level + _GRAIN)
    reach = radius + 1.0 + (_beyond(grain) if grain < BLOCK else 0.0)
    kx = _kx(abs(middle.latitude) + (reach + _beyond(level)) / METRES_PER_DEGREE)
    box = _box(middle, reach / kx, reach / METRES_PER_DEGREE)
    return {
        Cell(h3.cell_to_parent(each, level))
        for each in h3.h3shape_to_cells(box, grain)
        if _apart(middle, kx, h3.cell_to_latlng(each)) <= reach
    }


def _apart(middle: Point, kx: float, spot: tuple[float, float]) -> float:
    """Metres, where a degree of longitude has `kx` of them."""
    latitude, longitude = spot
    run = math.remainder(longitude - middle.longitude, 360.0)
    return math.hypot(run * kx, (latitude - middle.latitude) * METRES_PER_DEGREE)


def _kx(latitude: float) -> float:
    """Metres per degree of longitude; at a latitude of at least 0 and at most 89."""
    return METRES_PER_DEGREE * math.cos(math.radians(min(max(latitude, 0.0), 89.0)))


def _beyond(level: int) -> float:
    """Metres from a cell's middle, within which all that it holds lies."""
    return _FAR * float(h3.average_hexagon_edge_length(level, unit="m"))


def _box(middle: Point, run: float, rise: float) -> h3.LatLngPoly:
    """The box around a circle; one that is more than half the world wide wraps (H3's rule)."""
    west, east = (_wrapped(middle.longitude + run * side) for side in (-1, 1))
    south, north = middle.latitude - rise, middle.latitude + rise
    return h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
