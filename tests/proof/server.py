"""A database on PostgreSQL, emptied for every play, and how its rows lie."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.tables import PersonRow

TABLES = tuple(sorted(PersonRow.metadata.tables))

NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
"""The number of the next transaction that writes."""

ROWS = " UNION ALL ".join(
    f"SELECT '{name}', xmin::text::bigint, xmax::text::bigint, ctid::text, t::text FROM {name} t"  # noqa: S608 - the tables' own names
    for name in TABLES
)
FREE = "SET session_replication_role = replica"
"""Rows go in whatever order, without a look at what points to them."""

EMPTY = f"DO $$ BEGIN {' '.join(f'DELETE FROM {name};' for name in TABLES)} END $$"  # noqa: S608 - the tables' own names
"""Quicker than TRUNCATE; a VACUUM after it leaves no page."""

RESTART = "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"
COUNTS = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One row: by which transaction it was written and last locked, where, what it says.

    Transactions are counted from the beginning of the play; 0 is none, or one before it.
    """

    table: str
    written: int
    locked: int
    page: int
    spot: int
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A database that whoever takes it can read; `first` is the play's first transaction."""

    url: str
    engine: AsyncEngine
    first: int

    async def rows(self) -> tuple[Lying, ...]:
        """Every row of every table, as the system columns tell of it."""
        async with self.engine.connect() as connection:
            found = await connection.execute(text(ROWS))
            return tuple(
                Lying(
                    table=table,
                    written=max(0, written - self.first),
                    locked=max(0, locked - self.first),
                    page=int(place.strip("()").split(",")[0]),
                    spot=int(place.strip("()").split(",")[1]),
                    content=content,
                )
                for table, written, locked, place, content in found
            )

    async def counts(self) -> Iterator[str]:
        """How far every count of the database has come."""
        async with self.engine.connect() as connection:
            found = await connection.execute(text(COUNTS))
            return (f"{name}: {last}" for name, last in found)


def ranked(rows: tuple[Lying, ...]) -> tuple[Lying, ...]:
    """With the places of their transactions in the order of those that are to be seen.

    Sweeping counts as one or not as it finds the server's own tables, so how many there were in
    between tells of nobody after it.
    """
    seen = sorted({number for row in rows for number in (row.written, row.locked)})
    rank = {number: place for place, number in enumerate(seen)}
    return tuple(replace(row, written=rank[row.written], locked=rank[row.locked]) for row in rows)


@asynccontextmanager
async def emptied(url: str) -> AsyncIterator[Server]:
    """The database without a row, as migrations leave it."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in (FREE, EMPTY, RESTART, "VACUUM"):
                await connection.execute(text(statement))
            first = await connection.scalar(text(NEXT))
        yield Server(url=url, engine=engine, first=int(first or 0) - 1)
    finally:
        await engine.dispose()


async def still(url: str) -> None:
    """Keep the server from doing anything by itself, which counts transactions, and from care."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for setting in ("autovacuum", "synchronous_commit", "full_page_writes"):
            await connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
    await engine.dispose()
