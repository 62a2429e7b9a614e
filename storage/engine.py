"""The database's door: one engine for SQLite and PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import OutOfReachError
from storage.outages import GONE
from storage.presence import attend, sqlite_file
from storage.trips import QuickConnection, quickly

PATIENCE_MS = 60_000
"""How long a writer waits for another process that holds the SQLite file."""

PRAGMAS = {
    "busy_timeout": (f"{PATIENCE_MS}", PATIENCE_MS),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),  # what was shown as saved survives a power cut
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),  # deleted rows are overwritten in the pages
    "temp_store": ("MEMORY", 2),  # nothing spills into temporary files
}
"""What every connection to SQLite is set to, and how SQLite reads it back."""

IN_MEMORY = {"journal_mode": "memory"}
"""A database in memory has no log; it leaves nothing, either."""


class NotInForceError(Exception):
    """SQLite does not do what was asked of it; the message says what and what would help."""

    def __init__(self, pragma: str) -> None:
        """Name the pragma."""
        super().__init__(
            f"SQLite refuses PRAGMA {pragma}, so it could lose replies or leave remnants of them. "
            "Put the database on a local disk (not a network share), or use PostgreSQL."
        )


def make_engine(url: str) -> AsyncEngine:
    """An engine whose errors quote no values, and on SQLite whose transactions may write.

    Its connections are present at the database (see `storage.presence`).
    """
    return _tuned(url, attend, quickly)


def make_engine_to_copy(url: str) -> AsyncEngine:
    """The same for whoever reads more rows than fit into memory, a few at a time."""
    return _tuned(url, attend, None)


def make_engine_for_one(url: str) -> AsyncEngine:
    """The same for whoever is to be alone with the database."""
    return _tuned(url, None, quickly)


def _tuned(
    url: str,
    first: Callable[[AsyncEngine], None] | None,
    connecting: Callable[..., QuickConnection] | None,
) -> AsyncEngine:
    own = is_sqlite_url(url) and connecting is not None
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=not is_sqlite_url(url),
        connect_args={"async_creator_fn": connecting} if own else {},
    )
    if first is not None:
        first(engine)
    if is_sqlite(engine):
        _stay_with_the_file(engine)
        event.listen(engine.sync_engine, "connect", _tune)
        event.listen(engine.sync_engine, "begin", _begin_to_write)
    return engine


def _stay_with_the_file(engine: AsyncEngine) -> None:
    """Never write to a file that is not there any more, and never make another in its place.

    The system lets a program go on writing to a file that was removed, and drops it all when the
    program ends; another file under the same name would be given the log of the old one. So a
    connection can be used again only when the same file is back: OutOfReachError until then.
    """
    file, first = sqlite_file(engine.url), list[tuple[int, int] | None]()
    if file is None:
        return

    def same(*_: object) -> None:
        now = _spot(file)
        if now is None or now != first[0]:
            raise OutOfReachError(GONE)

    def first_seen(*_: object) -> None:
        if not first:
            first.append(_spot(file))
        same()

    event.listen(engine.sync_engine, "do_connect", first_seen)
    event.listen(engine.sync_engine, "checkout", same)


def _spot(file: Path) -> tuple[int, int] | None:
    """Which file of which disk the name stands for now."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether the database is the file inside, not a server."""
    return engine.dialect.name == "sqlite"


def is_sqlite_url(url: str) -> bool:
    """Whether a database URL names a SQLite file."""
    return url.startswith("sqlite")


def _tune(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    try:
        for pragma in PRAGMAS:
            _enforce(cursor, pragma)
    except BaseException:
        connection.close()
        raise
    cursor.close()


def _enforce(cursor: DBAPICursor, pragma: str) -> None:
    chosen, read_back = PRAGMAS[pragma]
    cursor.execute(f"PRAGMA {pragma} = {chosen}")
    cursor.execute(f"PRAGMA {pragma}")
    (found,) = cursor.fetchone() or (None,)
    if found not in {read_back, IN_MEMORY.get(pragma)}:
        raise NotInForceError(pragma)


def _begin_to_write(connection: Connection) -> None:
    """A transaction that first reads and then writes could be told "database is locked"."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
