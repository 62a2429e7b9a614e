"""What tables have in common."""

from sqlalchemy import Index, text
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}  # named, so that a migration can change them on SQLite, too

NO_ROWID = {"sqlite_with_rowid": False}
"""On SQLite the rows lie in the order of their random keys: none tells when it came."""

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""On SQLite, too, the number of a deleted row is never given to another."""

DRAWN = {"autoincrement": False}
"""The number is drawn at random, not counted."""

NOUGHT = {"server_default": "0"}

WAITS = "state IN ('resting', 'gathering')"
"""What waits for a clock's round; word for word, so that planners use its index."""

UNDER_WAY = "state = 'pending' OR state = 'sending'"
"""What a sender looks for. A planner that reads one of the two, spelled out, uses its index."""

TO_CHANNELS = "channel IS NOT NULL"


def of_some(which: str, *columns: str, unique: bool = False) -> Index:
    """An index that holds the rows of which this is true."""
    where = text(which)
    return Index(None, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
