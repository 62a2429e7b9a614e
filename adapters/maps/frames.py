"""How much of the world a map shows."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import h3

from adapters.maps.mercator import Box, Spot, metre_at, spot_at
from adapters.maps.sheets import Line, Pixels
from bot.model.areas import Outline, Ring
from bot.model.ids import Cell
from bot.model.maps import MapArea, MapView
from bot.model.places import centre

WIDTH, HEIGHT = 800, 600
"""Pixels: what a phone shows from edge to edge."""

NARROWEST_M = 1_100.0
"""Metres of ground across the sheet at least: a block must not fill the picture."""

ROOM_M = {True: 0.0, False: 900.0}
"""Metres around what happened in which an area still counts, with tiles and on a bare ground."""

EDGE = 0.08
"""Part of the sheet's width that stays free around what is shown."""

FEWEST = 4
"""Corners of a ring, the first one repeated as the last."""

MOST_CORNERS = 4_000
"""Corners of all outlines together; beyond, every second or third one is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window on the world; `pixel` is the length of a pixel on the square."""

    west: float
    north: float
    pixel: float

    @property
    def box(self) -> Box:
        """What it shows."""
        return Box(
            west=self.west,
            north=self.north,
            east=self.west + WIDTH * self.pixel,
            south=self.north + HEIGHT * self.pixel,
        )

    @property
    def metres(self) -> float:
        """Metres of ground in a pixel at the middle."""
        return self.pixel / metre_at(self.box.middle)

    def place(self, spot: Spot) -> Pixels:
        """Where a spot comes to stand."""
        return ((spot.x - self.west) / self.pixel, (spot.y - self.north) / self.pixel)

    def line(self, ring: Iterable[tuple[float, float]]) -> Line:
        """A line of (longitude, latitude), in pixels."""
        middle = self.box.middle.x
        return tuple(self.place(spot_at(x, y, middle)) for x, y in ring)


def framed(view: MapView, *, tiled: bool) -> Frame:
    """The window that shows a view; on a bare ground a wider one, to tell where it is.

    Raises:
        ValueError: there is nothing to be shown.
    """
    beside = _anchor(view)
    box = _core(view, beside)
    areas = [_around(_corners(area.outline), beside) for area in view.areas]
    if box is None:
        return _fitted(_joined(areas))
    room = ROOM_M[tiled] if view.circle is None else 0.0
    near = box.widened(room * metre_at(box.middle))
    for area, bounds in zip(view.areas, areas, strict=True):
        reach = bounds if area.whole else bounds.within(near)
        if reach.width > 0 and reach.height > 0:
            box = box.joined(reach)
    return _fitted(box)


def hexagon(cell: Cell) -> Ring:
    """A cell's border."""
    border = [(lng, lat) for lat, lng in h3.cell_to_boundary(h3.int_to_str(cell))]
    return (*border, border[0])


def thinned(areas: tuple[MapArea, ...]) -> tuple[MapArea, ...]:
    """The areas with no more corners than can be seen, and nothing that encloses no ground."""
    corners = sum(len(ring) for area in areas for poly in area.outline.polygons for ring in poly)
    step = max(1, math.ceil(corners / MOST_CORNERS))
    thin = (replace(area, outline=_coarser(area.outline, step)) for area in areas)
    return tuple(area for area in thin if area.outline.polygons)


def circle_ring(cell: Cell, radius: float, corners: int = 120) -> Ring:
    """The line around a circle of a few kilometres, radius in metres."""
    middle = centre(cell)
    rise = math.degrees(radius / 6_371_008.8)
    run = rise / math.cos(math.radians(middle.latitude))
    turns = (2 * math.pi * step / corners for step in range(corners + 1))
    return tuple(
        (middle.longitude + run * math.sin(turn), middle.latitude + rise * math.cos(turn))
        for turn in turns
    )


def _coarser(outline: Outline, step: int) -> Outline:
    polygons = tuple(
        tuple(
            (*ring[:-1:step], ring[-1]) if len(ring) > FEWEST * step else ring
            for ring in polygon
            if len(ring) >= FEWEST
        )
        for polygon in outline.polygons
        if polygon and len(polygon[0]) >= FEWEST
    )
    return Outline(polygons=polygons)


def _anchor(view: MapView) -> float:
    """The x beside which everything else is drawn."""
    if view.circle is not None:
        return _middle(view.circle.cell).x
    if view.points:
        return _middle(view.points[0].cell).x
    corner = next(iter(_corners(view.areas[0].outline)), None) if view.areas else None
    if corner is None:
        message = "there is nothing to be shown"
        raise ValueError(message)
    return spot_at(*corner).x


def _middle(cell: Cell) -> Spot:
    point = centre(cell)
    return spot_at(point.longitude, point.latitude)


def _core(view: MapView, beside: float) -> Box | None:
    rings = [hexagon(point.cell) for point in view.points]
    if view.circle is not None:
        rings.append(circle_ring(view.circle.cell, view.circle.radius))
    return _joined([_around(ring, beside) for ring in rings]) if rings else None


def _corners(outline: Outline) -> Iterator[tuple[float, float]]:
    return (corner for polygon in outline.polygons for corner in polygon[0])


def _around(corners: Iterable[tuple[float, float]], beside: float) -> Box:
    spots = [spot_at(x, y, beside) for x, y in corners]
    across, down = [spot.x for spot in spots], [spot.y for spot in spots]
    return Box(west=min(across), north=min(down), east=max(across), south=max(down))


def _joined(boxes: list[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole


def _fitted(box: Box) -> Frame:
    """The window of the sheet's shape around a box."""
    middle = box.middle
    inside = WIDTH * (1 - 2 * EDGE), HEIGHT - WIDTH * 2 * EDGE
    pixel = max(
        box.width / inside[0], box.height / inside[1], NARROWEST_M * metre_at(middle) / WIDTH
    )
    pixel = min(pixel, 1 / WIDTH)
    return Frame(
        west=middle.x - pixel * WIDTH / 2, north=middle.y - pixel * HEIGHT / 2, pixel=pixel
    )
