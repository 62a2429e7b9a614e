"""The same watches in shapely's STRtree, in memory."""

import numpy as np
import shapely

from bot.model.ids import Cell
from bot.model.places import centre
from tests.bench.populations import Population


class Tree:
    """Boxes around circles, and areas as they are; refined as the database refines."""

    def __init__(self, population: Population) -> None:
        """Box every circle, take every area as it is."""
        covers = [population.places[place].cover[0] for place in population.circled]
        self._first_area = len(covers)
        self._x, self._y, self._kx, self._ky, self._r2 = (
            np.array([getattr(part, name) for part in covers])
            for name in ("x", "y", "kx", "ky", "r2")
        )
        run, rise = np.sqrt(self._r2) / self._kx, np.sqrt(self._r2) / self._ky
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
        north = (point.latitude - self._y[circles]) * self._ky[circles]
        held = circles[east * east + north * north <= self._r2[circles]]
        zoned = self._shapes[found[found >= self._first_area]]
        return len(held) + int(shapely.contains_xy(zoned, point.longitude, point.latitude).sum())
