"""Requests, and replies without a person, a place, an hour or an order."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NO_ROWID


class RequestRow(SQLModel, table=True):
    """An agency's request. It counts nothing."""

    __tablename__ = "request"
    __table_args__ = (Index(None, "state", "closes"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    agency: int = Field(foreign_key="agency.id", index=True)
    officer: int = Field(foreign_key="person.id", sa_type=BigInteger)
    case: str
    text: str = Field(sa_type=Text)
    cell: int = Field(sa_type=BigInteger)
    near: str
    window_from: datetime
    window_until: datetime
    closes: datetime
    asked: datetime
    audience: int = Field(foreign_key="area.id")
    band: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    interest: int = Field(default=300, sa_column_kwargs={"server_default": "300"})
    state: str
    ending: str = Field(default="time", sa_column_kwargs={"server_default": "time"})


class LedgerRow(SQLModel, table=True):
    """An entry of the public ledger; a fork of the chain is impossible.

    `kind` and `request` say once more what stands in the content, to be found by.
    """

    __tablename__ = "ledger"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(sa_column_kwargs={"server_default": "request"})
    request: int | None = Field(default=None, index=True)
    previous: str = Field(unique=True)
    content: str = Field(sa_type=Text)
    digest: str


class SavedReplyRow(SQLModel, table=True):
    """A reply that waits for the tick."""

    __tablename__ = "saved_reply"
    __table_args__ = NO_ROWID

    key: str = Field(primary_key=True)
    request: int = Field(foreign_key="request.number", index=True)
    sealed: bytes
    sealed_picture: bytes | None
    thread: str | None
    code: str | None


class ReplyRow(SQLModel, table=True):
    """A released reply; `released` is a tick."""

    __tablename__ = "reply"
    __table_args__ = (NO_ROWID,)

    key: str = Field(primary_key=True)
    request: int = Field(foreign_key="request.number")
    handle: str
    sealed: bytes
    sealed_picture: bytes | None
    thread: str | None
    released: datetime
    code: str | None


class QuestionRow(SQLModel, table=True):
    """An agency's question to a thread."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "request", "thread"), NO_ROWID)

    key: str = Field(primary_key=True)
    request: int = Field(foreign_key="request.number")
    thread: str
    sealed: bytes
    round: int


class BlockedRow(SQLModel, table=True):
    """The mark of a copy from which a request takes no more replies."""

    __tablename__ = "blocked"
    __table_args__ = NO_ROWID

    request: int = Field(primary_key=True, foreign_key="request.number")
    mark: str = Field(primary_key=True)


class BellRow(SQLModel, table=True):
    """When a request's doorbell rang last, and the question that waits for it."""

    __tablename__ = "bell"
    __table_args__ = NO_ROWID

    request: int = Field(
        primary_key=True,
        foreign_key="request.number",
        sa_column_kwargs={"autoincrement": False},
    )
    rang: datetime
    waits: str | None


class NonceRow(SQLModel, table=True):
    """The digest of a nonce that was used; it points to no reply."""

    __tablename__ = "nonce"
    __table_args__ = NO_ROWID

    digest: str = Field(primary_key=True)
    request: int = Field(foreign_key="request.number", index=True)
