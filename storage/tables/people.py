"""Who is here, when people have their peace, and where they stand in a dialogue."""

from datetime import datetime

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.shapes import DRAWN, NEVER_AGAIN, NO_ROWID


class MasterProofRow(SQLModel, table=True):
    """Which master key the accounts are sealed with; one row."""

    __tablename__ = "master_proof"

    id: int = Field(primary_key=True)
    proof: bytes


class HoursRow(SQLModel, table=True):
    """Hours that people share, so that SQL knows who is in peace without knowing time zones.

    `begins` and `ends` are minutes of the zone's day, equal when there are no quiet hours.
    `rest_from` to `rest_until` is the stretch of quiet that is, or comes next, `digest` the
    moment of the next daily digest; all three hold until `stale`.
    """

    __tablename__ = "hours"
    __table_args__ = (
        UniqueConstraint("zone", "begins", "ends", "urgent", "daily"),
        NEVER_AGAIN,
    )

    id: int = Field(default=None, primary_key=True)
    zone: str
    begins: int
    ends: int
    urgent: bool
    daily: int
    rest_from: datetime
    rest_until: datetime
    digest: datetime
    stale: datetime


class PersonRow(SQLModel, table=True):
    """Somebody the watch must find again. The platform stands here: ADR 0001."""

    __tablename__ = "person"
    __table_args__ = NO_ROWID

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=DRAWN)
    lookup: bytes = Field(unique=True)
    sealed: bytes
    platform: str
    language: str
    joined: int
    role: str
    hours: int | None = Field(default=None, foreign_key="hours.id")


class DialogueRow(SQLModel, table=True):
    """Where somebody stands in a dialogue, as JSON."""

    __tablename__ = "dialogue"
    __table_args__ = NO_ROWID

    person: int = Field(
        primary_key=True, foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE"
    )
    state: str = Field(sa_type=Text)
