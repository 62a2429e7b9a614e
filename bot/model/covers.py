"""Which cells a circle or an outline covers, so that an incident finds its watches by look-up.

A look-up takes an incident's cell to `lookup_cells`: the block at its centre and all that hold
this block. A watch is concerned when one of those stands in its cover and, for a circle, the
constants beside it let the incident's centre pass. For every cell of resolution 10 or coarser
(a blurred incident included) this is exact: the cover is made from the blocks whose centres the
shape holds, and a coarser cell has the same centre as the block at its middle. At most one row
of a cover passes, so nobody is found twice.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

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

_ROOM_M = 1.0  # beyond the radius: a coarse centre and its block's centre differ in the last bit
_FINE_UP_TO_M = 600  # then 4 to 22 rows of resolution 9; 12 at 500 m
_MIDDLING_UP_TO_M = 1_500  # then 3 to 25 of resolution 8; 9 at 1 km. Beyond: 3 to 35 of 7


def lookup_cells(cell: Cell) -> tuple[Cell, ...]:
    """The cells under which the covers that may hold this cell's centre are found.

    The block (resolution 10) at the cell's centre and all that hold it, finest first; for a cell
    finer than a block itself and all that hold it.
    """
    if resolution(cell) < BLOCK:
        return ancestors(Cell(h3.cell_to_center_child(cell, BLOCK)))
    return ancestors(cell)


def cover_circle(circle: Circle) -> tuple[CoverCell, ...]:
    """A few coarse cells (resolution 7 to 9 by radius) that hold the circle's blocks.

    The circle is flat: degrees from its centre times metres per degree at its centre's latitude.
    Against the great circle this errs by at most `radius * tan(latitude) / EARTH_RADIUS_M` of the
    distance: under 2 in 1,000 for 5 km at 65 degrees. At the antimeridian `x` may lie beyond 180,
    and the cells there are finer.

    Raises:
        ValueError: the circle reaches beyond 85 degrees of latitude.
    """
    middle = centre(circle.cell)
    kx = METRES_PER_DEGREE * math.cos(math.radians(middle.latitude))
    if abs(middle.latitude) + circle.radius / METRES_PER_DEGREE > MOST_POLAR:
        message = "a circle this near to a pole cannot be measured"
        raise ValueError(message)
    return tuple(
        CoverCell(
            cell=cell,
            x=middle.longitude + turn,
            y=middle.latitude,
            kx=kx,
            ky=METRES_PER_DEGREE,
            r2=float(circle.radius * circle.radius),
        )
        for cell, turn in sorted(
            _gathered(_members(middle, kx, circle.radius), _coarseness(circle.radius))
        )
    )


def holds(cover: Iterable[CoverCell], cell: Cell) -> bool:
    """Whether a circle's cover holds the cell's centre, reckoned as the database reckons."""
    found = frozenset(lookup_cells(cell))
    point = centre(cell)
    return any(row.cell in found and _passes(row, point) for row in cover)


def cells_of(outline: Outline) -> tuple[Cell, ...]:
    """The blocks whose centres the outline holds, compacted: no cell within another, sorted."""
    return tuple(sorted(Cell(cell) for cell in h3.compact_cells(blocks_of(outline))))


def circle_over(cells: Iterable[Cell]) -> Circle | None:
    """The circle around the middle of these cells that holds the centres of all their blocks.

    In whole metres, however many; None without cells, and too near to a pole.
    """
    spots = [h3.cell_to_latlng(block) for block in h3.uncompact_cells(list(cells), BLOCK)]
    if not spots:
        return None
    first = spots[0][1]
    easts = [longitude - 360.0 * round((longitude - first) / 360) for _, longitude in spots]
    norths = [latitude for latitude, _ in spots]
    middle = Point(
        latitude=(min(norths) + max(norths)) / 2,
        longitude=_wrapped((min(easts) + max(easts)) / 2),
    )
    cell = cell_at(middle)
    at = centre(cell)
    kx = METRES_PER_DEGREE * math.cos(math.radians(at.latitude))
    reach = max(
        math.hypot(
            (east - at.longitude - 360.0 * round((east - at.longitude) / 360)) * kx,
            (north - at.latitude) * METRES_PER_DEGREE,
        )
        for east, north in zip(easts, norths, strict=True)
    )
    if abs(at.latitude) + (reach + 1) / METRES_PER_DEGREE > MOST_POLAR:
        return None
    return Circle(cell=cell, radius=math.ceil(reach))


def count_blocks(cells: Iterable[Cell]) -> int:
    """How many blocks (resolution 10) these cells of resolution 10 and coarser hold."""
    return sum(int(h3.cell_to_children_size(cell, BLOCK)) for cell in cells)


def area_of_cells(cells: Iterable[Cell]) -> float:
    """The ground that these cells cover, in square metres on the sphere."""
    return sum(float(h3.cell_area(cell, unit="m^2")) for cell in cells)


def _passes(row: CoverCell, point: Point) -> bool:
    """The very multiplications of the SQL, so that both round alike."""
    east = (point.longitude - row.x) * row.kx
    north = (point.latitude - row.y) * row.ky
    return east * east + north * north <= row.r2


def _coarseness(radius: int) -> int:
    if radius <= _FINE_UP_TO_M:
        return 9
    return 8 if radius <= _MIDDLING_UP_TO_M else 7


def _members(middle: Point, kx: float, radius: int) -> Iterator[tuple[Cell, float]]:
    """The blocks in the circle, each with the turn (0 or 360 degrees) to count it from."""
    reach = radius + _ROOM_M
    for block in h3.h3shape_to_cells(_box(middle, reach / kx, reach / METRES_PER_DEGREE), BLOCK):
        latitude, longitude = h3.cell_to_latlng(block)
        turn = 360.0 * round((longitude - middle.longitude) / 360)
        east = (longitude - middle.longitude - turn) * kx
        north = (latitude - middle.latitude) * METRES_PER_DEGREE
        if math.hypot(east, north) <= reach:
            yield Cell(block), turn


def _box(middle: Point, run: float, rise: float) -> h3.LatLngPoly:
    """The box around a circle; one that is more than half the world wide wraps (H3's rule)."""
    west, east = (_wrapped(middle.longitude + run * side) for side in (-1, 1))
    south, north = middle.latitude - rise, middle.latitude + rise
    return h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _gathered(
    members: Iterable[tuple[Cell, float]], coarseness: int
) -> Iterator[tuple[Cell, float]]:
    """The cells that hold the members; one with members on both sides of 180 degrees is split."""
    groups: dict[Cell, list[tuple[Cell, float]]] = defaultdict(list)
    for block, turn in members:
        groups[Cell(h3.cell_to_parent(block, coarseness))].append((block, turn))
    for cell, group in groups.items():
        turns = {turn for _, turn in group}
        if len(turns) == 1:
            yield cell, turns.pop()
        else:
            yield from _gathered(group, coarseness + 1)
