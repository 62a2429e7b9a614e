"""A population brought into a database, straight through the drivers: a million in a minute.

It lies there as the nightly rewrite leaves it: rows in the order of their keys, statistics fresh.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.ids import PersonId
from storage.blocks import block_of
from storage.categories import EVERYTHING
from storage.engine import is_sqlite
from storage.units import SqlStore
from tests.bench.bare import bare_file, bare_server
from tests.bench.populations import Population

GOLDEN = 0x9E3779B97F4A7C15
"""Odd, and 2**64 by the golden ratio: its multiples are spread evenly."""

Record = tuple[object, ...]
Tables = dict[str, tuple[Sequence[str], Iterable[Record]]]

PERSON = ("id", "lookup", "sealed", "platform", "language", "joined", "role")
WATCH = (
    "id",
    "person",
    "channel",
    "area",
    "cell",
    "block",
    "radius",
    "near",
    "categories",
    "platform",
)
COVER = ("cell", "edge", "watch", "east", "north", "power")


async def settle(population: Population, store: SqlStore) -> None:
    """Bring them into a database. Areas and watches are numbered from 1, in their order."""
    async with store.unit() as uow:
        for draft in population.areas:
            await uow.areas.add(draft)
        await uow.commit()
    tables: Tables = {
        "person": (PERSON, sorted(map(_person, range(1, population.size + 1)))),
        "watch": (WATCH, _watches(population)),
        "cover": (COVER, _covers(population)),
    }
    pour = _pour_into_file if is_sqlite(store.engine) else _pour_into_server
    await pour(store.engine, tables)


async def _pour_into_file(engine: AsyncEngine, tables: Tables) -> None:
    with bare_file(engine) as bare:
        bare.execute("PRAGMA synchronous = OFF")
        bare.execute("PRAGMA cache_size = -200000")
        for table, (columns, records) in tables.items():
            marks = ", ".join("?" for _ in columns)
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - the names are constants of this module
            bare.executemany(into, records)
        bare.commit()
        bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _pour_into_server(engine: AsyncEngine, tables: Tables) -> None:
    async with bare_server(engine) as bare:
        await bare.execute("SET session_replication_role = replica")  # nobody checks references
        for table, (columns, records) in tables.items():
            await bare.copy_records_to_table(table, columns=columns, records=records)
        await bare.execute("RESET session_replication_role")
        await bare.execute("VACUUM ANALYZE")  # as autovacuum does by itself, a minute later
        await bare.execute("CHECKPOINT")


def person_id(number: int) -> PersonId:
    """In no order, as chance gives them: neighbours of an index are not neighbours."""
    return PersonId(number * GOLDEN % 2**64 - 2**63)


def _person(number: int) -> Record:
    id_ = person_id(number)
    lookup = id_.to_bytes(8, "little", signed=True) + bytes(24)
    return id_, lookup, bytes(68), "telegram", "en", 1_460, "resident"


def _watches(population: Population) -> Iterator[Record]:
    for number, place in enumerate(population.circled, start=1):
        circle = population.places[place].circle
        yield _watch(number, None, circle.cell, block_of(circle.cell), circle.radius)
    for number, area in enumerate(population.zoned, start=len(population.circled) + 1):
        yield _watch(number, area + 1, None, None, None)


def _watch(number: int, *where: int | None) -> Record:
    return number, person_id(number), None, *where, "Rue Jarry", EVERYTHING, "telegram"


def _covers(population: Population) -> Iterator[Record]:
    """By cell and edge, and for each circle by watch."""
    watchers: list[list[int]] = [[] for _ in population.places]
    for number, place in enumerate(population.circled, start=1):
        watchers[place].append(number)
    parts = [
        (part, index) for index, place in enumerate(population.places) for part in place.cover
    ]
    for part, index in sorted(parts, key=lambda each: (each[0].cell, each[0].edge)):
        for number in watchers[index]:
            yield part.cell, part.edge, number, part.east, part.north, part.power
