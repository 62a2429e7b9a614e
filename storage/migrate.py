"""Bring a database up to date: Alembic, from within the program."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engine import is_sqlite, make_engine
from storage.presence import sqlite_file
from storage.remnants import said

MIGRATIONS = Path(__file__).parent / "migrations"


LOCK_WAIT: Final = "5s"
"""How long a migration may keep others waiting behind it."""

ONE_AT_A_TIME: Final = 0x5570677261
"""The number of an advisory lock; each database of a server has its own."""


NO_REFERENCES: Final = "PRAGMA foreign_keys = OFF"
"""A table that is made anew is dropped first; what refers to it must not go with it."""


class NewerDatabaseError(Exception):
    """The database was changed by a newer program; the message says what would help."""

    def __init__(self) -> None:
        """Say it to the operator."""
        super().__init__(
            "This database is from a newer Porchlight than this one. Install the newer version "
            "again, or restore a backup of this one's time into a new database."
        )


class Standing(StrEnum):
    """How a database's tables stand to this program's."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


async def upgrade(url: str) -> None:
    """Create what is missing in the database and leave what is there in place.

    On PostgreSQL others go on meanwhile: each migration is a transaction of its own, one process
    migrates at a time, and none waits for a lock for longer than `LOCK_WAIT` while others queue
    behind it. What was migrated then stays so, and the next try goes on from there. SQLite has one
    writer anyway, so there all of it is one transaction.

    Raises:
        NewerDatabaseError: a newer program changed it.
        DBAPIError: among others, when a lock was not to be had: try again.
    """
    make_private(url)
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            if is_sqlite(engine):
                await said(connection, NO_REFERENCES)
                async with connection.begin():
                    await connection.run_sync(_refuse_newer)
                    await connection.run_sync(_upgrade)
                return
            await connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT}'")
            await connection.exec_driver_sql(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")
            await connection.run_sync(_refuse_newer)
            await connection.commit()
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


@cache
def newest() -> str:
    """The last migration that this program knows."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(settings).get_current_head() or ""


def make_private(url: str) -> None:
    """A SQLite file that is not there yet will be for its owner's eyes alone, its log as well."""
    file = sqlite_file(url)
    if file is not None:
        file.touch(mode=0o600)


def standing(connection: Connection) -> Standing:
    """Whether the tables are those that this program works with."""
    revision = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(settings_for(connection))
    if revision is None:
        return Standing.EMPTY
    if revision == known.get_current_head():
        return Standing.CURRENT
    older = {script.revision for script in known.walk_revisions()}
    return Standing.BEHIND if revision in older else Standing.AHEAD


def settings_for(connection: Connection) -> Config:
    """Alembic's settings for a connection that is open already."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def _refuse_newer(connection: Connection) -> None:
    if standing(connection) is Standing.AHEAD:
        raise NewerDatabaseError


def _upgrade(connection: Connection) -> None:
    command.upgrade(settings_for(connection), "head")
