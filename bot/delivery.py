"""The way out: claim, pace, send, mark."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.errors import DeliveryError
from bot.flows import digests
from bot.flows.areas import posts as areas
from bot.flows.incidents import posts as incidents
from bot.flows.relay import inbox
from bot.flows.requests import posts as requests
from bot.model.agencies import AgencyState
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.ids import AreaId, IncidentNumber, PlatformName, ReplyKey, RequestNumber
from bot.model.incidents import IncidentState
from bot.model.policy import Policy
from bot.model.requests import RequestState
from bot.ports.maps import Cartographer, NoCartographer, pictured
from bot.ports.stores import Store, UnitOfWork
from bot.ports.world import Address, Clock, Keyring, Platform
from bot.replies import Reader, Screen
from bot.services import maps
from bot.services.digests import contents, drawing_of
from bot.services.pace import Pace
from bot.texts.render import Locale, Sheet
from bot.texts.text import Text

log = logging.getLogger(__name__)

CLAIM_AHEAD_S = 0.02
"""Seconds before a sender's turn at which it claims, so that the claim's commit costs no turn.

No earlier: what is claimed is in doubt after a crash, and says what was so when it was claimed.
"""

LONGEST_NAP_S = 1.0
"""Seconds a sender sleeps at most when nothing woke it."""

BACKOFF_S = (1, 2, 5, 15, 60, 300)
"""Seconds before the next try, by number of tries; the last one repeats."""

CHANGING = frozenset({DeliveryKind.INCIDENT, DeliveryKind.REQUEST, DeliveryKind.DIGEST})
"""What is edited where it stands, when its subject changes."""

UNKNOWN_VERSION = 0
"""Older than any: whatever stands is shown anew."""

PICTURE_S = 2.0
"""Seconds that a message waits for its map; then it goes without. Seldom needed: what is posted
was drawn for its preview, and a map is drawn once for all who get it."""

MOST_TRIES = 30
"""Then the message is given up: the address has not answered for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a claimed delivery says now, where it goes, and in whose language."""

    to: Address
    reader: Reader
    screen: Screen | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Everything that the senders share."""

    store: Store
    keyring: Keyring
    clock: Clock
    policy: Policy
    cartographer: Cartographer = field(default_factory=NoCartographer)


