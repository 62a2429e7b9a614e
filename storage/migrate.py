"""Bring a database up to date: Alembic, from within the program."""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engine import make_engine
from storage.presence import sqlite_file

MIGRATIONS = Path(__file__).parent / "migrations"


class Standing(StrEnum):
    """How a database's tables stand to this program's."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


async def upgrade(url: str) -> None:
    """Create what is missing in the database and leave what is there in place."""
    make_private(url)
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


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


def _upgrade(connection: Connection) -> None:
    command.upgrade(settings_for(connection), "head")
