"""The same watches in PostGIS, in the same server and database.

Circles are points in metres (UTM, zone 18 north, in which the twenty towns lie) with a radius of
their own; a GiST index of the boxes that they reach finds them, `ST_DWithin` narrows them. Areas
are polygons with a GiST index. Where the incident lies on each map is reckoned beforehand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import shapely

from bot.model.ids import Cell
from bot.model.places import centre
from tests.bench.bare import BareServer
from tests.bench.populations import Population

TABLES = """
CREATE EXTENSION postgis;
CREATE TABLE stood (watch integer, x double precision, y double precision, reach integer);
CREATE TABLE home (watch integer PRIMARY KEY, at geometry(Point, 32618), reach integer);
CREATE TABLE zone (area integer PRIMARY KEY, shape geometry(Polygon, 4326));
"""
INDEXES = """
INSERT INTO home
SELECT watch, ST_Transform(ST_SetSRID(ST_Point(x, y), 4326), 32618), reach FROM stood;
DROP TABLE stood;
CREATE INDEX ON home USING gist (ST_Expand(at, reach));
CREATE INDEX ON zone USING gist (shape);
"""
ZONE = "INSERT INTO zone VALUES ($1, ST_GeomFromText($2, 4326))"
ON_MAP = """
SELECT ST_X(at), ST_Y(at)
FROM (SELECT ST_Transform(ST_SetSRID(ST_Point($1, $2), 4326), 32618) AS at) AS spot
"""
FOUND = """
SELECT COUNT(*), SUM(watch) FROM (
    SELECT watch FROM home
    WHERE ST_Expand(at, reach) && ST_SetSRID(ST_Point($1, $2), 32618)
        AND ST_DWithin(at, ST_SetSRID(ST_Point($1, $2), 32618), reach)
    UNION ALL
    SELECT watch.id FROM zone JOIN watch ON watch.area = zone.area
    WHERE ST_Covers(zone.shape, ST_SetSRID(ST_Point($3, $4), 4326))
) AS found
"""


@dataclass(frozen=True, slots=True)
class PostGis:
    """PostGIS beside the watch's own tables; `spots` are the incidents on its maps."""

    connection: BareServer
    spots: dict[Cell, tuple[float, float, float, float]]

    @classmethod
    async def settled(cls, population: Population, connection: BareServer) -> Self:
        """Bring the population in."""
        await connection.execute(TABLES)
        await connection.copy_records_to_table("stood", records=_stood(population))
        areas = enumerate((area.outline.polygons[0][0] for area in population.areas), start=1)
        zones = [(number, shapely.Polygon(ring).wkt) for number, ring in areas]
        await connection.executemany(ZONE, zones)
        await connection.execute(INDEXES)
        await connection.execute("VACUUM ANALYZE")
        spots = {}
        for cell in population.incidents:
            point = centre(cell)
            spot = await connection.fetchrow(ON_MAP, point.longitude, point.latitude)
            if spot is not None:
                spots[cell] = (spot[0], spot[1], point.longitude, point.latitude)
        return cls(connection, spots)

    async def matching(self, cell: Cell) -> int:
        """How many watches hold the cell's centre."""
        row = await self.connection.fetchrow(FOUND, *self.spots[cell])
        return 0 if row is None else int(row[0])


def _stood(population: Population) -> Iterator[tuple[int, float, float, int]]:
    for number, place in enumerate(population.circled, start=1):
        circle = population.places[place].circle
        home = centre(circle.cell)
        yield number, home.longitude, home.latitude, circle.radius