class Sender:
    """Sends what is owed on one platform, one message after the other."""

    def __init__(self, outbox: Outbox, platform: Platform, pace: Pace) -> None:
        """Send through `platform`, no faster than `pace`."""
        self._outbox = outbox
        self._platform = platform
        self._pace = pace
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    async def recover(self) -> int:
        """After a crash: whatever was in flight is owed again, marked as a repeat."""
        async with self._outbox.store.unit() as uow:
            count = await uow.deliveries.recover(self._platform.name)
            await uow.commit()
        return count

    async def run(self) -> None:
        """Send until cancelled."""
        await self.recover()
        while True:
            self._woken.clear()
            if not await self._surely():
                await self._nap()

    async def _surely(self) -> bool:
        """One step; whatever goes wrong must not end the sending of everything else.

        A delivery that tripped us stays in flight until the next start, where it is a repeat.
        """
        try:
            return await self.step()
        except Exception as fault:  # noqa: BLE001 - the sender's one catch-all
            log.error("a delivery was left: %s", type(fault).__name__)  # noqa: TRY400 - no values
            await asyncio.sleep(LONGEST_NAP_S)
            return True

    async def step(self) -> bool:
        """Send one message that is due; False when none is."""
        await self._pace.turn(ahead=CLAIM_AHEAD_S)
        async with self._outbox.store.unit() as uow:
            delivery = await uow.deliveries.claim(self._platform.name, self._outbox.clock.now())
            owed = None if delivery is None else await self._owed(uow, delivery)
            await uow.commit()
        if delivery is None:
            return False
        await self._settle(delivery, owed)
        return True

    async def _settle(self, delivery: Delivery, owed: Owed | None) -> None:
        if owed is None:
            await self._end(delivery, "nobody")
            return
        wait = self._pace.wait_for(owed.to.id, personal=owed.to.personal)
        if wait > 0:
            await self._postpone(delivery, wait)
            return
        try:
            await self._send(delivery, await self._drawn(owed))
        except DeliveryError as failure:
            await self._failed(delivery, owed, failure)

    async def _drawn(self, owed: Owed) -> Owed:
        if owed.screen is None or owed.screen.drawing is None:
            return owed
        language = owed.reader.language
        try:
            async with asyncio.timeout(PICTURE_S):
                screen = await pictured(owed.screen, self._outbox.cartographer, language)
        except TimeoutError:
            return owed
        return replace(owed, screen=screen)

    async def _send(self, delivery: Delivery, owed: Owed) -> None:
        if owed.screen is None:
            await self._remove(delivery, owed)
            return
        shown = owed.version
        if delivery.posted is not None:
            at = delivery.posted.found(owed.to.id)
            await self._take_turn(owed)
            await self._platform.edit(at, owed.screen, owed.reader)
        else:
            at = await self._post(delivery, owed, owed.screen)
            if delivery.repeat and delivery.kind in CHANGING:
                shown = UNKNOWN_VERSION  # the nonce may have given back the first try as it was
        async with self._outbox.store.unit() as uow:
            kept = at.kept(owed.to.id) if owed.to.personal else at
            await uow.deliveries.sent(delivery.id, kept, shown)
            await uow.commit()

    async def _remove(self, delivery: Delivery, owed: Owed) -> None:
        """Take away what stands, and on platforms that know repeats also what perhaps stands."""
        at = delivery.posted
        if at is None and delivery.repeat and self._platform.limits.knows_repeats:
            at = await self._post(delivery, owed, gone(delivery))
        if at is not None:
            await self._take_turn(owed)
            await self._platform.erase(at.found(owed.to.id))
        await self._end(delivery, "withdrawn")

    async def _post(self, delivery: Delivery, owed: Owed, screen: Screen) -> MessageRef:
        await self._take_turn(owed)
        return await self._platform.post(owed.to, screen, owed.reader, f"p{delivery.id}")

    async def _take_turn(self, owed: Owed) -> None:
        await self._pace.turn()
        self._pace.took(owed.to.id)

    async def _failed(self, delivery: Delivery, owed: Owed, failure: DeliveryError) -> None:
        if failure.moved_to and delivery.attempts < MOST_TRIES:
            async with self._outbox.store.unit() as uow:
                await uow.channels.move(self._platform.name, owed.to.id, failure.moved_to)
                await uow.commit()
            await self._retry(delivery, 0)
        elif failure.final or delivery.attempts >= MOST_TRIES:
            await self._end(delivery, failure.reason)
            await self._silence(delivery, failure)
        else:
            backoff = BACKOFF_S[min(delivery.attempts, len(BACKOFF_S) - 1)]
            if failure.retry_after:
                self._pace.rest(failure.retry_after)
            wait = max(failure.retry_after, backoff)
            await (self._doubt if failure.in_doubt else self._retry)(delivery, wait)

    async def _retry(self, delivery: Delivery, wait: float) -> None:
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.retry(delivery.id, self._due(wait))
            await uow.commit()

    async def _doubt(self, delivery: Delivery, wait: float) -> None:
        """It may have arrived: the next try says that it is a repeat."""
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.doubt(delivery.id, self._due(wait))
            await uow.commit()

    async def _postpone(self, delivery: Delivery, wait: float) -> None:
        """Its chat must rest: waiting in a line uses up no tries."""
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.postpone(delivery.id, self._due(wait))
            await uow.commit()

    def _due(self, wait: float) -> datetime:
        return self._outbox.clock.now() + timedelta(seconds=wait)

    async def _end(self, delivery: Delivery, reason: str) -> None:
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.end(delivery.id, reason)
            await uow.commit()

    async def _silence(self, delivery: Delivery, failure: DeliveryError) -> None:
        """Who takes no new message gets none of those that are owed already."""
        if delivery.person is None or delivery.posted is not None or not failure.final:
            return
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.silence(delivery.person)
            await uow.commit()

    async def _nap(self) -> None:
        async with self._outbox.store.unit() as uow:
            due = await uow.deliveries.next_due(self._platform.name)
        now = self._outbox.clock.now()
        nap = LONGEST_NAP_S if due is None else (due - now).total_seconds()
        try:
            async with asyncio.timeout(min(max(nap, 0.01), LONGEST_NAP_S)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _owed(self, uow: UnitOfWork, delivery: Delivery) -> Owed | None:
        addressed = await address(uow, delivery, self._outbox.policy)
        if addressed is None:
            return None
        to, reader = addressed
        now = self._outbox.clock.now()
        locale = Locale(language=reader.language, zone=reader.zone, now=now)
        sheet = Sheet(locale=locale, room=self._platform.limits.caption)
        screen, version = await says(uow, delivery, self._outbox.keyring, sheet)
        if screen is not None and self._outbox.policy.maps:
            screen = await mapped(uow, delivery, screen)
        return Owed(to=to, reader=reader, screen=screen, version=version)


async def mapped(uow: UnitOfWork, delivery: Delivery, screen: Screen) -> Screen:
    """An incident's post with a map: in a channel as its picture, in private behind a button.

    A picture is sent to each address anew, and sending one takes several times as long as words:
    a handful of channels can bear that, thousands of neighbours would be alerted late.
    """
    if delivery.kind is not DeliveryKind.INCIDENT:
        return screen
    number = IncidentNumber(int(delivery.subject))
    if delivery.channel is None:
        return replace(screen, buttons=(*screen.buttons, incidents.map_row(number)))
    incident = await uow.incidents.get(number)
    if incident is None or screen.media is not None:
        return screen
    return replace(screen, drawing=await maps.map_of(uow, incident), alt=maps.alt_of(incident))


async def address(
    uow: UnitOfWork, delivery: Delivery, policy: Policy
) -> tuple[Address, Reader] | None:
    """Where a delivery goes and in which language; None when nobody is there any more."""
    if delivery.channel is not None:
        channel = await uow.channels.get(delivery.channel)
        if channel is None:
            return None
        reader = Reader(language=channel.language, zone=policy.zone)
        return Address(id=channel.chat, personal=False), reader
    person = None if delivery.person is None else await uow.people.get(delivery.person)
    if person is None:
        return None
    zone = policy.zone if person.hours is None else person.hours.zone
    reader = Reader(language=person.language, zone=zone)
    return Address(id=person.account.id, personal=True), reader


async def says(
    uow: UnitOfWork, delivery: Delivery, keyring: Keyring, sheet: Sheet
) -> tuple[Screen | None, int]:
    """The message as of now (None: nothing any more) and the version of its subject."""
    match delivery.kind:
        case DeliveryKind.INCIDENT:
            return await _incident(uow, delivery, sheet)
        case DeliveryKind.REQUEST:
            return await _request(uow, delivery)
        case DeliveryKind.DIGEST:
            return await _digest(uow, delivery, sheet), delivery.owed
        case _:
            return await _unchanging(uow, delivery, keyring), 1


async def _unchanging(uow: UnitOfWork, delivery: Delivery, keyring: Keyring) -> Screen | None:
    match delivery.kind:
        case DeliveryKind.BELL:
            return await _bell(uow, delivery)
        case DeliveryKind.REPLY:
            return await _reply(uow, delivery, keyring)
        case DeliveryKind.AREA:
            return await _area(uow, delivery)
        case _:
            return _outage(delivery)


async def _incident(
    uow: UnitOfWork, delivery: Delivery, sheet: Sheet
) -> tuple[Screen | None, int]:
    incident = await uow.incidents.get(IncidentNumber(int(delivery.subject)))
    if incident is None or incident.state is IncidentState.WITHDRAWN:
        return None, 0 if incident is None else incident.version
    picture = None if incident.picture is None else await uow.pictures.get(incident.picture)
    away, longest = _away(delivery), sheet.room
    screen = incidents.fitted(incident, picture, away, locale=sheet.locale, longest=longest)
    return screen, incident.version


def _away(delivery: Delivery) -> incidents.Away | None:
    """Where it lies from the reader's circle; None in channels and for those who watch areas."""
    if delivery.channel is not None or delivery.direction is None:
        return None
    return incidents.Away(distance=delivery.distance, direction=delivery.direction)


async def _request(uow: UnitOfWork, delivery: Delivery) -> tuple[Screen | None, int]:
    request = await uow.requests.get(RequestNumber(int(delivery.subject)))
    agency = None if request is None else await uow.agencies.get(request.agency)
    if request is None or agency is None:
        return None, 0
    if request.state is RequestState.CLOSED:
        posted = delivery.posted is not None
        return (requests.closed(request, agency) if posted else None), 2
    return requests.post(request, agency), 1


async def _bell(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    request = await uow.requests.get(RequestNumber(int(delivery.subject.partition(".")[0])))
    if request is None or request.state is RequestState.CLOSED:
        return None
    return requests.bell(request)


async def _reply(uow: UnitOfWork, delivery: Delivery, keyring: Keyring) -> Screen | None:
    """A letter; none to an agency that is suspended, which finds it in its inbox afterwards."""
    reply = await uow.relay.get(ReplyKey(delivery.subject))
    request = None if reply is None else await uow.requests.get(reply.request)
    agency = None if request is None else await uow.agencies.get(request.agency)
    key = None if reply is None else keyring.key(reply.request)
    if reply is None or key is None or agency is None or agency.state is not AgencyState.ACTIVE:
        return None
    return inbox.letter(reply, key, repeat=delivery.repeat)


async def _area(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    """What became of areas; nothing where the channel went elsewhere meanwhile."""
    gone, place, _ = (AreaId(int(part)) for part in delivery.subject.split("."))
    was, now = await uow.areas.get(gone), await uow.areas.get(place)
    if delivery.channel is None:
        return areas.told_resident(was, now)
    channel = await uow.channels.get(delivery.channel)
    if channel is None or channel.area != (place or gone):
        return None
    return areas.told_channel(was, now)


async def _digest(uow: UnitOfWork, delivery: Delivery, sheet: Sheet) -> Screen | None:
    """What gathered, as it stands now; nothing where all of it was withdrawn meanwhile."""
    told = await contents(uow, delivery)
    if not told:
        return None
    channel = None if delivery.channel is None else await uow.channels.get(delivery.channel)
    area = None if channel is None else await uow.areas.get(channel.area)
    recap = None if channel is None else channel.recap
    head = digests.head_of(len(told), recap, "" if area is None else area.name)
    screen, listed = digests.post(head, told, sheet)
    return replace(screen, drawing=await drawing_of(uow, told, listed, sheet.locale.zone))


def _outage(delivery: Delivery) -> Screen:
    first, last = (
        datetime.fromtimestamp(int(second), UTC) for second in delivery.subject.split(".")
    )
    return requests.away(first, last)


def gone(delivery: Delivery) -> Screen:
    """What stands for a moment where something that is over may have been posted."""
    if delivery.kind is DeliveryKind.INCIDENT:
        return Screen(lines=(Text.of("incident.over", number=delivery.subject),))
    return Screen(lines=(Text.of("request.closed"),))


class Senders:
    """All senders of a process; what dispatch wakes."""

    def __init__(self, senders: dict[PlatformName, Sender]) -> None:
        """One sender per platform."""
        self._senders = senders

    def wake(self, platform: PlatformName | None = None) -> None:
        """See `bot.ports.world.Wake`."""
        for name, sender in self._senders.items():
            if platform is None or platform == name:
                sender.wake()
