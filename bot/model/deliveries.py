"""Messages owed, each to one address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.model.channels import MessageRef
from bot.model.directions import Direction
from bot.model.hours import URGENT
from bot.model.ids import ChannelId, DeliveryId, IncidentNumber, PersonId, PlatformName
from bot.model.incidents import Incident


class DeliveryKind(StrEnum):
    """What a delivery carries; its subject is named by `Delivery.subject`."""

    INCIDENT = "incident"  # subject: incident number
    REQUEST = "request"  # subject: request number
    BELL = "bell"  # subject: request number
    REPLY = "reply"  # subject: reply key; to officers only
    AREA = "area"  # subject: the area that is gone, the one in its place (0: none), a moment
    OUTAGE = "outage"  # subject: its first and its last second since 1970, dotted
    HEAD = "head"  # subject: number of the ledger's newest entry; to channels
    DIGEST = "digest"  # subject: a number that no other digest has
    RULING = "ruling"  # subject: incident, channel, deed, something random, dotted; to its author
    WAITING = "waiting"  # subject: the hour since 1970; to a channel whose moderators are wanted
    ADMISSION = "admission"  # subject: agency id; to channels that may take its requests
    PROPOSAL = "proposal"  # subject: proposal id; to those who are to look at it, and its officer
    SNIPPET = "snippet"  # subject: something random and the snippet's name, dotted


class DeliveryState(StrEnum):
    """pending -> sending (committed) -> sent | gone | failed.

    What is owed in quiet hours rests, what is owed to a digest gathers; when it is due, a clock's
    round makes it pending, or gathers it into a digest, which is a delivery of its own.
    """

    RESTING = "resting"
    GATHERING = "gathering"
    GATHERED = "gathered"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"


class Urgency(IntEnum):
    """What overtakes what; within each, channels come first, then the nearest."""

    AT_ONCE = 0  # what burns, leaks or hangs loose, and taking away what is not shown any more
    SOON = 1  # alerts, requests, replies, notices
    LATER = 2  # digests, and posts on which only a count is new


def urgency_of(incident: Incident) -> Urgency:
    """How urgent it is to tell of an incident, or to tell of it no more."""
    urgent = incident.category in URGENT or not incident.shown
    return Urgency.AT_ONCE if urgent else Urgency.SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who a message is owed to: a channel or a person."""

    channel: ChannelId | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one address: a channel's chat or a person's account.

    `posted` is where the message already stands: then it is changed, not sent again.
    `repeat` says that an earlier try may have arrived. `distance` is metres, 0 for channels;
    `direction` is that of the incident from the nearest circle's centre, None for areas and
    channels, of which neither is told.
    `attempts` counts this try and those before it since the message last stood. `owed`
    is the version that the message must show.
    """

    id: DeliveryId
    platform: PlatformName
    kind: DeliveryKind
    subject: str
    channel: ChannelId | None
    person: PersonId | None
    attempts: int
    posted: MessageRef | None
    repeat: bool
    distance: int
    due: datetime
    direction: Direction | None = None
    owed: int = 1

    @property
    def recipient(self) -> Recipient:
        """Who it is owed to."""
        return Recipient(channel=self.channel, person=self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody is or was owed, and where it stands; the rest as in `Delivery`."""

    kind: DeliveryKind
    subject: str
    state: DeliveryState
    due: datetime
    distance: int
    direction: Direction | None = None
    posted: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is owed now: messages whose time has come, and those that are being sent.

    `oldest` is for how long the first of them has been due.
    """

    due: int = 0
    in_flight: int = 0
    oldest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """An incident that a digest tells of; how far away and where, as in `Delivery`."""

    incident: IncidentNumber
    distance: int
    direction: Direction | None
