"""The way out: claim, and send as many at once as the pace allows."""

import asyncio
import logging
from typing import TypeVar

from bot.delivery.carrier import Carrier, Outbox
from bot.delivery.contents import Contents, Owed, Setting
from bot.delivery.marks import Marks
from bot.errors import OutOfReachError
from bot.model.deliveries import Delivery, Recipient
from bot.model.ids import PlatformName
from bot.ports.pace import Pace
from bot.ports.world import Address, Platform

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


class Sender:
    """Sends what is owed on one platform: many messages at once, to each recipient one."""

    def __init__(self, outbox: Outbox, platform: Platform, pace: Pace) -> None:
        """Send through `platform`, no faster than `pace`."""
        self._outbox = outbox
        self._platform = platform
        self._pace = pace
        self._marks = Marks(outbox.store, outbox.clock, platform.name, pace)
        self._carrier = Carrier(outbox, platform, pace, self._marks)
        self._woken = asyncio.Event()
        self._recovered = False
        self._under_way: dict[asyncio.Task[None], Recipient] = {}
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
        most = (
            min(room, await self._pace.soon(CLAIM_AHEAD_S, len(self._carrier.waiting)))
            if room
            else 0
        )
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
            await contents.expect(claimed)
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
        task = asyncio.create_task(self._carrier.carry(delivery, owed))
        self._under_way[task] = recipient
        if owed is not None:
            self._carrier.waiting.add(recipient)
            self._lately[recipient] = owed.to

        def over(_: asyncio.Task[None]) -> None:
            self._carrier.waiting.discard(recipient)

        task.add_done_callback(over)

    def _look_back(self) -> None:
        """Forget what arrived."""
        for task in [each for each in self._under_way if each.done()]:
            del self._under_way[task]
            task.result()

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
