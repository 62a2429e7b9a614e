"""The way to SQLite's thread and back, taken once per statement.

The driver takes it for the cursor, for the statement, for the rows and for closing: on a busy
machine two threads have to wait for their turn on each trip, which costs more than SQLite does.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosqlite import Connection
from typing_extensions import override

Values = Sequence[object]

CHUNK = 64
"""Rows that the driver fetches at once for whoever asks for rows one by one: its own number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a statement did, as a cursor tells it."""

    description: object | None = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[object] = ()


class QuickCursor:
    """A cursor that has all its rows when its statement is done, and is closed by then."""

    arraysize = 1

    def __init__(self, connection: "QuickConnection") -> None:
        """Execute on this connection."""
        self._connection = connection
        self._done = Done()

    @property
    def description(self) -> object | None:
        """The columns of the rows; None where there are none."""
        return self._done.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was added."""
        return self._done.lastrowid

    async def __aenter__(self) -> Self:
        """Nothing to wait for."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is open."""

    async def execute(self, statement: str, values: Values = ()) -> Self:
        """Execute a statement."""
        self._done = await self._connection.trip(
            lambda cursor: cursor.execute(statement, tuple(values))
        )
        return self

    async def executemany(self, statement: str, values: Sequence[Values]) -> Self:
        """Execute a statement with each of these values."""
        self._done = await self._connection.trip(
            lambda cursor: cursor.executemany(statement, [tuple(each) for each in values])
        )
        return self

    async def fetchall(self) -> Sequence[object]:
        """The rows."""
        return self._done.rows

    async def close(self) -> None:
        """Nothing is open."""


class QuickConnection(Connection):
    """The driver's connection, with cursors that take one trip."""

    async def trip(self, act: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> Done:
        """Do something with a cursor and fetch all that there is."""
        done: Done = await self._execute(  # type: ignore[no-untyped-call]
            partial(_all_of, self._conn, act)
        )
        return done

    @override
    def cursor(self) -> QuickCursor:  # type: ignore[override]  # of a cursor we use no more
        """A cursor."""
        return QuickCursor(self)

    @override
    async def rollback(self) -> None:
        """Roll back; no trip where nothing was begun."""
        if self.in_transaction:
            await super().rollback()


def quickly(database: str | Path, **settings: object) -> QuickConnection:
    """A connection to be awaited, as the driver's own `connect`."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(database, **settings)  # type: ignore[call-overload,no-any-return]

    connection = QuickConnection(connect, iter_chunk_size=CHUNK)
    connection._thread.daemon = True  # noqa: SLF001 - as the library does with its own
    return connection


def _all_of(
    connection: sqlite3.Connection, act: Callable[[sqlite3.Cursor], sqlite3.Cursor]
) -> Done:
    cursor = connection.cursor()
    try:
        act(cursor)
        return Done(
            description=cursor.description,
            rowcount=cursor.rowcount,
            lastrowid=cursor.lastrowid,
            rows=cursor.fetchall() if cursor.description else (),
        )
    finally:
        cursor.close()
