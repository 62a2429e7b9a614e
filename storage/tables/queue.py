"""What is owed to whom, and how far the processes are."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NEVER_AGAIN, NOUGHT, TO_CHANNELS, UNDER_WAY, WAITS, of_some


class DeliveryRow(SQLModel, table=True):
    """One message owed to one address.

    `turn` is twice the urgency, and one more for people than for channels; `nearness` is the
    distance squared, in square metres, `bearing` says as a number in which direction the incident
    lies. `owed` is the version that the message must show. `claimant` is the process that is
    sending it now, and only then. `digest` is the delivery whose message tells of this one, too.
    A channel that was unbound leaves its rows without an address.

    Nearly all rows are people's, and nearly all have been sent: indexes that neither needs leave
    them out. By person every row is found, for whoever is forgotten.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "person"),
        of_some(TO_CHANNELS, "kind", "subject", "channel", unique=True),
        of_some(TO_CHANNELS, "channel"),
        of_some(UNDER_WAY, "platform", "state", "turn", "nearness", "id"),
        of_some(WAITS, "due"),
        NEVER_AGAIN,
    )

    id: int = Field(default=None, primary_key=True)
    platform: str
    kind: str
    subject: str
    person: int | None = Field(
        foreign_key="person.id", sa_type=BigInteger, ondelete="SET NULL", index=True
    )
    channel: int | None = Field(foreign_key="channel.id", ondelete="SET NULL")
    turn: int
    nearness: float
    bearing: int = Field(default=0, sa_column_kwargs=NOUGHT)
    due: datetime
    state: str
    attempts: int
    owed: int
    repeat: bool
    posted_chat: str | None
    posted_message: str | None
    reason: str
    digest: int | None = Field(default=None, sa_type=BigInteger)
    claimant: int | None = None


class MarkRow(SQLModel, table=True):
    """How far a platform's updates have been taken in."""

    __tablename__ = "mark"

    platform: str = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)


class TurnRow(SQLModel, table=True):
    """When the next turn is at what all processes share; seconds since 1970."""

    __tablename__ = "turn"

    what: str = Field(primary_key=True)
    next: float
