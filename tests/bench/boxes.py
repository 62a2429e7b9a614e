"""The same watches in SQLite's own R*Tree, in the same file and through the same connection.

The tree finds boxes, which are narrowed by the circle's own measure beside them. Areas are found
as the watch finds them: what SQLite has for polygons is not in every build.
"""

import sqlite3
from collections.abc import Iterator

from bot.model.covers import METRES_PER_DEGREE, lookup_cells
from bot.model.ids import Cell
from bot.model.places import centre
from tests.bench.populations import Population
from tests.bench.trees import scale_at

TABLE = "CREATE VIRTUAL TABLE box USING rtree (watch, west, east, south, north, +x, +y, +kx, +r2)"
FILL = "INSERT INTO box VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
FOUND = f"""
SELECT COUNT(*), SUM(watch) FROM (
    SELECT watch FROM box
    WHERE west <= :lon AND east >= :lon AND south <= :lat AND north >= :lat
        AND (:lon - x) * kx * ((:lon - x) * kx)
            + (:lat - y) * (:lat - y) * {METRES_PER_DEGREE**2} <= r2
    UNION ALL
    SELECT watch.id FROM area_cell CROSS JOIN watch
    WHERE area_cell.cell IN ({{cells}}) AND watch.area = area_cell.area
)
"""  # noqa: S608 - a constant


class Boxes:
    """An R*Tree beside the watch's own tables."""

    def __init__(self, population: Population, bare: sqlite3.Connection) -> None:
        """Box every circle."""
        self._bare = bare
        bare.execute(TABLE)
        bare.executemany(FILL, _boxes(population))
        bare.commit()

    def matching(self, cell: Cell) -> int:
        """How many watches hold the cell's centre."""
        point = centre(cell)
        cells = {f"cell{number}": each for number, each in enumerate(lookup_cells(cell))}
        words = FOUND.format(cells=", ".join(f":{name}" for name in cells))
        values = {"lon": point.longitude, "lat": point.latitude, **cells}
        count, _ = self._bare.execute(words, values).fetchone()
        return int(count)


def _boxes(population: Population) -> Iterator[tuple[float, ...]]:
    for number, place in enumerate(population.circled, start=1):
        circle = population.places[place].circle
        home = centre(circle.cell)
        x, y, kx = home.longitude, home.latitude, scale_at(home)
        run, rise = circle.radius / kx, circle.radius / METRES_PER_DEGREE
        yield number, x - run, x + run, y - rise, y + rise, x, y, kx, float(circle.radius**2)
