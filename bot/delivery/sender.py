"""The way out: claim, pace, send, mark."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.delivery.contents import address, gone, mapped, says
from bot.errors import DeliveryError
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from bot.ports.maps import Cartographer, NoCartographer, pictured
from bot.ports.stores import Store, UnitOfWork
from bot.ports.world import Address, Clock, Keyring, Platform
from bot.replies import Reader, Screen
from bot.services.pace import Pace
from bot.texts.render import Locale, Sheet

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
        if delivery.kind is DeliveryKind.INCIDENT:
            await self._removed(delivery, owed.version)
        else:
            await self._end(delivery, "withdrawn")

    async def _removed(self, delivery: Delivery, version: int) -> None:
        """What was taken away may have been shown again meanwhile."""
        async with self._outbox.store.unit() as uow:
            await uow.deliveries.removed(delivery.id, version)
            await uow.commit()

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
