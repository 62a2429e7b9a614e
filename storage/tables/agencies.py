"""Agencies, who speaks for them, and who takes what they ask."""

from datetime import datetime

from sqlalchemy import BigInteger, Text, text
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NEVER_AGAIN, NO_ROWID


class AgencyRow(SQLModel, table=True):
    """A verified public agency."""

    __tablename__ = "agency"
    __table_args__ = NEVER_AGAIN

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    state: str
    domain: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    contact: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class JurisdictionRow(SQLModel, table=True):
    """An area within which an agency may ask."""

    __tablename__ = "jurisdiction"

    agency: int = Field(primary_key=True, foreign_key="agency.id")
    area: int = Field(primary_key=True, foreign_key="area.id")


class AdmissionRow(SQLModel, table=True):
    """Whether a channel takes an agency's requests, and since when it is so."""

    __tablename__ = "admission"

    channel: int = Field(primary_key=True, foreign_key="channel.id", ondelete="CASCADE")
    agency: int = Field(primary_key=True, foreign_key="agency.id", index=True)
    admitted: bool
    changed: datetime


class OptOutRow(SQLModel, table=True):
    """That a person takes no more requests of an agency, or of any (`agency` is 0)."""

    __tablename__ = "opt_out"
    __table_args__ = NO_ROWID

    agency: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: int = Field(
        primary_key=True,
        foreign_key="person.id",
        sa_type=BigInteger,
        ondelete="CASCADE",
        index=True,
    )


class OfficerRow(SQLModel, table=True):
    """A person who proved to belong to an agency."""

    __tablename__ = "officer"

    person: int = Field(
        primary_key=True, foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE"
    )
    agency: int = Field(foreign_key="agency.id", index=True)


class OfficerCodeRow(SQLModel, table=True):
    """The digest of a one-time code."""

    __tablename__ = "officer_code"

    digest: str = Field(primary_key=True)
    agency: int = Field(foreign_key="agency.id")
    expires: datetime


class ProbationRow(SQLModel, table=True):
    """Somebody who proves that he belongs to an agency; address and secret are sealed."""

    __tablename__ = "probation"
    __table_args__ = NO_ROWID

    person: int = Field(
        primary_key=True, foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE"
    )
    agency: int = Field(foreign_key="agency.id")
    until: datetime
    address: bytes
    secret: bytes


class BadgeRow(SQLModel, table=True):
    """How an officer proves himself: `mailbox` finds the address, which is sealed."""

    __tablename__ = "badge"
    __table_args__ = NO_ROWID

    person: int = Field(
        primary_key=True, foreign_key="officer.person", sa_type=BigInteger, ondelete="CASCADE"
    )
    mailbox: bytes = Field(unique=True)
    address: bytes
    secret: bytes
    until: datetime
    step: int = Field(sa_type=BigInteger)
    wrong: int


class MailedCodeRow(SQLModel, table=True):
    """The keyed digest of a code that was mailed to somebody, about one thing."""

    __tablename__ = "mailed_code"
    __table_args__ = NO_ROWID

    person: int = Field(
        primary_key=True, foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE"
    )
    about: str = Field(primary_key=True)
    digest: bytes
    expires: datetime
    tries: int


class ProposalRow(SQLModel, table=True):
    """What an agency wants to ask, as JSON, until two have looked at it."""

    __tablename__ = "proposal"
    __table_args__ = NEVER_AGAIN

    id: int = Field(default=None, primary_key=True)
    agency: int = Field(foreign_key="agency.id", index=True)
    officer: int = Field(foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE")
    draft: str = Field(sa_type=Text)
    state: str
    expires: datetime
    request: int | None = Field(foreign_key="request.number")
