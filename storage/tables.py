"""The tables. Only storage knows them; RELAY's "What is stored" says what must not be here."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Index,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

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

NOUGHT = {"server_default": "0"}

WAITS = "state IN ('resting', 'gathering')"
"""What waits for a clock's round; word for word, so that planners use its index."""

UNDER_WAY = "state = 'pending' OR state = 'sending'"
"""What a sender looks for. A planner that reads one of the two, spelled out, uses its index."""

TO_CHANNELS = "channel IS NOT NULL"


def _of_some(which: str, *columns: str, unique: bool = False) -> Index:
    """An index that holds the rows of which this is true."""
    where = text(which)
    return Index(None, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


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

    id: str = Field(primary_key=True)
    lookup: bytes = Field(unique=True)
    sealed: bytes
    platform: str
    language: str
    joined: int
    role: str
    hours: int | None = Field(default=None, foreign_key="hours.id")


class AreaRow(SQLModel, table=True):
    """A named piece of the map; `outline` is a GeoJSON MultiPolygon, `size` counts blocks.

    One that is `gone` has no cells, channels or watches; requests may still name it.
    """

    __tablename__ = "area"
    __table_args__ = NEVER_AGAIN

    id: int = Field(default=None, primary_key=True)
    name: str
    parent: int | None = Field(default=None, foreign_key="area.id")
    outline: str = Field(sa_type=Text)
    size: int
    drawn: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    changed: datetime | None = None
    gone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AreaCellRow(SQLModel, table=True):
    """A compacted cell of an area; `first` to `last` are the blocks within it."""

    __tablename__ = "area_cell"
    __table_args__ = NO_ROWID

    cell: int = Field(primary_key=True, sa_type=BigInteger)
    area: int = Field(primary_key=True, foreign_key="area.id", ondelete="CASCADE", index=True)
    first: int = Field(sa_type=BigInteger)
    last: int = Field(sa_type=BigInteger)


class ChannelRow(SQLModel, table=True):
    """A chat bound to an area; `recapped` is up to when its recaps have told, if it has any."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "chat"), NEVER_AGAIN)

    id: int = Field(default=None, primary_key=True)
    platform: str
    chat: str
    title: str
    area: int = Field(foreign_key="area.id", index=True)
    language: str
    openness: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    door: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    recap: str = Field(default="off", sa_column_kwargs={"server_default": "off"})
    recapped: datetime | None = None
    review: str = Field(default="at_once", sa_column_kwargs={"server_default": "at_once"})
    daily: int = Field(default=0, sa_column_kwargs=NOUGHT)
    strict: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class WatchRow(SQLModel, table=True):
    """A circle (cell and radius) or an area, of a person or a channel.

    `block` is the block in the middle of `cell`; `categories` is a bit mask; `rhythm` is 0 for at
    once, 1 for hourly, 2 for daily. The circles that a `crowd` sizes are measured every night.
    """

    __tablename__ = "watch"
    __table_args__ = (
        _of_some("crowd IS NOT NULL", "crowd", "id"),
        NEVER_AGAIN,
    )

    id: int = Field(default=None, primary_key=True)
    person: str | None = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    channel: int | None = Field(foreign_key="channel.id", ondelete="CASCADE", index=True)
    area: int | None = Field(foreign_key="area.id", index=True)
    cell: int | None = Field(sa_type=BigInteger)
    block: int | None = Field(sa_type=BigInteger, index=True)
    radius: int | None
    near: str
    categories: int
    rhythm: int = Field(default=0, sa_column_kwargs=NOUGHT)
    crowd: int | None = None
    resumes: datetime | None = None


class CoverRow(SQLModel, table=True):
    """A circle on the map of one cell of its cover (see CoverCell); found by cell, then edge."""

    __tablename__ = "cover"
    __table_args__ = (
        PrimaryKeyConstraint(
            "cell", "edge", "watch", postgresql_include=["east", "north", "power"]
        ),
        NO_ROWID,
    )

    cell: int = Field(primary_key=True, sa_type=BigInteger)
    edge: int = Field(primary_key=True)
    watch: int = Field(primary_key=True, foreign_key="watch.id", ondelete="CASCADE", index=True)
    east: int
    north: int
    power: int = Field(sa_type=BigInteger)


class IncidentRow(SQLModel, table=True):
    """A report that was posted; `seen`, `denied` and `added` count what neighbours say of it.

    `counted` is the moment at which its posts show, or will show, the newest counts. `aside` says
    why it is shown nowhere, if so; `talk` whether words may be added.
    """

    __tablename__ = "incident"
    __table_args__ = (Index(None, "reporter", "state"), Index(None, "happened"), NEVER_AGAIN)

    number: int = Field(default=None, primary_key=True)
    reporter: str = Field(foreign_key="person.id")
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
    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True)


class OfficerRow(SQLModel, table=True):
    """A person who proved to belong to an agency."""

    __tablename__ = "officer"

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
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

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    agency: int = Field(foreign_key="agency.id")
    until: datetime
    address: bytes
    secret: bytes


class BadgeRow(SQLModel, table=True):
    """How an officer proves himself: `mailbox` finds the address, which is sealed."""

    __tablename__ = "badge"
    __table_args__ = NO_ROWID

    person: str = Field(primary_key=True, foreign_key="officer.person", ondelete="CASCADE")
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

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
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
    officer: str = Field(foreign_key="person.id", ondelete="CASCADE")
    draft: str = Field(sa_type=Text)
    state: str
    expires: datetime
    request: int | None = Field(foreign_key="request.number")


class RequestRow(SQLModel, table=True):
    """An agency's request. It counts nothing."""

    __tablename__ = "request"
    __table_args__ = (Index(None, "state", "closes"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    agency: int = Field(foreign_key="agency.id", index=True)
    officer: str = Field(foreign_key="person.id")
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


class DialogueRow(SQLModel, table=True):
    """Where somebody stands in a dialogue, as JSON."""

    __tablename__ = "dialogue"
    __table_args__ = NO_ROWID

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    state: str = Field(sa_type=Text)


class MarkRow(SQLModel, table=True):
    """How far a platform's updates have been taken in."""

    __tablename__ = "mark"

    platform: str = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)


class PlaceAskedRow(SQLModel, table=True):
    """What a map service answered; `day` counts from 1970. Words and answer are not readable."""

    __tablename__ = "place_asked"
    __table_args__ = NO_ROWID

    digest: bytes = Field(primary_key=True)
    sealed: bytes
    day: int = Field(index=True)


class TurnRow(SQLModel, table=True):
    """When the next turn is at what all processes share; seconds since 1970."""

    __tablename__ = "turn"

    what: str = Field(primary_key=True)
    next: float


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
        _of_some(TO_CHANNELS, "kind", "subject", "channel", unique=True),
        _of_some(TO_CHANNELS, "channel"),
        _of_some(UNDER_WAY, "platform", "state", "turn", "nearness", "id"),
        _of_some(WAITS, "due"),
        NEVER_AGAIN,
    )

    id: int = Field(default=None, primary_key=True)
    platform: str
    kind: str
    subject: str
    person: str | None = Field(foreign_key="person.id", ondelete="SET NULL", index=True)
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
