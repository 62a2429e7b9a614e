"""A population in a database, and the contenders that find and tell those whom it concerns.

Each contender meets the incidents in the same order, and each must find the same watches: as many
as lie within however one measures on the earth, which no two of them do alike.
"""

import re
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from geopy.distance import great_circle
from sqlalchemy import text

from bot.app.system import SystemRandom
from bot.model.ids import Cell, IncidentNumber, PersonId
from bot.model.incidents import Category, Incident
from bot.model.places import centre
from storage.engine import make_engine
from storage.matching import HOLDS, LOOK, LOOKED, ZONE, ZONED, placed
from storage.units import SqlStore
from storage.vault import Vault
from tests.bench.bare import BareServer
from tests.bench.bots.orders import MASTER_KEY, Orders
from tests.bench.populations import Population
from tests.bench.rounds import Turn
from tests.bench.scale import Ground
from tests.bench.settling import settle
from tests.bench.trees import Tree
from tests.fakes import NOON

FOUND = f"""
WITH {LOOK}, {ZONE}
SELECT cover.watch AS watch FROM look CROSS JOIN cover WHERE {HOLDS}
UNION ALL
SELECT watch.id FROM zone CROSS JOIN watch WHERE watch.area = zone.area
"""  # noqa: S608 - a constant
"""The part of `storage.matching.ALERT` that finds watches."""

COUNTED = f"SELECT COUNT(*), SUM(watch) FROM ({FOUND}) AS found"  # noqa: S608 - a constant
"""The same, left in the database, where the watch makes messages of it."""

READ = text(FOUND).bindparams(*LOOKED, *ZONED)

OWED = (
    "platform, kind, person, channel, turn, nearness, bearing, due, state, attempts, owed, "
    "repeat, reason"
)
KEEP = f"CREATE TABLE wanted AS SELECT {OWED} FROM delivery WHERE subject = '%d'"  # noqa: S608 - a constant
AGAIN = f"INSERT INTO delivery (subject, {OWED}) SELECT '%d', {OWED} FROM wanted"  # noqa: S608 - a constant

Finder = Callable[[Cell], Awaitable[int]]
"""How many watches hold the cell's centre."""


class DisagreementError(Exception):
    """A contender found other watches than there are: its figure does not compare."""


@dataclass
class Street:
    """One population in one database."""

    population: Population
    store: SqlStore
    tree: Tree
    home: Orders
    _met: dict[str, int] = field(default_factory=dict)  # incidents, by contender
    _bounds: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    _told: dict[int, int] = field(default_factory=dict)  # subjects, by incident
    _subject: int = 0

    def finds(self, name: str, finder: Finder) -> Turn:
        """A contender: milliseconds from the incident's cell to the watches."""

        async def turn() -> float:
            cell = self._next(name)
            began = time.perf_counter()
            found = await finder(cell)
            took = _ms(began)
            least, most = self._bounds.get(cell) or self._bounds.setdefault(
                cell, self.tree.bounds(cell)
            )
            if not least <= found <= most:
                message = f"{name} found {found} watches; there are {least} to {most}"
                raise DisagreementError(message)
            return took

        return turn

    async def in_tree(self, cell: Cell) -> int:
        """In shapely's tree, in memory."""
        return self.tree.matching(cell)

    async def read(self, cell: Cell) -> int:
        """Our look-up in a transaction of the watch's engine, with every watch's number read."""
        async with self.store.queue, self.store.engine.begin() as connection:
            return len((await connection.execute(READ, placed(cell))).all())

    async def enqueue(self) -> float:
        """Our statement, committed."""
        place = self._turn("enqueue")
        incident = _incident(self.population.incidents[place], self.another())
        self._told[place] = self._subject
        began = time.perf_counter()
        async with self.store.unit() as uow:
            await uow.deliveries.alert(incident, NOON)
            await uow.commit()
        return _ms(began)

    async def again(self) -> float:
        """The rows of an enqueue once more, as another subject's, committed.

        Of the incident that lies half a round ahead: the rows of the last one would find all that
        they need in the caches, where we had just brought it.
        """
        engine = self.store.engine
        places = len(self.population.incidents)
        told = self._told[(self._turn("again") + places // 2) % places]
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE IF EXISTS wanted")
            await connection.exec_driver_sql(KEEP % told)
        insert = AGAIN % self.another()
        began = time.perf_counter()
        async with engine.begin() as connection:
            await connection.exec_driver_sql(insert)
        return _ms(began)

    async def loop(self) -> float:
        """Every watch asked with geopy."""
        cell = self._next("loop")
        began = time.perf_counter()
        _looped(self.population, cell)
        return _ms(began)

    def another(self) -> int:
        """The number of another incident."""
        self._subject += 1
        return self._subject

    def _next(self, contender: str) -> Cell:
        return self.population.incidents[self._turn(contender)]

    def _turn(self, contender: str) -> int:
        met = self._met[contender] = self._met.get(contender, -1) + 1
        return met % len(self.population.incidents)


@dataclass(frozen=True, slots=True)
class InFile:
    """Our look-up through a bare connection to SQLite."""

    bare: sqlite3.Connection

    async def __call__(self, cell: Cell) -> int:
        row = self.bare.execute(COUNTED, placed(cell)).fetchone()
        return int(row[0])


@dataclass(frozen=True, slots=True)
class OnServer:
    """Our look-up through a bare connection to PostgreSQL: one round trip."""

    bare: BareServer

    async def __call__(self, cell: Cell) -> int:
        row = await self.bare.fetchrow(NUMBERED, *placed(cell).values())
        return 0 if row is None else int(row[0])


_PLACES = {each.key: number for number, each in enumerate((*LOOKED, *ZONED), start=1)}
NUMBERED = re.sub(r":(\w+)", lambda found: f"${_PLACES[found[1]]}::bigint", COUNTED)
"""As asyncpg takes it."""


def _looped(population: Population, cell: Cell) -> int:
    middle = centre(cell)
    here = (middle.latitude, middle.longitude)
    found = 0
    for number in population.circled:
        circle = population.places[number].circle
        there = centre(circle.cell)
        found += great_circle(here, (there.latitude, there.longitude)).m <= circle.radius
    return found


def _incident(cell: Cell, number: int) -> Incident:
    return Incident(
        number=IncidentNumber(number),
        reporter=PersonId(-1),
        category=Category.THEFT,
        text="Two parcels taken from a porch.",
        cell=cell,
        near="Rue Jarry",
        happened=NOON,
        posted=NOON,
    )


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1_000


@asynccontextmanager
async def settled(ground: Ground, database: str, population: Population) -> AsyncIterator[Street]:
    """The population in a database that ends with the block."""
    home = await ground.home(database)
    vault = Vault.open(Path(home.folder) / MASTER_KEY, SystemRandom())
    store = SqlStore(make_engine(home.database_url), vault)
    try:
        await settle(population, store)
        yield Street(population, store, Tree(population), home)
    finally:
        await store.close()
        await ground.servers.drop(home.database_url)
