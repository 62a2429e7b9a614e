"""What deletion leaves behind, and how it is removed: outside of any transaction."""

import logging
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.presence import sqlite_file

log = logging.getLogger(__name__)

REWRITTEN = ("saved_reply", "reply", "question", "nonce", "blocked")
"""Tables that PostgreSQL writes anew each night: a plain VACUUM frees their pages, and leaves
in them what stood there."""

LOCK_WAIT = "5s"
"""How long a rewriting may keep others waiting; then it is left to the next night."""

MOST_LAID_ANEW = 32 * 1_024 * 1_024
"""Bytes of waiting replies; writing more of them anew each time would keep people waiting."""

WAITING = (
    "SELECT total(length(sealed) + ifnull(length(sealed_picture), 0)) FROM saved_reply"
    " HAVING count(*) > 1"
)

LAID_ANEW = (
    "CREATE TEMP TABLE waiting AS SELECT * FROM saved_reply",
    "DELETE FROM saved_reply",
    "INSERT INTO saved_reply SELECT * FROM waiting ORDER BY substr(key, 17)",
    "DROP TABLE waiting",
)
"""SQLite fills a page from its end: where a row lies tells whether it came before another.

By the second half of the random key: rows are deleted in the order of the first, and would get
back the pages, for pictures, that they had when they came.
"""


async def lay_anew(connection: AsyncConnection) -> None:
    """On SQLite: put the replies that wait where their keys put them, whichever came first."""
    size: float | None = (await connection.exec_driver_sql(WAITING)).scalar()
    if size is not None and size <= MOST_LAID_ANEW:
        for statement in LAID_ANEW:
            await connection.exec_driver_sql(statement)


async def said(connection: AsyncConnection, statement: str) -> tuple[object, ...] | None:
    """The first row that SQLite answers to a statement that may not stand in a transaction."""
    raw = await connection.get_raw_connection()
    if raw.driver_connection is None:
        return None
    cursor = await raw.driver_connection.execute(statement)
    row: tuple[object, ...] | None = await cursor.fetchone()
    await cursor.close()
    return row


async def rewrite_server(engine: AsyncEngine, tables: Sequence[str] = REWRITTEN) -> None:
    """On PostgreSQL: free dead rows everywhere, and write these tables anew."""
    plain = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with plain.connect() as connection:
        await connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT}'")
        try:
            await connection.exec_driver_sql("VACUUM")
            await _rewrite(connection, tables)
        except DBAPIError as error:
            log.warning("the tables were not written anew (%s)", type(error.orig).__name__)
        finally:
            await connection.exec_driver_sql("RESET lock_timeout")


async def rewrite_file(connection: AsyncConnection) -> None:
    """On SQLite: write the file anew. The copy that SQLite makes lies beside it, without a name.

    In memory it would take as much as the file. It holds the rows that live, which the log beside
    it is about to hold, too: no other folder sees anything. A SQLite that cannot be told in which
    folder to put it keeps it in memory. See docs/adr/0033.
    """
    if not await _spills_beside(connection):
        await said(connection, "VACUUM")
        return
    try:
        await said(connection, "PRAGMA temp_store = FILE")
        await said(connection, "VACUUM")
    finally:
        await said(connection, "PRAGMA temp_store = MEMORY")


async def _spills_beside(connection: AsyncConnection) -> bool:
    """Whether temporary files of this process's SQLite, if there are any, lie beside the database.

    The folder is one for the whole process (sqlite.org/c3ref/temp_directory.html); all
    connections but the one that writes the file anew keep theirs in memory.
    """
    file = sqlite_file(connection.engine.url)
    if file is None:
        return False
    folder = spilling_into(file)
    quoted = str(folder).replace("'", "''")
    await said(connection, f"PRAGMA temp_store_directory = '{quoted}'")
    return await said(connection, "PRAGMA temp_store_directory") == (str(folder),)


def spilling_into(file: Path) -> Path:
    """Where a copy of this database may lie."""
    return file.resolve().parent


async def rewrite_alone(connection: AsyncConnection, tables: Sequence[str]) -> None:
    """Leave nothing of what these tables held before; for whoever is alone with the database."""
    if connection.dialect.name == "sqlite":
        await rewrite_file(connection)
        await said(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
        return
    await _rewrite(await connection.execution_options(isolation_level="AUTOCOMMIT"), tables)


async def _rewrite(connection: AsyncConnection, tables: Sequence[str]) -> None:
    for table in tables:
        await connection.exec_driver_sql(f"VACUUM FULL {table}")
