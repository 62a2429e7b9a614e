"""A database on PostgreSQL, emptied for every play, and how its rows lie."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.tables import PersonRow

TABLES = tuple(sorted(PersonRow.metadata.tables))

MESSAGES = "delivery"
"""The table of messages. Those under way side by side share transactions as it happens."""

NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
"""The number of the next transaction that writes."""

ROWS = " UNION ALL ".join(
    f"SELECT '{name}', xmin::text::bigint, xmax::text::bigint, ctid::text, t::text FROM {name} t"  # noqa: S608 - the tables' own names
    for name in TABLES
)
FILES = """
SELECT pg_relation_filepath(oid) FROM pg_class
WHERE relfilenode <> 0 AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
"""
SPOT = "SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())"
"""Where the server writes in its log: a file's name, and bytes from its beginning."""

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
    """A database that whoever takes it can read.

    `first` is the play's first transaction, `log` where in the server's log it began, `crowded`
    that messages go side by side.
    """

    url: str
    engine: AsyncEngine
    first: int
    log: tuple[str, int]
    crowded: bool = False

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

    async def files(self) -> dict[str, bytes]:
        """What the disk holds of its tables, and what its log took down during the play."""
        async with self.engine.connect() as connection:
            await connection.execute(text("CHECKPOINT"))
            folder = Path(await connection.scalar(text("SHOW data_directory")) or "")
            names = [str(name) for name in await connection.scalars(text(FILES))]
            last, _ = await _spot(connection)
        found = {name: (folder / name).read_bytes() for name in names}
        first, begun = self.log
        for file in (folder / "pg_wal").iterdir():
            if first <= file.name <= last:
                found[file.name] = file.read_bytes()[begun if file.name == first else 0 :]
        return found

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


def commits(rows: tuple[Lying, ...]) -> tuple[str, ...]:
    """Which messages lie together in one transaction, and in which order of them."""
    messages = ranked(tuple(row for row in rows if row.table == MESSAGES))
    return tuple(
        f"page {row.page}, spot {row.spot}: written {row.written}, locked {row.locked}"
        for row in sorted(messages, key=lambda row: (row.page, row.spot))
    )


def without_commits(rows: tuple[Lying, ...]) -> tuple[Lying, ...]:
    """The same without the transactions of messages."""
    return tuple(
        replace(row, written=0, locked=0) if row.table == MESSAGES else row for row in rows
    )


@asynccontextmanager
async def emptied(url: str, *, crowded: bool = False) -> AsyncIterator[Server]:
    """The database without a row, as migrations leave it."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in (FREE, EMPTY, RESTART, "VACUUM"):
                await connection.execute(text(statement))
            first = int(await connection.scalar(text(NEXT)) or 0) - 1
            log = await _spot(connection)
        yield Server(url=url, engine=engine, first=first, log=log, crowded=crowded)
    finally:
        await engine.dispose()


async def _spot(connection: AsyncConnection) -> tuple[str, int]:
    file, offset = (await connection.execute(text(SPOT))).one()
    return str(file), int(offset)


async def still(url: str) -> None:
    """Keep the server from doing anything by itself, which counts transactions, and from care."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for setting in ("autovacuum", "synchronous_commit", "full_page_writes"):
            await connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
    await engine.dispose()
