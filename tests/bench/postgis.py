"""The same watches in PostGIS, in the same server and database.

Circles are points in metres (UTM, zone 18 north, in which the twenty towns lie) with a radius of
their own; a GiST index of the boxes that they reach finds them, `ST_DWithin` narrows them. Areas
are polygons with a GiST index. Like every contender it is given the incident's cell, and reckons
where that lies on its map within its time: in the same statement, once. Beside it stands the same
with that reckoned beforehand, outside of its time.
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
_FOUND = """
WITH spot AS MATERIALIZED (SELECT {place} AS at)
SELECT COUNT(*), SUM(watch) FROM (
    SELECT home.watch FROM spot CROSS JOIN home
    WHERE ST_Expand(home.at, home.reach) && spot.at AND ST_DWithin(home.at, spot.at, home.reach)
    UNION ALL
    SELECT watch.id FROM zone JOIN watch ON watch.area = zone.area
    WHERE ST_Covers(zone.shape, ST_SetSRID(ST_Point($1, $2), 4326))
) AS found
"""
FOUND = _FOUND.format(place="ST_Transform(ST_SetSRID(ST_Point($1, $2), 4326), 32618)")
"""From longitude and latitude.

EXPLAIN shows one transformation, before one scan of each GiST index, and the plan is kept. Of five
ways to say it none is faster: written where it is used, the place is transformed again for every
circle that is looked at, and planned anew every time.
"""

FOUND_RECKONED = _FOUND.format(place="ST_SetSRID(ST_Point($3, $4), 32618)")
"""From longitude and latitude and where that lies on the map."""


@dataclass(frozen=True, slots=True)
class PostGis:
    """PostGIS beside the watch's own tables; `spots` says where incidents lie on its maps."""

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
                spots[cell] = (point.longitude, point.latitude, spot[0], spot[1])
        return cls(connection, spots)

    async def matching(self, cell: Cell) -> int:
        """How many watches hold the cell's centre."""
        point = centre(cell)
        return await self._count(FOUND, point.longitude, point.latitude)

    async def matching_reckoned(self, cell: Cell) -> int:
        """The same, where the centre lies on the map being known."""
        return await self._count(FOUND_RECKONED, *self.spots[cell])

    async def _count(self, statement: str, *values: float) -> int:
        row = await self.connection.fetchrow(statement, *values)
        return 0 if row is None else int(row[0])


def _stood(population: Population) -> Iterator[tuple[int, float, float, int]]:
    for number, place in enumerate(population.circled, start=1):
        circle = population.places[place].circle
        home = centre(circle.cell)
        yield number, home.longitude, home.latitude, circle.radius
