"""A copy of the whole database in one SQLite file, and the way back: docs/adr/0007.

The keys of open requests are in the keyring, not in the database: no copy holds them.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.copies import copy_rows, is_empty
from storage.engine import make_engine_to_copy
from storage.migrate import Standing, make_private, standing, upgrade
from storage.presence import sqlite_file
from storage.remnants import said

NOT_NEW = "The database that DATABASE_URL names is in use already: name one that is new."


Pair = tuple[AsyncConnection, AsyncConnection]
"""From where and to where."""


class BackupError(Exception):
    """There is no copy to be had, or none to be put back; the message says what would help."""


async def back_up(url: str, file: Path) -> None:
    """Write a consistent copy of the database into a new file, mode 0600, while the bot runs.

    Raises:
        BackupError: the file exists, or there is no database.
    """
    inside = sqlite_file(url)
    if inside is not None and not inside.exists():
        message = f"There is no database at {inside}: check DATABASE_URL."
        raise BackupError(message)
    with _new(file, "choose another name") as draft:
        if inside is None:
            await _dump(url, draft)
        else:
            await asyncio.to_thread(_copy_file, inside, draft)


async def restore(file: Path, url: str) -> None:
    """Fill a new database from a copy that `back_up` wrote.

    Raises:
        BackupError: this is no such copy, or there is a database already.
    """
    await asyncio.to_thread(_recognise, file)
    inside = sqlite_file(url)
    if inside is None:
        await _load(file, url)
        return
    with _new(inside, "move it away, or set DATABASE_URL to a new one") as draft:
        await asyncio.to_thread(_copy_file, file, draft)


def _copy_file(source: Path, draft: Path) -> None:
    """One reading transaction: writers go on; pages that were freed are not copied."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("VACUUM INTO ?", (str(draft),))


async def _dump(url: str, draft: Path) -> None:
    """PostgreSQL's rows as they were at one moment."""
    inside = f"sqlite+aiosqlite:///{draft}"
    await upgrade(inside)
    async with _both(url, inside) as (found, target):
        source = await found.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        if await source.run_sync(standing) is not Standing.CURRENT:
            message = "The database is not up to date: run porchlight db upgrade first."
            raise BackupError(message)
        await copy_rows(source, target)
        await target.commit()
        await said(target, "PRAGMA journal_mode = DELETE")  # all in the one file


async def _load(file: Path, url: str) -> None:
    await upgrade(url)
    draft = _draft(file)
    inside = f"sqlite+aiosqlite:///{draft}"
    try:
        make_private(inside)
        await asyncio.to_thread(_copy_file, file, draft)
        await upgrade(inside)  # it may have been written by an older program
        async with _both(inside, url) as (source, target):
            if not await is_empty(target):
                raise BackupError(NOT_NEW)
            await copy_rows(source, target)
            await target.commit()
    finally:
        for left in draft.parent.glob(f"{draft.name}*"):
            left.unlink()


def _recognise(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            (sound,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            copy.execute("SELECT proof FROM master_proof").fetchone()
    except sqlite3.Error:
        sound = ""
    if sound != "ok":
        message = f"{file} is no backup of Porchlight, or not all of one."
        raise BackupError(message)


@contextmanager
def _new(file: Path, advice: str) -> Iterator[Path]:
    """A draft that becomes the file, which must be new, when all went well."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        message = f"{file} is there already and is never overwritten: {advice}."
        raise BackupError(message) from None
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise BackupError(message) from None
    draft = _draft(file)
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield draft
        _keep(draft, file)
    except BaseException:
        for left in (file, *draft.parent.glob(f"{draft.name}*")):
            left.unlink(missing_ok=True)
        raise


def _keep(draft: Path, file: Path) -> None:
    number = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
    draft.replace(file)
    for left in draft.parent.glob(f"{draft.name}-*"):
        left.unlink()


def _draft(file: Path) -> Path:
    return file.with_name(f".{file.name}.draft")


@asynccontextmanager
async def _both(
    source: str, target: str
) -> AsyncIterator[tuple[AsyncConnection, AsyncConnection]]:
    engines = [make_engine_to_copy(url) for url in (source, target)]
    try:
        async with engines[0].connect() as reading, engines[1].connect() as writing:
            yield reading, writing
    finally:
        for engine in engines:
            await engine.dispose()
