"""What the database holds, read from beside the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import is_sqlite, make_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The tables of a watch."""

    engine: AsyncEngine

    async def all(self, statement: str) -> list[tuple[object, ...]]:
        """All rows that a statement gives."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement))]

    async def count(self, what: str) -> int:
        """How many rows there are of this: a table, and a condition if any."""
        found = await self.all(f"SELECT COUNT(*) FROM {what}")  # noqa: S608 - from this package
        return int(str(found[0][0]))

    async def owed(self) -> int:
        """What is still to be sent or released."""
        waiting = await self.count("delivery WHERE state IN ('pending', 'sending')")
        return waiting + await self.count("saved_reply")

    async def sound(self) -> bool:
        """Whether the file is whole; a server looks after that itself."""
        if not is_sqlite(self.engine):
            return True
        return await self.all("PRAGMA integrity_check") == [("ok",)]


@asynccontextmanager
async def rows_of(url: str) -> AsyncIterator[Rows]:
    """Look into this database."""
    engine = make_engine(url)
    try:
        yield Rows(engine=engine)
    finally:
        await engine.dispose()
