"""Reports, and what neighbours say of them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, false
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NEVER_AGAIN, NO_ROWID, NOUGHT


class IncidentRow(SQLModel, table=True):
    """A report that was posted; `seen`, `denied` and `added` count what neighbours say of it.

    `counted` is the moment at which its posts show, or will show, the newest counts. `aside` says
    why it is shown nowhere, if so; `talk` whether words may be added.
    """

    __tablename__ = "incident"
    __table_args__ = (Index(None, "reporter", "state"), Index(None, "happened"), NEVER_AGAIN)

    number: int = Field(default=None, primary_key=True)
    reporter: int = Field(foreign_key="person.id", sa_type=BigInteger)
    category: str
    text: str = Field(sa_type=Text)
    cell: int = Field(sa_type=BigInteger)
    near: str
    happened: datetime
    posted: datetime
    state: str
    picture: str | None
    version: int
    seen: int = Field(default=0, sa_column_kwargs=NOUGHT)
    denied: int = Field(default=0, sa_column_kwargs=NOUGHT)
    added: int = Field(default=0, sa_column_kwargs=NOUGHT)
    counted: datetime | None = None
    aside: str | None = None
    talk: str = Field(default="open", sa_column_kwargs={"server_default": "open"})


class IncidentUpdateRow(SQLModel, table=True):
    """Something added to an incident, by its reporter, to correct it or not, or by another."""

    __tablename__ = "incident_update"
    __table_args__ = NEVER_AGAIN

    id: int = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.number", ondelete="CASCADE", index=True)
    text: str = Field(sa_type=Text)
    at: datetime
    another: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    picture: str | None = None
    corrects: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class WitnessRow(SQLModel, table=True):
    """What an account says of an incident; its mark tells neither the account nor a person."""

    __tablename__ = "witness"
    __table_args__ = NO_ROWID

    incident: int = Field(primary_key=True, foreign_key="incident.number", ondelete="CASCADE")
    mark: bytes = Field(primary_key=True)
    says: str


class PromptCountRow(SQLModel, table=True):
    """How often what came of a prompt before posting, month by month; of no author."""

    __tablename__ = "prompt_count"
    __table_args__ = NO_ROWID

    month: str = Field(primary_key=True)
    prompt: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    count: int


class PictureRow(SQLModel, table=True):
    """A cleaned picture of a report, JPEG."""

    __tablename__ = "picture"

    key: str = Field(primary_key=True)
    content: bytes
