"""The drivers themselves, with nothing of the watch or of SQLAlchemy around them."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine


class BareServer(Protocol):
    """What is asked of asyncpg's connection."""

    async def execute(self, statement: str) -> object:
        """Run one or more statements."""

    async def executemany(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row of values."""

    async def fetchrow(self, statement: str, *values: object) -> Sequence[float] | None:
        """The first row of what a statement finds; prepared once."""

    async def copy_records_to_table(
        self,
        table: str,
        *,
        columns: Sequence[str] | None = None,
        records: Iterable[Sequence[object]],
    ) -> object:
        """Pour rows into a table."""


@contextmanager
def bare_file(engine: AsyncEngine) -> Iterator[sqlite3.Connection]:
    """A connection to the SQLite file."""
    with closing(sqlite3.connect(engine.url.database or "")) as bare:
        yield bare


@asynccontextmanager
async def bare_server(engine: AsyncEngine) -> AsyncIterator[BareServer]:
    """A connection to the PostgreSQL server; every statement commits by itself."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        driver: BareServer | None = (await connection.get_raw_connection()).driver_connection
        if driver is not None:
            yield driver
