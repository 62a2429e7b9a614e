"""A population brought into a database, straight through the drivers."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.blocks import block_of
from storage.categories import EVERYTHING
from storage.engine import is_sqlite
from storage.units import SqlStore
from tests.bench.populations import Population


async def settle(population: Population, store: SqlStore) -> None:
    """Bring them into a database. Areas and watches are numbered from 1, in their order."""
    engine = store.engine
    async with store.unit() as uow:
        for draft in population.areas:
            await uow.areas.add(draft)
        await uow.commit()
    await _pour(engine, "person", PERSON, map(_person, range(1, population.size + 1)))
    await _pour(engine, "watch", WATCH, _watches(population))
    await _pour(engine, "cover", COVER, _covers(population))
    if not is_sqlite(engine):
        async with engine.begin() as connection:  # as autovacuum does by itself, a minute later
            await connection.exec_driver_sql("ANALYZE")


PERSON = ("id", "lookup", "sealed", "platform", "language", "joined", "role")
WATCH = ("id", "person", "channel", "area", "cell", "block", "radius", "near", "categories")
COVER = ("cell", "edge", "watch", "east", "north", "power")

Record = tuple[object, ...]


def _person(number: int) -> Record:
    lookup = number.to_bytes(32, "big")
    return f"{number:032x}", lookup, bytes(60), "telegram", "en", 1_460, "resident"


def _watches(population: Population) -> Iterable[Record]:
    for number, place in enumerate(population.circled, start=1):
        circle = population.places[place].circle
        yield _watch(number, None, circle.cell, block_of(circle.cell), circle.radius)
    for number, area in enumerate(population.zoned, start=len(population.circled) + 1):
        yield _watch(number, area + 1, None, None, None)


def _watch(number: int, *where: int | None) -> Record:
    return number, f"{number:032x}", None, *where, "Rue Jarry", EVERYTHING


def _covers(population: Population) -> Iterable[Record]:
    for number, place in enumerate(population.circled, start=1):
        for part in population.places[place].cover:
            yield part.cell, part.edge, number, part.east, part.north, part.power


async def _pour(
    engine: AsyncEngine, table: str, columns: Sequence[str], records: Iterable[Record]
) -> None:
    """Straight through the driver, the fastest way in."""
    async with engine.begin() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        if driver is None:
            return
        if not is_sqlite(engine):
            await driver.copy_records_to_table(table, columns=columns, records=records)
            return
        marks = ", ".join("?" for _ in columns)
        into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - the names are constants of this module
        await driver.executemany(into, records)
