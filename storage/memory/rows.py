"""What the store in memory holds."""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from bot.model.agencies import Agency, Badge, Officer, Probation
from bot.model.areas import AreaDraft
from bot.model.channels import Channel, MessageRef
from bot.model.deliveries import DeliveryKind, DeliveryState, Recipient, Urgency
from bot.model.directions import Direction
from bot.model.ids import (
    AgencyId,
    AreaId,
    ChannelId,
    DeliveryId,
    EntryNumber,
    IncidentNumber,
    PersonId,
    PictureKey,
    PlatformName,
    ProposalId,
    QuestionKey,
    ReplyKey,
    RequestNumber,
    WatchId,
)
from bot.model.incidents import Incident, Voice
from bot.model.ledger import LedgerEntry, LedgerLine
from bot.model.moderation import Appeal, AuditEntry, Ruling, Silence, Snippet
from bot.model.people import Account, Person
from bot.model.pictures import CleanPicture
from bot.model.prompts import Outcome, Prompt
from bot.model.proposals import Proposal
from bot.model.relay import Question, ReleasedReply, SavedReply
from bot.model.requests import Request
from bot.model.watches import CoverCell, Watch

OVER = (DeliveryState.GONE, DeliveryState.FAILED)
"""Nothing stands, and nothing will be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """One delivery with what only the queue knows of it; `nearness` is metres squared."""

    id: DeliveryId
    platform: PlatformName
    kind: DeliveryKind
    subject: str
    person: PersonId | None
    channel: ChannelId | None
    nearness: float
    due: datetime
    owed: int
    direction: Direction | None = None
    urgency: Urgency = Urgency.SOON
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    posted: MessageRef | None = None
    repeat: bool = False
    reason: str = ""
    digest: DeliveryId | None = None
    taken: bool = False  # away, as its subject is not shown any more
    claimant: int | None = None

    @property
    def recipient(self) -> Recipient:
        """Who it is owed to."""
        return Recipient(channel=self.channel, person=self.person)

    def overtaking(self, urgency: Urgency) -> "OwedRow":
        """As it is owed anew: never later than it had before it stood."""
        stood = self.state is DeliveryState.SENT
        return replace(self, urgency=urgency if stood else min(self.urgency, urgency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """When a doorbell rang last, and the question that waits for it."""

    rang: datetime
    waits: QuestionKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A line of the ledger and the entry that it became."""

    line: LedgerLine
    entry: LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """A code that was mailed, and how often another was tried."""

    code: str
    expires: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether a channel takes an agency's requests, and since when it is so."""

    admitted: bool
    changed: datetime


@dataclass(slots=True, kw_only=True)
class Rows:
    """Every row, by key."""

    people: dict[PersonId, Person] = field(default_factory=dict)
    areas: dict[AreaId, AreaDraft] = field(default_factory=dict)
    reshaped: dict[AreaId, datetime] = field(default_factory=dict)
    gone: set[AreaId] = field(default_factory=set)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    watches: dict[WatchId, Watch] = field(default_factory=dict)
    covers: dict[WatchId, tuple[CoverCell, ...]] = field(default_factory=dict)
    incidents: dict[IncidentNumber, Incident] = field(default_factory=dict)
    witnesses: dict[tuple[IncidentNumber, Account], Voice] = field(default_factory=dict)
    rulings: dict[tuple[IncidentNumber, ChannelId], Ruling] = field(default_factory=dict)
    appeals: dict[tuple[IncidentNumber, ChannelId], Appeal] = field(default_factory=dict)
    flags: dict[IncidentNumber, frozenset[Account]] = field(default_factory=dict)
    silences: dict[tuple[IncidentNumber, ChannelId], tuple[Silence, Account]] = field(
        default_factory=dict
    )
    snippets: dict[tuple[ChannelId, str], Snippet] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    prompts: dict[tuple[str, Prompt, Outcome], int] = field(default_factory=dict)
    pictures: dict[PictureKey, CleanPicture] = field(default_factory=dict)
    agencies: dict[AgencyId, Agency] = field(default_factory=dict)
    officers: dict[PersonId, Officer] = field(default_factory=dict)
    codes: dict[str, tuple[AgencyId, datetime]] = field(default_factory=dict)
    badges: dict[PersonId, Badge] = field(default_factory=dict)
    probations: dict[PersonId, Probation] = field(default_factory=dict)
    mailed: dict[tuple[PersonId, str], Mailed] = field(default_factory=dict)
    admissions: dict[tuple[ChannelId, AgencyId], Admission] = field(default_factory=dict)
    opt_outs: dict[PersonId, frozenset[AgencyId]] = field(default_factory=dict)
    proposals: dict[ProposalId, Proposal] = field(default_factory=dict)
    requests: dict[RequestNumber, Request] = field(default_factory=dict)
    ledger: dict[EntryNumber, Written] = field(default_factory=dict)
    saved: dict[ReplyKey, SavedReply] = field(default_factory=dict)
    released: dict[ReplyKey, ReleasedReply] = field(default_factory=dict)
    questions: dict[QuestionKey, Question] = field(default_factory=dict)
    nonces: dict[str, RequestNumber] = field(default_factory=dict)
    blocked: dict[RequestNumber, frozenset[str]] = field(default_factory=dict)
    bells: dict[RequestNumber, Rung] = field(default_factory=dict)
    dialogues: dict[PersonId, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    places_asked: dict[str, tuple[str, int]] = field(default_factory=dict)
    turns: dict[str, float] = field(default_factory=dict)
    owed: dict[DeliveryId, OwedRow] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    def take(self, other: "Rows") -> None:
        """Become a copy of other rows; the rows themselves never change."""
        for part in fields(self):
            setattr(self, part.name, copy(getattr(other, part.name)))

    def number(self, noun: str) -> int:
        """The next number of a noun; a number is never given twice."""
        self.numbers[noun] += 1
        return self.numbers[noun]
