"""What is owed to whom: the way out, as a port."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.channels import MessageRef
from bot.model.deliveries import Backlog, Delivery, DeliveryKind, Gathered, Recipient
from bot.model.ids import (
    AreaId,
    ChannelId,
    DeliveryId,
    IncidentNumber,
    PersonId,
    PlatformName,
    QuestionKey,
    ReplyKey,
    RequestNumber,
)
from bot.model.incidents import Incident


class Deliveries(Protocol):
    """Messages owed. One delivery per subject and address, whoever enqueues twice."""

    async def alert(self, incident: Incident, now: datetime) -> int:
        """Owe an incident to everybody who watches its place and category; how many are new.

        One statement (`INSERT INTO delivery SELECT ... FROM cover ...`): channels and people
        whose circle or area holds the cell's centre. A person is owed one message however many
        of his watches match; the reporter is owed none. Channels come first, then by distance.
        Paused watches match nothing. What quiet hours keep back rests until they end; a person
        of whose watches none tells at once gets it with the earliest digest that is due.
        """
        ...

    async def refresh(self, incident: Incident, due: datetime) -> None:
        """The incident changed: every message that stands or is under way is owed anew at `due`.

        A message that stands and is owed already is so at the earlier of both moments. When the
        incident is over or set aside, digests that tell of it are owed anew; a withdrawn one
        rests and gathers no more.
        """
        ...

    async def recount(self, incident: Incident, due: datetime) -> None:
        """The same, where nothing but a count is new: that may wait."""
        ...

    async def recheck(self, incident: Incident, channel: ChannelId, now: datetime) -> None:
        """A channel decided: its post of the incident is owed anew, also where none stands yet."""
        ...

    async def restore(self, incident: Incident, now: datetime) -> None:
        """The incident is shown again: it is owed to everybody from whom it was taken away.

        To people it rests until the clock's next round, which knows who is in peace.
        """
        ...

    async def came_to(self, incident: IncidentNumber) -> tuple[ChannelId, ...]:
        """The channels that were owed the incident, by id."""
        ...

    async def ask(
        self, request: RequestNumber, audience: Collection[AreaId], now: datetime
    ) -> int:
        """Owe a request to its audience; how many are new.

        Channels bound to one of the areas that take the agency's requests; people with a circle
        whose centre lies in one of them, or who watch one of them. Officers of the asking
        agency and those who opted out of its requests are left out, paused watches are nobody's.
        Whoever has quiet hours is asked when they end.
        """
        ...

    async def ring(self, request: RequestNumber, bell: QuestionKey, now: datetime) -> int:
        """Owe the doorbell to everybody who was owed the request, once per question.

        Those whose copy of the request is gone (blocked, unbound) are left out, and those who
        opted out since.
        The subject is `"<request>.<bell>"`. In quiet hours it rings when they end.
        """
        ...

    async def announce(self, outage: str, now: datetime) -> int:
        """Owe an outage's notice to every channel in which an open request stands; how many."""
        ...

    async def tell(
        self,
        kind: DeliveryKind,
        subject: str,
        *,
        channels: Collection[ChannelId] = (),
        people: Collection[PersonId] = (),
        now: datetime,
    ) -> None:
        """Owe a notice to channels and to people."""
        ...

    async def revise(self, kind: DeliveryKind, subject: str, now: datetime) -> None:
        """What notices say is another by now: those that stand or are under way are owed anew."""
        ...

    async def hand(
        self, replies: Sequence[ReplyKey], officers: Collection[PersonId], now: datetime
    ) -> None:
        """Owe released replies to the agency's officers, in the order given."""
        ...

    async def reached(self, request: RequestNumber) -> int:
        """How many addresses were owed the request."""
        ...

    async def claim(
        self,
        platform: PlatformName,
        now: datetime,
        *,
        most: int,
        resting: Collection[Recipient] = (),
    ) -> tuple[Delivery, ...]:
        """Take the next due deliveries, at most so many (pending -> sending), as they are to go.

        What is urgent first, then channels, then nearest, then oldest; one to each recipient,
        none to those who rest.
        """
        ...

    async def next_due(
        self, platform: PlatformName, resting: Collection[Recipient] = ()
    ) -> datetime | None:
        """When the earliest pending delivery is due, but for recipients who rest."""
        ...

    async def sent(self, delivery: DeliveryId, at: MessageRef, version: int) -> None:
        """It stands. When more is owed by now than `version`, it is pending again at once."""
        ...

    async def retry(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`."""
        ...

    async def doubt(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`, as a repeat: this try may have arrived."""
        ...

    async def postpone(self, delivery: DeliveryId, due: datetime) -> None:
        """Its turn comes at `due`: this was no try."""
        ...

    async def removed(self, delivery: DeliveryId, version: int) -> None:
        """It is taken away. When more is owed by now than `version`, it is pending again."""
        ...

    async def end(self, delivery: DeliveryId, reason: str) -> None:
        """Nothing need be sent any more: it is gone."""
        ...

    async def fail(self, delivery: DeliveryId, reason: str) -> None:
        """The platform will never take it, or did not for too long: it has failed."""
        ...

    async def shut(self, recipient: Recipient, reason: str) -> None:
        """The recipient takes no messages: everything still owed to him has failed."""
        ...

    async def troubled(self, channel: ChannelId) -> bool:
        """Whether the newest message to a channel failed, so that its moderators should know."""
        ...

    async def silence(self, person: PersonId) -> None:
        """The person wants no messages: everything still owed to him is gone."""
        ...

    async def recover(self, platform: PlatformName) -> int:
        """We are sending nothing: what we were sending is pending again, and what `inherit` finds.

        It is marked as a repeat. Returns how many there were.
        """
        ...

    async def inherit(self, platform: PlatformName) -> int:
        """What was being sent by a process that is there no more is pending again; how many.

        It is marked as a repeat. What we, or others alive, are sending stays as it is.
        """
        ...

    async def drop_request(self, request: RequestNumber, replies: Collection[ReplyKey]) -> None:
        """The request is closed: forget deliveries of its replies; its questions are there yet.

        Of the request and its bells, what was never sent is gone; what stands, is under way or
        in doubt is owed once more, as version 2, to say that it is over.
        """
        ...


class Backlogs(Protocol):
    """What is owed, seen as a heap."""

    async def of(
        self, platform: PlatformName, kinds: Collection[DeliveryKind], now: datetime
    ) -> Backlog:
        """What of these kinds is owed on a platform now."""
        ...

    async def hasten(self, latest: datetime) -> int:
        """What is owed later than `latest` is owed then: a clock that was wrong had put it off.

        What rests or gathers is left to its own moment. Returns how many these were.
        """
        ...


class Digests(Protocol):
    """What waits for quiet hours to end or for a digest, until a round of the clock takes it."""

    async def gather(self, now: datetime, few: int) -> int:
        """What rested or gathered and is due is told now; how many messages that makes.

        For whoever is in peace it is put off. A person to whom a digest is due, or for whom more
        than `few` messages rested, gets one digest of it all; others get each by itself.
        """
        ...

    async def recall(
        self, channel: ChannelId, first: datetime, last: datetime, now: datetime
    ) -> bool:
        """Owe a channel a digest of what was posted there in a span of time; whether any was.

        The span is after `first` and up to `last`; what is withdrawn does not count.
        """
        ...

    async def gathered(self, digest: Delivery) -> tuple[Gathered, ...]:
        """What a digest tells of, nearest first."""
        ...

    async def awake(self, person: PersonId, now: datetime) -> None:
        """The person is in peace no more: what rested is due."""
        ...
