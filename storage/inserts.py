"""What the two databases spell alike and SQLAlchemy keeps apart, and what only one has."""

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7072636863)")
"""PostgreSQL: who files a request or writes into the ledger waits for who is doing so, so that no
number is left out and the ledger stays one chain. The key is any number that nothing else uses."""


def insert_into(session: AsyncSession, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def queue_up(session: AsyncSession) -> None:
    """Wait for whoever gives out numbers; on SQLite there is but one writer in any case."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(ONE_AT_A_TIME)
