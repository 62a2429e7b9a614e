"""From a view to a sheet: where everything stands, in pixels."""

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import h3.api.basic_int as h3
from h3 import H3BaseException

from adapters.maps.colours import COLOURS
from adapters.maps.frames import HEIGHT, WIDTH, Frame, circle_ring, framed, hexagon
from adapters.maps.mercator import Box, Spot, point_at, spot_at
from adapters.maps.sheets import Block, Line, Patch, Pin, Pixels, Scale, Sheet, Tile
from bot.model.ids import Cell
from bot.model.maps import MapArea, MapView
from bot.model.places import BLOCK, centre

LONGEST_TITLE = 48
"""Characters that stand beside each other above a map."""

APART = 44.0
"""Pixels between the middles of two marks, so that both can be read."""

RING = 34.0
"""Pixels from a block's middle to its marks, where it has several."""

INSET = 34.0
"""Pixels from the edge at which a mark still stands whole."""

MOST_IN_GRID = 1_500
"""Cells of the faint grid; where blocks are more, wider ones are drawn."""

LONGEST_SCALE = 180.0
"""Pixels of the longest scale bar."""

LENGTHS_M = tuple(step * 10**power for power in range(1, 7) for step in (1, 2, 5))
"""Metres that a scale bar may stand for."""

KILOMETRE = 1_000


def sheet_of(
    view: MapView, frame: Frame, tiles: tuple[Tile, ...] = (), attribution: str = ""
) -> Sheet:
    """The sheet for a view in its frame."""
    return Sheet(
        width=WIDTH,
        height=HEIGHT,
        scale=scale_of(frame),
        title=title_of(view),
        tiles=tiles,
        attribution=attribution if tiles else "",
        grid=() if tiles else tuple(_grid(frame)),
        patches=tuple(_patch(area, frame) for area in view.areas),
        circle=(
            ()
            if view.circle is None
            else frame.line(circle_ring(view.circle.cell, view.circle.radius))
        ),
        blocks=tuple(
            Block(ring=frame.line(hexagon(point.cell)), colour=COLOURS[point.category])
            for point in view.points
        ),
        pins=_pins(view, frame),
    )


def bare(view: MapView) -> Sheet:
    """The sheet for a view without a tile server."""
    return sheet_of(view, framed(view, tiled=False))


def scale_of(frame: Frame) -> Scale:
    """The longest round length that fits."""
    length = max(
        (each for each in LENGTHS_M if each / frame.metres <= LONGEST_SCALE),
        default=LENGTHS_M[0],
    )
    label = f"{length} m" if length < KILOMETRE else f"{length // KILOMETRE} km"
    return Scale(pixels=length / frame.metres, label=label)


def title_of(view: MapView) -> str:
    """The areas' names, the smallest first, as far as there is room for them."""
    title = ""
    for area in view.areas:
        name = " ".join(area.name.split())
        longer = f"{title} · {name}" if title else name
        if name and len(longer) <= LONGEST_TITLE:
            title = longer
    return title


def _patch(area: MapArea, frame: Frame) -> Patch:
    polygons = tuple(
        tuple(_turned(frame.line(ring), hole=index > 0) for index, ring in enumerate(polygon))
        for polygon in area.outline.polygons
    )
    return Patch(polygons=polygons, whole=area.whole)


def _turned(ring: Line, *, hole: bool) -> Line:
    """A ring that runs as its fill wants it: holes against the outer ring, however they came."""
    twice = sum(x * v - u * y for (x, y), (u, v) in itertools.pairwise(ring))
    return ring[::-1] if (twice < 0) != hole else ring


def _grid(frame: Frame) -> Iterator[Line]:
    """The blocks of this piece of the world, or wider ones where blocks would be too small."""
    box = frame.box.widened(20 * frame.pixel)
    for resolution in range(BLOCK, -1, -1):
        cell = h3.latlng_to_cell(*_latitude_first(box.middle), resolution)
        side = math.sqrt(float(h3.cell_area(cell, unit="m^2"))) / frame.metres
        if box.width * box.height / (side * frame.pixel) ** 2 <= MOST_IN_GRID:
            with suppress(H3BaseException):  # around the poles: a map without a grid
                cells = h3.h3shape_to_cells(_shape(box), resolution)
                yield from (frame.line(hexagon(Cell(each))) for each in sorted(cells))
            return


def _shape(box: Box) -> h3.LatLngPoly:
    corners = (
        Spot(x=x, y=y)
        for x, y in (
            (box.west, box.north),
            (box.east, box.north),
            (box.east, box.south),
            (box.west, box.south),
        )
    )
    return h3.LatLngPoly([_latitude_first(corner) for corner in corners])


def _latitude_first(spot: Spot) -> tuple[float, float]:
    point = point_at(spot)
    return point.latitude, point.longitude


@dataclass(slots=True)
class _Mark:
    """A mark that looks for its place."""

    x: float
    y: float


def _pins(view: MapView, frame: Frame) -> tuple[Pin, ...]:
    homes = [_home(point.cell, frame) for point in view.points]
    numbered = any(point.number for point in view.points)
    places = _apart(homes) if numbered else homes
    return tuple(
        Pin(of=home, at=at, number=point.number, colour=COLOURS[point.category])
        for point, home, at in zip(view.points, homes, places, strict=True)
    )


def _home(cell: Cell, frame: Frame) -> Pixels:
    point = centre(cell)
    return frame.place(spot_at(point.longitude, point.latitude, frame.box.middle.x))


def _apart(homes: Sequence[Pixels]) -> list[Pixels]:
    """The places with enough room between them; where there is room already, as they were."""
    marks = [
        _beside(home, homes[:index].count(home), homes.count(home))
        for index, home in enumerate(homes)
    ]
    for _ in range(200):
        if not sum(_pushed(*pair) for pair in _pairs(marks)):
            break
        for mark in marks:
            mark.x = min(max(mark.x, INSET), WIDTH - INSET)
            mark.y = min(max(mark.y, INSET), HEIGHT - INSET)
    return [(mark.x, mark.y) for mark in marks]


def _beside(home: Pixels, which: int, count: int) -> _Mark:
    """The first place of one of the marks of a block: in a ring around it, from above."""
    if count == 1:
        return _Mark(*home)
    reach = max(RING, APART / (2 * math.sin(math.pi / count)))
    turn = 2 * math.pi * which / count
    return _Mark(home[0] + reach * math.sin(turn), home[1] - reach * math.cos(turn))


def _pairs(marks: list[_Mark]) -> Iterator[tuple[_Mark, _Mark]]:
    return ((one, other) for index, one in enumerate(marks) for other in marks[index + 1 :])


def _pushed(one: _Mark, other: _Mark) -> bool:
    """Whether two stood too close; then each has given way a little more than half."""
    run, rise = other.x - one.x, other.y - one.y
    gap = math.hypot(run, rise)
    if gap >= APART:
        return False
    push = (APART - gap) / 2 + 0.1
    east, south = (run / gap, rise / gap) if gap else (1.0, 0.0)
    one.x, one.y = one.x - east * push, one.y - south * push
    other.x, other.y = other.x + east * push, other.y + south * push
    return True
