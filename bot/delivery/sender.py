"""The way out: claim, pace, send, mark."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.delivery.contents import Contents, Owed, Setting, gone
from bot.delivery.marks import Marks
from bot.errors import DeliveryError, OutOfReachError
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery, DeliveryKind, Recipient
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from bot.ports.maps import Cartographer, NoCartographer, pictured
from bot.ports.meters import COUNTED, Meter, NoMeter
from bot.ports.pace import Pace
from bot.ports.stores import Store
from bot.ports.world import Address, Clock, Keyring, Platform
from bot.replies import Screen

log = logging.getLogger(__name__)

Done = TypeVar("Done")

CLAIM_AHEAD_S = 0.02
"""Seconds before a sender's turn at which it claims, so that the claim's commit costs no turn.

No earlier: what is claimed is in doubt after a crash, and says what was so when it was claimed.
"""

LONGEST_NAP_S = 1.0
"""Seconds a sender sleeps at most when nothing woke it."""

SHORTEST_NAP_S = 0.01

LAST_POSTS_S = 3.0
"""Seconds that what is under way may take to arrive when the watch goes."""

CHANGING = frozenset({DeliveryKind.INCIDENT, DeliveryKind.REQUEST, DeliveryKind.DIGEST})
"""What is edited where it stands, when its subject changes."""

LOOK_BACK = timedelta(minutes=15)
"""How long before a message was due last it may have been posted: longer than any backoff."""

UNKNOWN_VERSION = 0
"""Older than any: whatever stands is shown anew."""

PICTURE_S = 2.0
"""Seconds that a message waits for its map; then it goes without. Seldom needed: what is posted
was drawn for its preview, and a map is drawn once for all who get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Everything that the senders share."""

    store: Store
    keyring: Keyring
    clock: Clock
    policy: Policy
    cartographer: Cartographer = field(default_factory=NoCartographer)
    meter: Meter = field(default_factory=NoMeter)


class Sender:
    """Sends what is owed on one platform: many messages at once, to each recipient one."""

    def __init__(self, outbox: Outbox, platform: Platform, pace: Pace) -> None:
        """Send through `platform`, no faster than `pace`."""
        self._outbox = outbox
        self._platform = platform
        self._pace = pace
        self._marks = Marks(outbox.store, outbox.clock, platform.name, pace)
        self._woken = asyncio.Event()
        self._recovered = False
        self._under_way: dict[asyncio.Task[None], Recipient] = {}
        self._waiting: set[Recipient] = set()  # claimed, but not on their way before their turn
        self._lately: dict[Recipient, Address] = {}

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
        """Send until cancelled; what is under way then may arrive first."""
        try:
            while True:
                await self.send()
                await asyncio.sleep(LONGEST_NAP_S)
        finally:
            await self._finish()

    async def send(self) -> None:
        """Send until something goes wrong, which must not end the sending of everything else.

        Whether a claim took effect is not known when the store went away meanwhile: then what is
        in flight without being under way is owed again. A delivery that tripped us stays in
        flight until the next start, where it is a repeat.
        """
        try:
            await self._send_on()
        except OutOfReachError:
            self._recovered = False
        except Exception as fault:  # noqa: BLE001 - the sender's one catch-all
            log.error("a delivery was left: %s", type(fault).__name__)  # noqa: TRY400 - no values

    async def _send_on(self) -> None:
        if not self._recovered and self._under_way:
            await asyncio.wait(self._under_way)
            self._look_back()
        if not self._recovered:
            await self.recover()
            self._recovered = True
        while True:
            if not await self.step():
                await self._nap()

    async def step(self) -> bool:
        """Set on their way as many messages as may leave next, or wait for one to arrive.

        False when nothing is due and nothing under way. Raises what tripped a message up.
        """
        self._woken.clear()
        room = self._platform.rates.in_flight - len(self._under_way)
        most = min(room, await self._pace.soon(CLAIM_AHEAD_S, len(self._waiting))) if room else 0
        claimed = await self._claim(most) if most else 0
        if most and not claimed and not self._under_way:
            return False
        if claimed == room or (most and not claimed):
            await self._nap()
        self._look_back()
        return True

    async def _claim(self, most: int) -> int:
        """Claim so many messages and set them on their way; how many there were.

        What must wait although it was claimed, as a topic does for another one of its group, is
        put back in the same transaction: that was no try.
        """
        outbox, resting = self._outbox, self._resting()
        now = outbox.clock.now()
        setting = Setting(keyring=outbox.keyring, policy=outbox.policy, now=now)
        ready: list[tuple[Delivery, Owed | None]] = []
        async with outbox.store.unit() as uow:
            claimed = await uow.deliveries.claim(
                self._platform.name, now, most=most, resting=resting
            )
            contents = Contents(uow, setting, self._platform.limits.caption)
            for delivery in claimed:
                owed = await contents.owed(delivery)
                wait = 0.0 if owed is None else self._pace.wait_for(owed.to)
                if owed is not None and wait > 0:
                    self._lately[delivery.recipient] = owed.to
                    await uow.deliveries.postpone(delivery.id, self._marks.due(wait))
                else:
                    ready.append((delivery, owed))
            await uow.commit()
        for delivery, owed in ready:
            self._set_out(delivery, owed)
        return len(claimed)

    def _resting(self) -> frozenset[Recipient]:
        """Who gets nothing now: a message to him is under way, or his chat rests."""
        busy = frozenset(self._under_way.values())
        for recipient in [each for each in self._lately if each not in busy]:
            if self._pace.wait_for(self._lately[recipient]) <= 0:
                del self._lately[recipient]
        return busy.union(self._lately)

    def _set_out(self, delivery: Delivery, owed: Owed | None) -> None:
        recipient = delivery.recipient
        task = asyncio.create_task(self._settle(delivery, owed))
        self._under_way[task] = recipient
        if owed is not None:
            self._waiting.add(recipient)
            self._lately[recipient] = owed.to

        def over(_: asyncio.Task[None]) -> None:
            self._waiting.discard(recipient)

        task.add_done_callback(over)

    def _look_back(self) -> None:
        """Forget what arrived."""
        for task in [each for each in self._under_way if each.done()]:
            del self._under_way[task]
            task.result()

    async def _settle(self, delivery: Delivery, owed: Owed | None) -> None:
        if owed is None:
            await self._marks.end(delivery, "nobody")
            return
        try:
            await self._send(delivery, await self._drawn(delivery, owed))
        except DeliveryError as failure:
            given_up = await self._marks.failed(delivery, owed.to, failure)
            if given_up and delivery.kind in COUNTED:
                self._outbox.meter.failed(self._platform.name, failure.reason)

    async def _drawn(self, delivery: Delivery, owed: Owed) -> Owed:
        if owed.screen is None or owed.screen.drawing is None:
            return owed
        language = owed.reader.language
        self._waiting.discard(delivery.recipient)  # others may go first
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
            await self._edit(delivery, owed, at, owed.screen)
        else:
            at = await self._post(delivery, owed, owed.screen)
            if delivery.repeat and delivery.kind in CHANGING:
                shown = UNKNOWN_VERSION  # the nonce may have given back the first try as it was
        kept = at.kept(owed.to.id) if owed.to.personal else at
        began = time.perf_counter()
        await self._marks.sent(delivery, kept, shown)
        if delivery.kind in COUNTED:
            self._outbox.meter.sent(self._platform.name, time.perf_counter() - began)

    async def _remove(self, delivery: Delivery, owed: Owed) -> None:
        """Take away what stands, and on platforms that know repeats also what perhaps stands."""
        at = delivery.posted
        if at is None and delivery.repeat and self._platform.limits.knows_repeats:
            at = await self._post(delivery, owed, gone(delivery))
        if at is not None:
            found = at.found(owed.to.id)
            await self._in_turn(delivery, owed, partial(self._platform.erase, found))
        await self._marks.removed(delivery, owed.version)

    async def _post(self, delivery: Delivery, owed: Owed, screen: Screen) -> MessageRef:
        """Post it; where the platform can tell, not beside one that stands already.

        The nonce keeps a message from doubling for some minutes, also while it is still on its
        way; the chat's history shows one that stood before.
        """
        nonce = f"p{delivery.id}"
        if delivery.repeat and self._platform.limits.knows_repeats:
            since = delivery.due - LOOK_BACK
            look = partial(self._platform.find, owed.to, screen, nonce, since)
            found = await self._in_turn(delivery, owed, look)
            if found is not None:
                return found
        post = partial(self._platform.post, owed.to, screen, owed.reader, nonce)
        return await self._in_turn(delivery, owed, post)

    async def _edit(self, delivery: Delivery, owed: Owed, at: MessageRef, screen: Screen) -> None:
        edit = partial(self._platform.edit, at, screen, owed.reader)
        await self._in_turn(delivery, owed, edit)

    async def _in_turn(
        self, delivery: Delivery, owed: Owed, call: Callable[[], Awaitable[Done]]
    ) -> Done:
        start = await self._pace.turn(owed.to)
        self._waiting.discard(delivery.recipient)
        self._outbox.meter.left(self._platform.name, owed.to)
        try:
            return await call()
        finally:
            self._pace.answered(start)

    async def _nap(self) -> None:
        """Sleep until a message arrived, or another one may leave."""
        full = len(self._under_way) >= self._platform.rates.in_flight
        nap = LONGEST_NAP_S if full else await self._until_due()
        woken = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait(
                {woken, *self._under_way}, timeout=nap, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            woken.cancel()

    async def _until_due(self) -> float:
        """Seconds until something is due for somebody who does not rest then."""
        resting = self._resting()
        async with self._outbox.store.unit() as uow:
            due = await uow.deliveries.next_due(self._platform.name, resting)
        busy = frozenset(self._under_way.values())
        waits = [self._pace.wait_for(to) for each, to in self._lately.items() if each not in busy]
        if due is not None:
            waits.append((due - self._outbox.clock.now()).total_seconds())
        return min(max(min(waits, default=LONGEST_NAP_S), SHORTEST_NAP_S), LONGEST_NAP_S)

    async def _finish(self) -> None:
        """Let arrive what is under way; what does not is in doubt."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=LAST_POSTS_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


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
