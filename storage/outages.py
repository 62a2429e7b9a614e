"""Which errors of a database mean that it is out of reach, and will be back."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from bot.errors import OutOfReachError

AWAY, FULL, GONE, LOCKED, READONLY = "away", "full", "gone", "locked", "readonly"

OF_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_READONLY: READONLY,
    sqlite3.SQLITE_PERM: READONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: AWAY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_INTERRUPT: AWAY,
    sqlite3.SQLITE_NOMEM: AWAY,
}
"""By result code (sqlite.org/rescode.html); an extended code holds it in its last byte."""

OF_POSTGRES: Final = {
    "08": AWAY,  # the connection
    "25006": READONLY,  # a standby, or a server that was set so
    "40": LOCKED,  # a deadlock or a conflict: the same again succeeds
    "53": AWAY,  # no memory, no connections
    "53100": FULL,
    "55P03": LOCKED,
    "57P": AWAY,  # it goes, crashed, or is not up yet
    "58": AWAY,  # its disk
}
"""By the first characters of SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html)."""


OF_SYSTEM: Final = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READONLY,
    errno.EACCES: READONLY,
}
"""Of files and sockets; whatever else goes wrong there, somebody is away."""

STALE_PLAN = AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError
"""The tables were changed under a statement that was prepared before: the same again succeeds."""


@contextmanager
def plainly() -> Iterator[None]:
    """Say OutOfReachError in place of whatever the driver says about that."""
    try:
        yield
    except Exception as error:
        outage = outage_of(error)
        if outage is None:
            raise
        raise outage from None


def outage_of(error: BaseException) -> OutOfReachError | None:
    """What the error means, if it means that the database is out of reach now."""
    if isinstance(error, OutOfReachError):
        return error
    if isinstance(error, NoConnectionError):
        return OutOfReachError(AWAY)
    found = error.orig if isinstance(error, DBAPIError) else error
    why = None if found is None else _why(found)
    if why is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        why = AWAY
    return None if why is None else OutOfReachError(why)


def _why(error: BaseException) -> str | None:
    if isinstance(error, sqlite3.Error):
        return OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, STALE_PLAN):
        return LOCKED
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((OF_POSTGRES[state[:n]] for n in (5, 3, 2) if state[:n] in OF_POSTGRES), None)
    return OF_SYSTEM.get(error.errno or 0, AWAY) if isinstance(error, OSError) else None
