"""Who is at the database: many work in it side by side, or one alone changes its keys.

Every connection of `make_engine` is present for as long as it is open: on SQLite it shares the
lock of a file beside the database, on PostgreSQL an advisory lock, which the server gives back
when the connection dies. So whoever finds himself alone knows that nobody else writes, and
nobody else comes in before he leaves.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

ADVISORY = 0x506F726368
"""The number of the advisory lock; each database of a server has its own."""

PATIENCE_S = 2.0
"""How long to wait for others to leave: what an operator types is done by then, a bot is not."""

LOOK_AGAIN_S = 0.1
HELD = "porchlight presence"


class InUseError(Exception):
    """Somebody else is at the database; the message says what would help."""


def attend(engine: AsyncEngine) -> None:
    """Let every connection of this engine be present while it is open.

    Connecting raises InUseError while somebody is alone with the database.
    """
    beside = lock_file(engine.url)
    if beside is not None:
        event.listen(engine.sync_engine, "connect", _sharing(beside))
        event.listen(engine.sync_engine, "close", _leave)
    elif not _is_sqlite(engine.url):
        event.listen(engine.sync_engine, "connect", _enter_server)


def sqlite_file(url: str | URL) -> Path | None:
    """The file that holds a SQLite database; None for a server, and for one in memory."""
    found = make_url(url)
    inside = (found.database or "") if _is_sqlite(found) else ""
    if inside.startswith("file:"):  # see sqlite.org/uri.html
        inside = "" if found.query.get("mode") == "memory" else unquote(urlsplit(inside).path)
    return None if inside in {"", ":memory:"} else Path(inside)


def lock_file(url: str | URL) -> Path | None:
    """The file whose lock is shared; None where there is none."""
    beside = sqlite_file(url)
    if sys.platform == "win32" or beside is None:
        return None
    return beside.with_name(f"{beside.name}-lock")


@asynccontextmanager
async def alone_with(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """The one connection to the database, and no other until the block is left.

    `engine` is one that is not attended. On PostgreSQL the lock is this connection's own: should
    it die, its transaction dies with the lock.

    Raises:
        InUseError: somebody else did not leave in time.
    """
    beside = lock_file(engine.url)
    if beside is not None:
        with _owned(beside) as number:
            await _patiently(partial(_locked_alone, number))
            async with engine.connect() as connection:
                yield connection
        return
    async with engine.connect() as connection:
        if not _is_sqlite(engine.url):
            await _patiently(partial(_server_locked_alone, connection))
        yield connection


async def _patiently(tried: Callable[[], Awaitable[bool]]) -> None:
    waited = 0.0
    while not await tried():
        if waited >= PATIENCE_S:
            raise _occupied()
        waited += LOOK_AGAIN_S
        await asyncio.sleep(LOOK_AGAIN_S)


async def _server_locked_alone(connection: AsyncConnection) -> bool:
    locked = await connection.scalar(text(f"SELECT pg_try_advisory_lock({ADVISORY})"))
    await connection.commit()
    return locked is True


async def _locked_alone(number: int) -> bool:
    return _locked(number, shared=False)


def _enter_server(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SELECT pg_try_advisory_lock_shared({ADVISORY})")
    (entered,) = cursor.fetchone() or (False,)
    cursor.close()
    connection.commit()
    if not entered:
        connection.close()
        raise _being_changed()


def _sharing(beside: Path) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def enter(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        number = _opened(beside)
        if not _locked(number, shared=True):
            os.close(number)
            connection.close()
            raise _being_changed()
        entry.info[HELD] = number

    return enter


def _leave(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    number = entry.info.pop(HELD, None)
    if isinstance(number, int):
        os.close(number)


@contextmanager
def _owned(beside: Path) -> Iterator[int]:
    number = _opened(beside)
    try:
        yield number
    finally:
        os.close(number)


def _opened(beside: Path) -> int:
    return os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)


def _locked(number: int, *, shared: bool) -> bool:
    if sys.platform == "win32":  # no file is ever locked there: see `lock_file`
        return True
    import fcntl  # noqa: PLC0415 - not on Windows

    way = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(number, way | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _occupied() -> InUseError:
    return InUseError(
        "Somebody is using this database: a bot runs on it, or another command does. "
        "Stop the bot (in every process that it runs in) and try again."
    )


def _being_changed() -> InUseError:
    return InUseError(
        "The keys of this watch are being changed right now. It takes some seconds: try again."
    )
