"""The database's door: one engine for SQLite and PostgreSQL."""

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

PATIENCE_MS = 60_000
"""How long a writer waits for another process that holds the SQLite file."""

PRAGMAS = (
    f"PRAGMA busy_timeout = {PATIENCE_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was shown as saved survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # deleted rows are overwritten in the pages
    "PRAGMA temp_store = MEMORY",  # nothing spills into temporary files
)


def make_engine(url: str) -> AsyncEngine:
    """An engine whose errors quote no values, and on SQLite whose transactions may write."""
    engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=not is_sqlite_url(url))
    if is_sqlite(engine):
        event.listen(engine.sync_engine, "connect", _tune)
        event.listen(engine.sync_engine, "begin", _begin_to_write)
    return engine


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether the database is the file inside, not a server."""
    return engine.dialect.name == "sqlite"


def is_sqlite_url(url: str) -> bool:
    """Whether a database URL names a SQLite file."""
    return url.startswith("sqlite")


def _tune(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_to_write(connection: Connection) -> None:
    """A transaction that first reads and then writes could be told "database is locked"."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
