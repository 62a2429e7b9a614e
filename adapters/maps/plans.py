"""From a view to a sheet: where everything stands, in pixels."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3

from adapters.maps.colours import COLOURS
from adapters.maps.frames import HEIGHT, WIDTH, Frame, circle_ring, framed, hexagon, thinned
from adapters.maps.mercator import Box, Spot, point_at, spot_at
from adapters.maps.sheets import Block, Line, Patch, Pin, Pixels, Scale, Sheet, Tile
from bot.model.ids import Cell
from bot.model.maps import MapArea, MapView
from bot.model.places import BLOCK, centre

LONGEST_NAME = 32
"""Characters of an area's name on a map."""

APART = 44.0
"""Pixels between the middles of two marks, so that both can be read."""

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
        tiles=tiles,
        attribution=attribution if tiles else "",
        grid=() if tiles else tuple(_grid(frame)),
        patches=tuple(_patch(area, frame) for area in thinned(view.areas)),
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


def _patch(area: MapArea, frame: Frame) -> Patch:
    polygons = tuple(
        tuple(frame.line(ring) for ring in polygon) for polygon in area.outline.polygons
    )
    return Patch(
        polygons=polygons,
        name=" ".join(area.name.split())[:LONGEST_NAME],
        at=_heart(polygons[0][0]) if polygons else (0, 0),
        whole=area.whole,
    )


def _heart(ring: Line) -> Pixels:
    """Where an area's name stands: by its upper edge, as far as that lies on the sheet."""
    inside = [(x, y) for x, y in ring if 0 <= x <= WIDTH and 0 <= y <= HEIGHT]
    if not inside:
        return (WIDTH / 2, INSET)
    top = min(y for _, y in inside)
    near = [x for x, y in inside if y <= top + INSET]
    middle = (min(near) + max(near)) / 2
    return (min(max(middle, WIDTH * 0.2), WIDTH * 0.8), min(top + INSET / 2, HEIGHT - INSET))


def _grid(frame: Frame) -> Iterator[Line]:
    """The blocks of this piece of the world, or wider ones where blocks would be too small."""
    box = frame.box.widened(20 * frame.pixel)
    for resolution in range(BLOCK, -1, -1):
        cell = h3.latlng_to_cell(*_latitude_first(box.middle), resolution)
        side = math.sqrt(float(h3.cell_area(cell, unit="m^2"))) / frame.metres
        if box.width * box.height / (side * frame.pixel) ** 2 <= MOST_IN_GRID:
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
    marks = [_Mark(x, y) for x, y in homes]
    for index, mark in enumerate(marks):  # those of one block start in different directions
        if any((mark.x, mark.y) == home for home in homes[:index]):
            mark.x += math.cos(index * 2.4)
            mark.y += math.sin(index * 2.4)
    for _ in range(200):
        if not sum(_pushed(*pair) for pair in _pairs(marks)):
            break
        for mark in marks:
            mark.x = min(max(mark.x, INSET), WIDTH - INSET)
            mark.y = min(max(mark.y, INSET), HEIGHT - INSET)
    return [(mark.x, mark.y) for mark in marks]


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
