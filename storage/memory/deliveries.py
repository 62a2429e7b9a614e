"""Messages owed, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from math import sqrt

from bot.model.channels import MessageRef
from bot.model.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Recipient,
    Urgency,
    urgency_of,
)
from bot.model.hours import resting_until
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
from bot.model.incidents import Incident, IncidentState
from bot.model.requests import RequestState
from storage.memory.matching import Hearer, audience_of, hearers_of, in_turn
from storage.memory.optouts import opted_out
from storage.memory.rows import OVER, OwedRow, Rows

CLOSED_VERSION = 2
UNFINISHED = (DeliveryState.PENDING, DeliveryState.SENDING)


class Deliveries:
    """Deliveries by id."""

    def __init__(self, rows: Rows, claimant: int | None = None) -> None:
        """Work within one transaction, and claim under this name."""
        self._rows = rows
        self._claimant = claimant

    async def alert(self, incident: Incident, now: datetime) -> int:
        """Owe an incident to everybody who watches its place and category."""
        hearers = hearers_of(self._rows, incident, now)
        subject = str(incident.number)
        version, urgency = incident.version, urgency_of(incident)
        return self._owe(
            DeliveryKind.INCIDENT, subject, hearers, now, owed=version, urgency=urgency
        )

    async def refresh(self, incident: Incident, due: datetime) -> None:
        """The incident changed: every message that stands or is under way is owed anew at `due`.

        What is being sent is owed again once it stands; a try that failed waits as it did.
        """
        self._refresh(incident, due, urgency_of(incident))

    async def recount(self, incident: Incident, due: datetime) -> None:
        """The same, where nothing but a count is new."""
        self._refresh(incident, due, Urgency.LATER)

    def _refresh(self, incident: Incident, due: datetime, urgency: Urgency) -> None:
        self._owe_anew(self._told(incident), incident, due, urgency)
        if incident.state is not IncidentState.OPEN or not incident.shown:
            self._refresh_digests(incident, due)

    def _owe_anew(
        self, rows: list[OwedRow], incident: Incident, due: datetime, urgency: Urgency
    ) -> None:
        for row in rows:
            ahead = row.overtaking(urgency)
            match row.state:
                case DeliveryState.SENT:
                    changed = replace(ahead, state=DeliveryState.PENDING, due=due)
                case DeliveryState.SENDING:
                    changed = replace(ahead, due=due)
                case DeliveryState.PENDING if row.posted is not None and not row.attempts:
                    changed = replace(ahead, due=min(row.due, due))
                case DeliveryState.PENDING:
                    changed = ahead
                case _:
                    continue
            self._keep(replace(changed, owed=incident.version))

    async def recheck(self, incident: Incident, channel: ChannelId, now: datetime) -> None:
        """A channel decided: its post of the incident is owed anew, also where none stands yet."""
        here = [row for row in self._told(incident) if row.channel == channel]
        self._owe_anew(here, incident, now, Urgency.AT_ONCE)
        self._revive(here, incident, now)

    async def restore(self, incident: Incident, now: datetime) -> None:
        """The incident is shown again: it is owed to everybody from whom it was taken away."""
        await self.refresh(incident, now)
        self._revive(self._told(incident), incident, now)

    def _revive(self, rows: list[OwedRow], incident: Incident, now: datetime) -> None:
        for row in rows:
            if row.taken:
                self._keep(replace(_revived(row, now), owed=incident.version))
        self._refresh_digests(incident, now)

    def _told(self, incident: Incident) -> list[OwedRow]:
        return self._of(DeliveryKind.INCIDENT, str(incident.number))

    async def came_to(self, incident: IncidentNumber) -> tuple[ChannelId, ...]:
        """The channels that were owed the incident, by id."""
        rows = self._of(DeliveryKind.INCIDENT, str(incident))
        return tuple(sorted(row.channel for row in rows if row.channel is not None))

    def _refresh_digests(self, incident: Incident, due: datetime) -> None:
        told = self._of(DeliveryKind.INCIDENT, str(incident.number))
        for row in told:
            waits = row.state in (DeliveryState.RESTING, DeliveryState.GATHERING)
            if waits and incident.state is IncidentState.WITHDRAWN:
                self._keep(replace(row, state=DeliveryState.GONE, taken=True))
        digests = {row.digest for row in told}
        for row in self._which(lambda row: row.id in digests):
            owed = row.owed + 1
            ahead = row.overtaking(Urgency.SOON if incident.shown else Urgency.AT_ONCE)
            if row.state is DeliveryState.SENT:
                self._keep(replace(ahead, state=DeliveryState.PENDING, due=due, owed=owed))
            elif row.state in UNFINISHED:
                self._keep(replace(ahead, owed=owed))

    async def ask(
        self, request: RequestNumber, audience: Collection[AreaId], now: datetime
    ) -> int:
        """Owe a request to its audience; how many are new."""
        asking = self._rows.requests.get(request)
        left_out = {
            officer.person
            for officer in self._rows.officers.values()
            if asking is not None and officer.agency == asking.agency
        }
        taking = {
            channel
            for (channel, agency), each in self._rows.admissions.items()
            if asking is not None and agency == asking.agency and each.admitted
        }
        if asking is not None:
            left_out |= opted_out(self._rows, asking.agency)
        audience_now = audience_of(self._rows, audience, now)
        hearers = [
            self._in_peace(hearer, now)
            for hearer in audience_now
            if hearer.person not in left_out
            and (hearer.channel is None or hearer.channel in taking)
        ]
        return self._owe(DeliveryKind.REQUEST, str(request), hearers, now)

    async def ring(self, request: RequestNumber, bell: QuestionKey, now: datetime) -> int:
        """Owe the doorbell to everybody who was owed the request and can be reached."""
        asking = self._rows.requests.get(request)
        left_out = set() if asking is None else opted_out(self._rows, asking.agency)
        hearers = in_turn(
            Hearer(person=row.person, channel=row.channel, nearness=row.nearness)
            for row in self._of(DeliveryKind.REQUEST, str(request))
            if row.state not in OVER and row.person not in left_out
        )
        waking = [self._in_peace(hearer, now) for hearer in hearers]
        return self._owe(DeliveryKind.BELL, f"{request}.{bell}", waking, now)

    async def announce(self, outage: str, now: datetime) -> int:
        """Owe an outage's notice to every channel in which an open request stands; how many."""
        requests = self._rows.requests.values()
        standing = {str(one.number) for one in requests if one.state is RequestState.OPEN}
        rows = self._which(
            lambda row: (
                row.kind is DeliveryKind.REQUEST
                and row.subject in standing
                and row.channel is not None
                and row.state not in OVER
            )
        )
        hearers = in_turn(Hearer(person=None, channel=row.channel) for row in rows)
        return self._owe(DeliveryKind.OUTAGE, outage, hearers, now)

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
        hearers = [
            *(Hearer(person=None, channel=channel) for channel in sorted(channels)),
            *(Hearer(person=person, channel=None) for person in sorted(people)),
        ]
        self._owe(kind, subject, hearers, now)

    async def revise(self, kind: DeliveryKind, subject: str, now: datetime) -> None:
        """What notices say is another by now: those that stand or are under way are owed anew."""
        for row in self._of(kind, subject):
            if row.state is DeliveryState.SENT:
                again = replace(row, state=DeliveryState.PENDING, due=now)
            elif row.state in UNFINISHED:
                again = row
            else:
                continue
            self._keep(replace(again, owed=row.owed + 1))

    async def hand(
        self, replies: Sequence[ReplyKey], officers: Collection[PersonId], now: datetime
    ) -> None:
        """Owe released replies to the agency's officers, in the order given."""
        hearers = [Hearer(person=officer, channel=None) for officer in sorted(officers)]
        for reply in replies:
            self._owe(DeliveryKind.REPLY, reply, hearers, now)

    async def reached(self, request: RequestNumber) -> int:
        """How many addresses were owed the request."""
        return len(self._of(DeliveryKind.REQUEST, str(request)))

    async def claim(
        self,
        platform: PlatformName,
        now: datetime,
        *,
        most: int,
        resting: Collection[Recipient] = (),
    ) -> tuple[Delivery, ...]:
        """Take the next due deliveries, at most so many: what is urgent, channels, the nearest.

        Of several to one recipient the first is taken, the others are left for later.
        """
        due = [row for row in self._pending(platform, resting) if row.due <= now]
        first: dict[Recipient, OwedRow] = {}
        for row in sorted(due, key=_turn)[:most]:
            first.setdefault(row.recipient, row)
        return tuple(
            _delivery(
                self._keep(
                    replace(
                        row,
                        state=DeliveryState.SENDING,
                        attempts=row.attempts + 1,
                        claimant=self._claimant,
                    )
                )
            )
            for row in first.values()
        )

    async def next_due(
        self, platform: PlatformName, resting: Collection[Recipient] = ()
    ) -> datetime | None:
        """When the earliest pending delivery is due, but for recipients who rest."""
        return min((row.due for row in self._pending(platform, resting)), default=None)

    async def sent(self, delivery: DeliveryId, at: MessageRef, version: int) -> None:
        """It stands. When more is owed by now than `version`, it is pending again at once."""
        for row in self._known(delivery):
            state = row.state
            if state is DeliveryState.SENDING:
                state = DeliveryState.PENDING if row.owed > version else DeliveryState.SENT
            self._keep(replace(row, state=state, posted=at, attempts=0, repeat=False))

    async def retry(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`."""
        for row in self._known(delivery):
            self._wait(row, due)

    async def doubt(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`, as a repeat: this try may have arrived."""
        for row in self._known(delivery):
            self._wait(replace(row, repeat=True), due)

    async def postpone(self, delivery: DeliveryId, due: datetime) -> None:
        """Its turn comes at `due`: this was no try."""
        for row in self._known(delivery):
            self._wait(replace(row, attempts=row.attempts - 1), due)

    async def removed(self, delivery: DeliveryId, version: int) -> None:
        """It is taken away. When more is owed by now than `version`, it is pending again."""
        for row in self._known(delivery):
            gone = replace(row, state=DeliveryState.GONE, taken=True)
            more = replace(_revived(row, row.due), state=DeliveryState.PENDING)
            if row.state is DeliveryState.SENDING:
                self._keep(more if row.owed > version else gone)

    async def end(self, delivery: DeliveryId, reason: str) -> None:
        """Nothing need be sent any more: it is gone."""
        for row in self._known(delivery):
            self._keep(replace(row, state=DeliveryState.GONE, reason=reason))

    async def fail(self, delivery: DeliveryId, reason: str) -> None:
        """The platform will never take it, or did not for too long: it has failed."""
        for row in self._known(delivery):
            self._keep(replace(row, state=DeliveryState.FAILED, reason=reason))

    async def shut(self, recipient: Recipient, reason: str) -> None:
        """The recipient takes no messages: everything still owed to him has failed."""
        self._let_go(recipient, DeliveryState.FAILED, reason)

    async def troubled(self, channel: ChannelId) -> bool:
        """Whether the newest message to a channel failed."""
        tried = self._which(
            lambda row: (
                row.channel == channel and (row.state is DeliveryState.SENT or _never_stood(row))
            )
        )
        newest = max(tried, key=lambda row: row.id, default=None)
        return newest is not None and newest.state is DeliveryState.FAILED

    async def silence(self, person: PersonId) -> None:
        """The person wants no messages: everything still owed to him is gone."""
        self._let_go(Recipient(person=person), DeliveryState.GONE, "silenced")

    def _let_go(self, recipient: Recipient, state: DeliveryState, reason: str) -> None:
        unsent = (*UNFINISHED, DeliveryState.RESTING, DeliveryState.GATHERING)
        for row in self._which(lambda row: row.recipient == recipient and row.state in unsent):
            self._keep(replace(row, state=state, reason=reason))

    async def recover(self, platform: PlatformName) -> int:
        """What we were sending, or the dead, is pending again, marked as a repeat; how many."""
        return self._owe_again(lambda row: row.platform == platform)

    async def inherit(self, platform: PlatformName) -> int:
        """What the dead were sending is pending again, marked as a repeat; how many."""
        ours = () if self._claimant is None else (self._claimant,)
        return self._owe_again(lambda row: row.platform == platform and row.claimant not in ours)

    def _owe_again(self, whose: Callable[[OwedRow], bool]) -> int:
        rows = self._which(lambda row: row.state is DeliveryState.SENDING and whose(row))
        for row in rows:
            self._keep(replace(row, state=DeliveryState.PENDING, repeat=True))
        return len(rows)

    async def drop_request(self, request: RequestNumber, replies: Collection[ReplyKey]) -> None:
        """The request is closed: forget deliveries of its replies, say that it is over."""
        for reply in replies:
            for row in self._of(DeliveryKind.REPLY, reply):
                del self._rows.owed[row.id]
        bells = self._which(
            lambda row: row.kind is DeliveryKind.BELL and row.subject.startswith(f"{request}.")
        )
        for row in (*self._of(DeliveryKind.REQUEST, str(request)), *bells):
            self._keep(_closed(row))

    def _known(self, delivery: DeliveryId) -> list[OwedRow]:
        """The row, unless it was forgotten meanwhile with its request."""
        return self._which(lambda row: row.id == delivery)

    def _wait(self, row: OwedRow, due: datetime) -> None:
        if row.state is DeliveryState.SENDING:
            self._keep(replace(row, state=DeliveryState.PENDING, due=due))

    def _owe(
        self,
        kind: DeliveryKind,
        subject: str,
        hearers: Sequence[Hearer],
        now: datetime,
        *,
        owed: int = 1,
        urgency: Urgency = Urgency.SOON,
    ) -> int:
        known = {(row.person, row.channel) for row in self._of(kind, subject)}
        new = [hearer for hearer in hearers if (hearer.person, hearer.channel) not in known]
        for hearer in new:
            self._keep(
                OwedRow(
                    id=DeliveryId(self._rows.number("delivery")),
                    platform=self._platform(hearer),
                    kind=kind,
                    subject=subject,
                    person=hearer.person,
                    channel=hearer.channel,
                    nearness=hearer.nearness,
                    direction=hearer.direction,
                    due=hearer.due or now,
                    owed=owed,
                    urgency=urgency,
                    state=hearer.state,
                )
            )
        return len(new)

    def _in_peace(self, hearer: Hearer, now: datetime) -> Hearer:
        """The same, to be told when the quiet hours end."""
        who = None if hearer.person is None else self._rows.people[hearer.person]
        peace = None if who is None or who.hours is None else resting_until(who.hours, now)
        return replace(hearer, due=peace)

    def _platform(self, hearer: Hearer) -> PlatformName:
        if hearer.channel is not None:
            return self._rows.channels[hearer.channel].platform
        if hearer.person is not None:
            return self._rows.people[hearer.person].account.platform
        message = "A delivery goes to a person or a channel"
        raise ValueError(message)

    def _which(self, fits: Callable[[OwedRow], bool]) -> list[OwedRow]:
        return [row for row in self._rows.owed.values() if fits(row)]

    def _of(self, kind: DeliveryKind, subject: str) -> list[OwedRow]:
        return self._which(lambda row: (row.kind, row.subject) == (kind, subject))

    def _pending(
        self, platform: PlatformName, resting: Collection[Recipient] = ()
    ) -> list[OwedRow]:
        return self._which(
            lambda row: (
                row.platform == platform
                and row.state is DeliveryState.PENDING
                and row.recipient not in resting
            )
        )

    def _keep(self, row: OwedRow) -> OwedRow:
        self._rows.owed[row.id] = row
        return row


def _turn(row: OwedRow) -> tuple[Urgency, bool, float, DeliveryId]:
    return row.urgency, row.channel is None, row.nearness, row.id


def _never_stood(row: OwedRow) -> bool:
    return row.state is DeliveryState.FAILED and row.posted is None


def _closed(row: OwedRow) -> OwedRow:
    match row.state:
        case DeliveryState.PENDING if row.posted is None and not row.repeat:
            return replace(row, state=DeliveryState.GONE, owed=CLOSED_VERSION)
        case DeliveryState.SENT:
            ahead = row.overtaking(Urgency.SOON)
            return replace(ahead, state=DeliveryState.PENDING, owed=CLOSED_VERSION)
        case DeliveryState.PENDING | DeliveryState.SENDING:
            return replace(row.overtaking(Urgency.SOON), owed=CLOSED_VERSION)
        case _:
            return row


def _revived(row: OwedRow, due: datetime) -> OwedRow:
    """As a message that never stood; to people it rests until the clock's next round."""
    state = DeliveryState.PENDING if row.person is None else DeliveryState.RESTING
    fresh = replace(row, taken=False, posted=None, attempts=0, repeat=False)
    return replace(fresh, state=state, due=due, urgency=Urgency.SOON)


def _delivery(row: OwedRow) -> Delivery:
    return Delivery(
        id=row.id,
        platform=row.platform,
        kind=row.kind,
        subject=row.subject,
        channel=row.channel,
        person=row.person,
        attempts=row.attempts,
        posted=row.posted,
        repeat=row.repeat,
        distance=round(sqrt(row.nearness)),
        due=row.due,
        direction=row.direction,
        owed=row.owed,
    )
