"""Whom an incident concerns: our statement beside a loop, a tree in memory and bare SQL."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

from geopy.distance import great_circle
from sqlalchemy import BigInteger, bindparam, text

from bot.model.covers import look_ups, lookup_cells
from bot.model.ids import Cell, IncidentNumber, PersonId
from bot.model.incidents import Category, Incident
from bot.model.places import centre
from storage.engine import make_engine
from storage.matching import HOLDS, LOOK, LOOKED, looked
from storage.units import SqlStore
from storage.vault import Vault
from tests.bench.databases import SQLITE
from tests.bench.populations import Population, drawn
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.settling import settle
from tests.bench.trees import Tree
from tests.fakes import NOON, SeededRandom

MATCH_GOAL = 3.0
"""Times the tree's p50, on SQLite from 100,000 watches on: orientation, not yet a promise."""

ENQUEUE_GOAL = 2.5
"""Times a bare re-insert of the same rows, on SQLite."""

LARGE = 100_000
LOOPED = 10_000
"""Watches that a loop still goes through in reasonable time."""

LOOPS = 5

MATCH = text(
    f"""
    WITH {LOOK}
    SELECT cover.watch FROM look CROSS JOIN cover WHERE {HOLDS}
    UNION ALL
    SELECT watch.id FROM area_cell CROSS JOIN watch
    WHERE area_cell.cell IN :cells AND watch.area = area_cell.area
    """  # noqa: S608 - a constant
).bindparams(*LOOKED, bindparam("cells", expanding=True, type_=BigInteger))
"""The part of `storage.matching.ALERT` that finds watches."""

OWED = (
    "platform, kind, person, channel, turn, nearness, due, state, attempts, owed, repeat, reason"
)
KEEP = f"CREATE TABLE wanted AS SELECT {OWED} FROM delivery WHERE subject = '%d'"  # noqa: S608 - a constant
AGAIN = f"INSERT INTO delivery (subject, {OWED}) SELECT '%d', {OWED} FROM wanted"  # noqa: S608 - a constant


class DisagreementError(Exception):
    """The contenders found different watches: their figures do not compare."""


class Street:
    """One population in one database; each contender meets the incidents in the same order."""

    def __init__(self, population: Population, store: SqlStore, bare: sqlite3.Connection) -> None:
        self._population = population
        self._store = store
        self._bare = bare
        self._tree = Tree(population)
        self._met: dict[str, int] = {}  # incidents, by contender
        self._found = 0
        self._subject = 0

    def _next(self, contender: str) -> Cell:
        met = self._met[contender] = self._met.get(contender, -1) + 1
        return self._population.incidents[met % len(self._population.incidents)]

    async def statement(self) -> float:
        """Our look-up in SQLite and nothing around it."""
        cell = self._next("statement")
        cells = {f"cell{n}": each for n, each in enumerate(lookup_cells(cell))}
        names = ", ".join(f":{name}" for name in cells)
        words = MATCH.text.replace(":cells", f"({names})")
        values = cells | looked(look_ups(cell))
        began = time.perf_counter()
        found = self._bare.execute(words, values).fetchall()
        took = _ms(began)
        self._found = len(found)
        return took

    async def match(self) -> float:
        """Our look-up in a transaction, as the watch's statements are run."""
        cell = self._next("match")
        values = {"cells": lookup_cells(cell), **looked(look_ups(cell))}
        began = time.perf_counter()
        async with self._store.queue, self._store.engine.begin() as connection:
            found = (await connection.execute(MATCH, values)).all()
        self._found = len(found)
        return _ms(began)

    async def tree(self) -> float:
        """The same in shapely's tree."""
        cell = self._next("tree")
        began = time.perf_counter()
        found = self._tree.matching(cell)
        took = _ms(began)
        least, most = self._tree.bounds(cell)
        if not least <= min(found, self._found) <= max(found, self._found) <= most:
            message = f"the database found {self._found} watches, the tree {found}"
            raise DisagreementError(message)
        return took

    async def enqueue(self) -> float:
        """Our statement, committed."""
        incident = _incident(self._next("enqueue"), self._another())
        began = time.perf_counter()
        async with self._store.unit() as uow:
            await uow.deliveries.alert(incident, NOON)
            await uow.commit()
        return _ms(began)

    async def again(self) -> float:
        """The rows of the last enqueue once more, as another subject's, committed."""
        engine = self._store.engine
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE IF EXISTS wanted")
            await connection.exec_driver_sql(KEEP % self._subject)
        insert = AGAIN % self._another()
        began = time.perf_counter()
        async with engine.begin() as connection:
            await connection.exec_driver_sql(insert)
        return _ms(began)

    async def loop(self) -> float:
        """Every watch asked with geopy, and every area with shapely."""
        cell = self._next("loop")
        began = time.perf_counter()
        _looped(self._population, cell)
        return _ms(began)

    def _another(self) -> int:
        self._subject += 1
        return self._subject


async def matched(ground: Ground, database: str) -> list[Row]:
    """Populations of each size, beside each peer."""
    rows = []
    for size in ground.scale.watches:
        population = drawn(size, ground.scale.places, ground.scale.matches)
        async with _settled(ground, database, population) as street:
            rows += await _compared(street, ground.scale.matches, size, database)
    return rows


async def _compared(street: Street, rounds: int, size: int, database: str) -> list[Row]:
    rows = await _found(street, rounds, size, database)
    enqueue, again = await in_turn(street.enqueue, street.again, rounds=rounds)
    enqueued = replace(
        rows[-1],
        work="match + enqueue",
        ours=Figure.median(enqueue),
        peer=Figure.median(again),
        peer_name="bare INSERT..SELECT of the same rows",
        goal=ENQUEUE_GOAL if database == SQLITE else None,
    )
    if size > LOOPED:
        return [*rows, enqueued]
    enqueue, loop = await in_turn(street.enqueue, street.loop, rounds=min(LOOPS, rounds))
    ours, peer = Figure.median(enqueue), Figure.median(loop)
    looped = replace(enqueued, ours=ours, peer=peer, peer_name="geopy loop, match only", goal=None)
    return [*rows, enqueued, looped]


async def _found(street: Street, rounds: int, size: int, database: str) -> list[Row]:
    contenders = [street.match, street.tree]
    if database == SQLITE:
        contenders.append(street.statement)
    match, tree, *statement = await in_turn(*contenders, rounds=rounds)
    row = Row(
        work="match, in a transaction",
        size=size,
        database=database,
        ours=Figure.median(match),
        peer=Figure.median(tree),
        peer_name="shapely STRtree in memory, refined",
        unit="ms",
    )
    goal = MATCH_GOAL if size >= LARGE else None
    return [
        *(
            replace(row, work="match, the statement", ours=Figure.median(each), goal=goal)
            for each in statement
        ),
        row,
    ]


@asynccontextmanager
async def _settled(ground: Ground, database: str, population: Population) -> AsyncIterator[Street]:
    home = await ground.home(database)
    engine = make_engine(home.database_url)
    store = SqlStore(engine, Vault(bytes(32), SeededRandom()))
    try:
        await settle(population, store)
        with closing(sqlite3.connect(store.engine.url.database or "")) as bare:
            yield Street(population, store, bare)
    finally:
        await store.close()


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
        reporter=PersonId("f" * 32),
        category=Category.THEFT,
        text="Two parcels taken from a porch.",
        cell=cell,
        near="Rue Jarry",
        happened=NOON,
        posted=NOON,
    )


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1_000
