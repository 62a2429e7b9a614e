"""Messages owed, each to one address."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from math import sqrt

from sqlalchemy import Case, ColumnElement, Row, TextClause, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.channels import MessageRef
from bot.model.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Recipient,
    Urgency,
    urgency_of,
)
from bot.model.hours import URGENT, next_hour
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
from storage.bearings import from_bearing
from storage.calls import call_senders
from storage.categories import BITS
from storage.hours import anybody_rests
from storage.matching import ALERT, ALERT_NEW, ANNOUNCE, ASK, HAND, RING, TELL, placed
from storage.sending import (
    CLAIM,
    CLAIM_SHARED,
    CLAIMANTS,
    INHERIT,
    NEXT_DUE,
    NEXT_DUE_SHARED,
    PENDING,
    RECOVER,
    SENDING,
    SENT,
    STANDS,
)
from storage.shares import Share
from storage.tables import DeliveryRow, QuestionRow

GONE = DeliveryState.GONE.value
FAILED = DeliveryState.FAILED.value
RESTING = DeliveryState.RESTING.value
GATHERING = DeliveryState.GATHERING.value
WITHDRAWN = "withdrawn"
"""Why a message is gone whose subject is not shown any more."""

NEVER_STOOD: Mapping[str, object] = {
    "attempts": 0,
    "repeat": False,
    "posted_chat": None,
    "posted_message": None,
}

CLOSED_VERSION = 2
"""What a request and its bells are owed as when the request is closed."""


class Deliveries:
    """The table `delivery`."""

    def __init__(
        self,
        session: AsyncSession,
        claimant: int | None = None,
        shares: Mapping[str, Share] | None = None,
    ) -> None:
        """Work within one transaction, and claim under this name, where shared by our shares."""
        self._session = session
        self._claimant = claimant
        self._shares = shares or {}

    async def alert(self, incident: Incident, now: datetime) -> int:
        """Owe an incident to everybody who watches its place and category."""
        on_server = self._session.get_bind().dialect.name == "postgresql"
        told = await self._alert(ALERT_NEW, incident, now) if on_server else 0
        return told or await self._alert(ALERT, incident, now)

    async def _alert(self, statement: TextClause, incident: Incident, now: datetime) -> int:
        return await self._owe(
            statement,
            kind=DeliveryKind.INCIDENT,
            subject=str(incident.number),
            now=now,
            owed=incident.version,
            urgency=urgency_of(incident),
            **placed(incident.cell),
            category=BITS[incident.category],
            reporter=incident.reporter,
            resting=await anybody_rests(self._session, now),
            urgent=incident.category in URGENT,
            hourly=next_hour(now),
        )

    async def refresh(self, incident: Incident, due: datetime) -> None:
        """The incident changed: every message that stands or is under way is owed anew at `due`.

        What is being sent is owed again once it stands; a try that failed waits as it did.
        """
        await self._refresh(incident, due, urgency_of(incident))

    async def recount(self, incident: Incident, due: datetime) -> None:
        """The same, where nothing but a count is new."""
        await self._refresh(incident, due, Urgency.LATER)

    async def _refresh(
        self, incident: Incident, due: datetime, urgency: Urgency, *where: ColumnElement[bool]
    ) -> None:
        stands, sending = (col(DeliveryRow.state) == each for each in (SENT, SENDING))
        later = (
            (col(DeliveryRow.state) == PENDING)
            & col(DeliveryRow.posted_chat).is_not(None)
            & (col(DeliveryRow.attempts) == 0)
            & (col(DeliveryRow.due) > due)
        )
        await self._change(
            *_of(incident),
            *where,
            col(DeliveryRow.state).in_((PENDING, SENDING, SENT)),
            owed=incident.version,
            due=case((stands | sending | later, due), else_=col(DeliveryRow.due)),
            state=case((stands, PENDING), else_=col(DeliveryRow.state)),
            turn=_overtaking(urgency),
        )
        await call_senders(self._session)
        if incident.state is not IncidentState.OPEN or not incident.shown:
            await self._refresh_digests(incident, due)

    async def recheck(self, incident: Incident, channel: ChannelId, now: datetime) -> None:
        """A channel decided: its post of the incident is owed anew, also where none stands yet."""
        here = col(DeliveryRow.channel) == channel
        await self._refresh(incident, now, Urgency.AT_ONCE, here)
        await self._revive(*_of(incident), here, owed=incident.version, due=now, state=PENDING)
        await self._refresh_digests(incident, now)

    async def restore(self, incident: Incident, now: datetime) -> None:
        """The incident is shown again: it is owed to everybody from whom it was taken away."""
        personal = col(DeliveryRow.person).is_not(None)
        await self.refresh(incident, now)
        await self._revive(
            *_of(incident),
            owed=incident.version,
            due=now,
            state=case((personal, RESTING), else_=PENDING),
        )
        await self._refresh_digests(incident, now)

    async def _revive(self, *which: ColumnElement[bool], **values: object) -> None:
        """What was taken away is owed once more, as a message that never stood."""
        await self._change(
            *which,
            col(DeliveryRow.state) == GONE,
            col(DeliveryRow.reason) == WITHDRAWN,
            reason="",
            turn=2 * Urgency.SOON.value + col(DeliveryRow.turn) % 2,
            **NEVER_STOOD,
            **values,
        )

    async def came_to(self, incident: IncidentNumber) -> tuple[ChannelId, ...]:
        """The channels that were owed the incident, by id."""
        found = await self._session.scalars(
            select(col(DeliveryRow.channel))
            .where(
                col(DeliveryRow.kind) == DeliveryKind.INCIDENT.value,
                col(DeliveryRow.subject) == str(incident),
                col(DeliveryRow.channel).is_not(None),
            )
            .order_by(col(DeliveryRow.channel))
        )
        return tuple(ChannelId(channel) for channel in found if channel is not None)

    async def _refresh_digests(self, incident: Incident, due: datetime) -> None:
        """The incident is over: digests say so; one that is withdrawn is told by none any more."""
        told = _of(incident)
        if incident.state is IncidentState.WITHDRAWN:
            waits = col(DeliveryRow.state).in_((RESTING, GATHERING))
            await self._change(*told, waits, state=GONE, reason=WITHDRAWN)
        digests = select(col(DeliveryRow.digest)).where(
            *told, col(DeliveryRow.digest).is_not(None)
        )
        await self._change(
            col(DeliveryRow.id).in_(digests),
            col(DeliveryRow.state).in_((PENDING, SENDING, SENT)),
            owed=col(DeliveryRow.owed) + 1,
            due=case((col(DeliveryRow.state) == SENT, due), else_=col(DeliveryRow.due)),
            state=case((col(DeliveryRow.state) == SENT, PENDING), else_=col(DeliveryRow.state)),
            turn=_overtaking(Urgency.SOON if incident.shown else Urgency.AT_ONCE),
        )

    async def ask(
        self, request: RequestNumber, audience: Collection[AreaId], now: datetime
    ) -> int:
        """Owe a request to its audience; how many are new."""
        return await self._owe(
            ASK,
            kind=DeliveryKind.REQUEST,
            subject=str(request),
            now=now,
            resting=await anybody_rests(self._session, now),
            urgent=False,
            number=request,
            areas=tuple(audience),
        )

    async def ring(self, request: RequestNumber, bell: QuestionKey, now: datetime) -> int:
        """Owe the doorbell to everybody who was owed the request and can be reached."""
        return await self._owe(
            RING,
            kind=DeliveryKind.BELL,
            subject=f"{request}.{bell}",
            now=now,
            resting=await anybody_rests(self._session, now),
            urgent=False,
            request=str(request),
            number=request,
        )

    async def announce(self, outage: str, now: datetime) -> int:
        """Owe an outage's notice to every channel in which an open request stands; how many."""
        return await self._owe(ANNOUNCE, kind=DeliveryKind.OUTAGE, subject=outage, now=now)

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
        await self._owe(
            TELL,
            kind=kind,
            subject=subject,
            now=now,
            channels=tuple(channels),
            people=tuple(people),
        )

    async def revise(self, kind: DeliveryKind, subject: str, now: datetime) -> None:
        """What notices say is another by now: those that stand or are under way are owed anew."""
        stands = col(DeliveryRow.state) == SENT
        await self._change(
            col(DeliveryRow.kind) == kind.value,
            col(DeliveryRow.subject) == subject,
            col(DeliveryRow.state).in_((PENDING, SENDING, SENT)),
            owed=col(DeliveryRow.owed) + 1,
            due=case((stands, now), else_=col(DeliveryRow.due)),
            state=case((stands, PENDING), else_=col(DeliveryRow.state)),
        )
        await call_senders(self._session)

    async def hand(
        self, replies: Sequence[ReplyKey], officers: Collection[PersonId], now: datetime
    ) -> None:
        """Owe released replies to the agency's officers, in the order given."""
        for reply in replies:
            await self._owe(
                HAND, kind=DeliveryKind.REPLY, subject=reply, now=now, officers=tuple(officers)
            )

    async def reached(self, request: RequestNumber) -> int:
        """How many addresses were owed the request."""
        owed = (
            select(func.count())
            .select_from(DeliveryRow)
            .where(
                col(DeliveryRow.kind) == DeliveryKind.REQUEST.value,
                col(DeliveryRow.subject) == str(request),
            )
        )
        return await self._session.scalar(owed) or 0

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
        share = self._shares.get(platform)
        asked = {"now": now, "most": most, "claimant": self._claimant, **_asleep(resting)}
        claim = CLAIM if share is None else CLAIM_SHARED
        connection = await self._session.connection()
        rows = (await connection.execute(claim, asked | _through(platform, share))).all()
        first: dict[Recipient, Delivery] = {}
        left: list[DeliveryId] = []
        for row in sorted(rows, key=lambda row: (row.turn, row.nearness, row.id)):
            delivery = _delivery(row)
            if first.setdefault(delivery.recipient, delivery) is not delivery:
                left.append(delivery.id)
        if left:
            await self._change(
                col(DeliveryRow.id).in_(left),
                state=PENDING,
                attempts=col(DeliveryRow.attempts) - 1,
                claimant=None,
            )
        return tuple(first.values())

    async def next_due(
        self, platform: PlatformName, resting: Collection[Recipient] = ()
    ) -> datetime | None:
        """When the earliest pending delivery is due, but for recipients who rest."""
        connection = await self._session.connection()
        share = self._shares.get(platform)
        asked = NEXT_DUE if share is None else NEXT_DUE_SHARED
        due: datetime | None = await connection.scalar(
            asked, _asleep(resting) | _through(platform, share)
        )
        return due

    async def sent(self, delivery: DeliveryId, at: MessageRef, version: int) -> None:
        """It stands. When more is owed by now than `version`, it is pending again at once."""
        connection = await self._session.connection()
        stands = {"delivery": delivery, "chat": at.chat, "message": at.message, "version": version}
        await connection.execute(STANDS, stands)

    async def retry(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`."""
        await self._wait(delivery, due)

    async def doubt(self, delivery: DeliveryId, due: datetime) -> None:
        """Try again at `due`, as a repeat: this try may have arrived."""
        await self._wait(delivery, due, repeat=True)

    async def postpone(self, delivery: DeliveryId, due: datetime) -> None:
        """Its turn comes at `due`: this was no try."""
        await self._wait(delivery, due, attempts=col(DeliveryRow.attempts) - 1)

    async def removed(self, delivery: DeliveryId, version: int) -> None:
        """It is taken away. When more is owed by now than `version`, it is pending again."""
        more = col(DeliveryRow.owed) > version
        await self._change(
            col(DeliveryRow.id) == delivery,
            col(DeliveryRow.state) == SENDING,
            state=case((more, PENDING), else_=GONE),
            reason=case((more, ""), else_=WITHDRAWN),
            claimant=None,
            **NEVER_STOOD,
        )

    async def end(self, delivery: DeliveryId, reason: str) -> None:
        """Nothing need be sent any more: it is gone."""
        one = col(DeliveryRow.id) == delivery
        await self._change(one, state=GONE, reason=reason, claimant=None)

    async def fail(self, delivery: DeliveryId, reason: str) -> None:
        """The platform will never take it, or did not for too long: it has failed."""
        one = col(DeliveryRow.id) == delivery
        await self._change(one, state=FAILED, reason=reason, claimant=None)

    async def shut(self, recipient: Recipient, reason: str) -> None:
        """The recipient takes no messages: everything still owed to him has failed."""
        await self._let_go(recipient, FAILED, reason)

    async def troubled(self, channel: ChannelId) -> bool:
        """Whether the newest message to a channel failed."""
        newest = (
            select(col(DeliveryRow.state))
            .where(
                col(DeliveryRow.channel) == channel,
                (col(DeliveryRow.state) == SENT)
                | (col(DeliveryRow.state) == FAILED) & col(DeliveryRow.posted_chat).is_(None),
            )
            .order_by(col(DeliveryRow.id).desc())
            .limit(1)
        )
        return await self._session.scalar(newest) == FAILED

    async def silence(self, person: PersonId) -> None:
        """The person wants no messages: everything still owed to him is gone."""
        await self._let_go(Recipient(person=person), GONE, "silenced")

    async def _let_go(self, recipient: Recipient, state: str, reason: str) -> None:
        column = DeliveryRow.person if recipient.channel is None else DeliveryRow.channel
        await self._change(
            col(column) == (recipient.channel or recipient.person),
            col(DeliveryRow.state).in_((PENDING, SENDING, RESTING, GATHERING)),
            state=state,
            reason=reason,
            claimant=None,
        )

    async def recover(self, platform: PlatformName) -> int:
        """What we were sending, or the dead, is pending again, marked as a repeat; how many."""
        return await self._owe_again(RECOVER, platform)

    async def inherit(self, platform: PlatformName) -> int:
        """What the dead were sending is pending again, marked as a repeat; how many."""
        return await self._owe_again(INHERIT, platform)

    async def _owe_again(self, whose: Mapping[str, TextClause], platform: PlatformName) -> int:
        connection = await self._session.connection()
        values = {"through": platform, "me": self._claimant, "claimants": CLAIMANTS}
        result = await connection.execute(whose[connection.dialect.name], values)
        return result.rowcount

    async def drop_request(self, request: RequestNumber, replies: Collection[ReplyKey]) -> None:
        """The request is closed: forget deliveries of its replies, say that it is over."""
        for reply in replies:
            await self._session.execute(
                delete(DeliveryRow).where(
                    col(DeliveryRow.kind) == DeliveryKind.REPLY.value,
                    col(DeliveryRow.subject) == reply,
                )
            )
        never_sent = (
            (col(DeliveryRow.state) == PENDING)
            & col(DeliveryRow.posted_chat).is_(None)
            & col(DeliveryRow.repeat).is_(False)
        )
        asked = await self._session.scalars(
            select(col(QuestionRow.key)).where(col(QuestionRow.request) == request)
        )
        await self._change(
            col(DeliveryRow.kind).in_((DeliveryKind.REQUEST.value, DeliveryKind.BELL.value)),
            col(DeliveryRow.subject).in_([str(request), *(f"{request}.{key}" for key in asked)]),
            col(DeliveryRow.state).in_((PENDING, SENDING, SENT)),
            owed=CLOSED_VERSION,
            turn=_overtaking(Urgency.SOON),
            state=case(
                (never_sent, GONE),
                (col(DeliveryRow.state) == SENT, PENDING),
                else_=col(DeliveryRow.state),
            ),
        )
        await call_senders(self._session)

    async def _owe(  # one word for what every kind says, the rest by name
        self,
        statement: TextClause,
        *,
        kind: DeliveryKind,
        owed: int = 1,
        urgency: Urgency = Urgency.SOON,
        **values: object,
    ) -> int:
        connection = await self._session.connection()
        said = {"kind": kind.value, "owed": owed, "urgency": urgency.value}
        result = await connection.execute(statement, {**values, **said})
        if result.rowcount:
            await call_senders(self._session)
        return result.rowcount

    async def _wait(self, delivery: DeliveryId, due: datetime, **values: object) -> None:
        await self._change(
            col(DeliveryRow.id) == delivery,
            col(DeliveryRow.state) == SENDING,
            state=PENDING,
            due=due,
            claimant=None,
            **values,
        )

    async def _change(self, *which: ColumnElement[bool], **values: object) -> int:
        connection = await self._session.connection()
        result = await connection.execute(update(DeliveryRow).where(*which).values(**values))
        return result.rowcount


def _of(incident: Incident) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DeliveryRow.kind) == DeliveryKind.INCIDENT.value,
        col(DeliveryRow.subject) == str(incident.number),
    )


def _overtaking(urgency: Urgency) -> Case[int]:
    """The turn of what is owed anew: never later than it had before it stood."""
    turn, state = col(DeliveryRow.turn), col(DeliveryRow.state)
    anew = 2 * urgency.value + turn % 2
    return case((state == SENT, anew), (turn > anew, anew), else_=turn)


def _through(platform: PlatformName, share: Share | None) -> dict[str, object]:
    return {"through": platform} | ({} if share is None else {"letters": share.letters()})


def _asleep(resting: Collection[Recipient]) -> dict[str, object]:
    return {
        "channels": [each.channel for each in resting if each.channel is not None],
        "people": [each.person for each in resting if each.person is not None],
    }


def _delivery(row: Row[*tuple[object, ...]]) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        platform=PlatformName(row.platform),
        kind=DeliveryKind(row.kind),
        subject=row.subject,
        channel=None if row.channel is None else ChannelId(row.channel),
        person=None if row.person is None else PersonId(row.person),
        attempts=row.attempts,
        posted=_posted(row),
        repeat=row.repeat,
        distance=round(sqrt(row.nearness)),
        due=row.due,
        direction=from_bearing(row.bearing),
        owed=row.owed,
    )


def _posted(row: Row[*tuple[object, ...]]) -> MessageRef | None:
    if row.posted_chat is None or row.posted_message is None:
        return None
    return MessageRef(chat=row.posted_chat, message=row.posted_message)
