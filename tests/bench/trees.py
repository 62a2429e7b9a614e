"""The same watches in shapely's STRtree, in memory."""

import math

import numpy as np
import shapely

from bot.model.covers import METRES_PER_DEGREE
from bot.model.ids import Cell
from bot.model.places import Point, centre
from tests.bench.populations import Population

SLACK = 0.005
"""Of a radius: by so much two ways of measuring on the earth may differ."""


class Tree:
    """Boxes around circles, and areas as they are; refined on the flat at each circle's home."""

    def __init__(self, population: Population) -> None:
        """Box every circle, take every area as it is."""
        circles = [population.places[place].circle for place in population.circled]
        homes = {circle.cell: centre(circle.cell) for circle in circles}
        self._first_area = len(circles)
        self._x = np.array([homes[circle.cell].longitude for circle in circles])
        self._y = np.array([homes[circle.cell].latitude for circle in circles])
        self._kx = METRES_PER_DEGREE * np.cos(np.radians(self._y))
        self._r2 = np.array([circle.radius**2 for circle in circles], dtype=np.float64)
        run, rise = np.sqrt(self._r2) / self._kx, np.sqrt(self._r2) / METRES_PER_DEGREE
        boxes = shapely.box(self._x - run, self._y - rise, self._x + run, self._y + rise)
        rings = [area.outline.polygons[0][0] for area in population.areas]
        areas = np.array([shapely.Polygon(ring) for ring in rings])
        self._shapes = np.concatenate([boxes, areas[list(population.zoned)]])
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def matching(self, cell: Cell) -> int:
        """How many watches hold the cell's centre."""
        point = centre(cell)
        found = self._tree.query(shapely.Point(point.longitude, point.latitude))
        circles = found[found < self._first_area]
        east = (point.longitude - self._x[circles]) * self._kx[circles]
        north = (point.latitude - self._y[circles]) * METRES_PER_DEGREE
        held = circles[east * east + north * north <= self._r2[circles]]
        zoned = self._shapes[found[found >= self._first_area]]
        return len(held) + int(shapely.contains_xy(zoned, point.longitude, point.latitude).sum())

    def bounds(self, cell: Cell) -> tuple[int, int]:
        """How many watches at least and at most hold it, however one measures on the earth."""
        point = centre(cell)
        east = (point.longitude - self._x) * self._kx
        north = (point.latitude - self._y) * METRES_PER_DEGREE
        far = (east * east + north * north) / self._r2
        zoned = shapely.contains_xy(
            self._shapes[self._first_area :], point.longitude, point.latitude
        )
        least, most = (int((far <= (1 + side * SLACK) ** 2).sum()) for side in (-1, 1))
        return least + int(zoned.sum()), most + int(zoned.sum())


def scale_at(point: Point) -> float:
    """Metres per degree of longitude there."""
    return METRES_PER_DEGREE * math.cos(math.radians(point.latitude))
