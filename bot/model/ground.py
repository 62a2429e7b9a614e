"""The blocks of a piece of the map: those whose centres an outline holds.

H3 itself compares every candidate with every corner, which takes minutes for a coast with all its
rocks. Here the map is cut into boxes, those far from the outline are left out, and the rest is
looked up in an index of its edges. Both agree, but for a centre that lies on an edge.
"""

from collections.abc import Iterator

import h3.api.basic_int as h3
import shapely

from bot.model.areas import Outline
from bot.model.ids import Cell
from bot.model.places import BLOCK

WIDEST_BOX = 0.06
"""Degrees: some 6 km by 4 km, 2,000 blocks."""

_HAIR = 1e-9  # degrees: no centre falls between two boxes
_EAST_END, _NORTH_END = 180.0, 90.0


def blocks_of(outline: Outline) -> set[Cell]:
    """The blocks whose centres the outline holds."""
    found: set[Cell] = set()
    for outer, *holes in outline.polygons:
        found.update(_within(shapely.Polygon(outer, holes)))
    return found


def _within(polygon: shapely.Polygon) -> Iterator[Cell]:
    shapely.prepare(polygon)
    for box in _boxes(polygon, polygon.bounds):
        blocks = h3.h3shape_to_cells(_latitude_first(box), BLOCK)
        spots = [h3.cell_to_latlng(block) for block in blocks]
        held = shapely.contains_xy(polygon, [x for _, x in spots], [y for y, _ in spots])
        yield from (Cell(block) for block, inside in zip(blocks, held, strict=True) if inside)


Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


def _boxes(polygon: shapely.Polygon, box: Box) -> Iterator[Box]:
    """The small boxes within this one that the polygon touches."""
    west, south, east, north = box
    if not polygon.intersects(shapely.box(*box)):
        return
    if max(east - west, north - south) <= WIDEST_BOX:
        yield box
    elif east - west > north - south:
        middle = (west + east) / 2
        yield from _boxes(polygon, (west, south, middle, north))
        yield from _boxes(polygon, (middle, south, east, north))
    else:
        middle = (south + north) / 2
        yield from _boxes(polygon, (west, south, east, middle))
        yield from _boxes(polygon, (west, middle, east, north))


def _latitude_first(box: Box) -> h3.LatLngPoly:
    west, south = max(box[0] - _HAIR, -_EAST_END), max(box[1] - _HAIR, -_NORTH_END)
    east, north = min(box[2] + _HAIR, _EAST_END), min(box[3] + _HAIR, _NORTH_END)
    return h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
