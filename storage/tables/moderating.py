"""What channels decide."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NEVER_AGAIN, NO_ROWID


class RulingRow(SQLModel, table=True):
    """What a channel says of an incident that came to it."""

    __tablename__ = "ruling"
    __table_args__ = NO_ROWID

    incident: int = Field(primary_key=True, foreign_key="incident.number", ondelete="CASCADE")
    channel: int = Field(
        primary_key=True, foreign_key="channel.id", ondelete="CASCADE", index=True
    )
    says: str
    reason: str
    reach: str


class AppealRow(SQLModel, table=True):
    """What an author asks a channel's moderators to look at once more."""

    __tablename__ = "appeal"
    __table_args__ = NO_ROWID

    incident: int = Field(primary_key=True, foreign_key="incident.number", ondelete="CASCADE")
    channel: int = Field(
        primary_key=True, foreign_key="channel.id", ondelete="CASCADE", index=True
    )
    text: str = Field(sa_type=Text)


class FlagRow(SQLModel, table=True):
    """That an account flagged an incident; its mark tells neither the account nor a person."""

    __tablename__ = "flag"
    __table_args__ = NO_ROWID

    incident: int = Field(primary_key=True, foreign_key="incident.number", ondelete="CASCADE")
    mark: bytes = Field(primary_key=True)


class SilenceRow(SQLModel, table=True):
    """That the author of an incident is muted where a channel is.

    The mark is another one at each incident and channel. It outlives the incident.
    """

    __tablename__ = "silence"
    __table_args__ = NO_ROWID

    channel: int = Field(primary_key=True, foreign_key="channel.id", ondelete="CASCADE")
    incident: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    mark: bytes
    until: datetime | None


class SnippetRow(SQLModel, table=True):
    """A frequent answer of a channel."""

    __tablename__ = "snippet"
    __table_args__ = NO_ROWID

    channel: int = Field(primary_key=True, foreign_key="channel.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)


class AuditRow(SQLModel, table=True):
    """What a moderator did in a chat, by name; neither his account nor any resident."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "platform", "chat", "id"), NEVER_AGAIN)

    id: int = Field(default=None, primary_key=True)
    platform: str
    chat: str
    moderator: str
    deed: str
    incident: int | None
    detail: str
    at: datetime
