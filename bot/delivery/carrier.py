"""The way of one message that was claimed: draw, wait for its turn, send, mark."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.delivery.contents import Owed, gone
from bot.delivery.couriers import Couriers
from bot.delivery.marks import Marks
from bot.errors import DeliveryError
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery, DeliveryKind, Recipient
from bot.model.policy import Policy
from bot.ports.maps import Cartographer, NoCartographer, pictured
from bot.ports.meters import COUNTED, Meter, NoMeter
from bot.ports.pace import Pace
from bot.ports.stores import Store
from bot.ports.world import Clock, Keyring, Platform
from bot.replies import Screen

Done = TypeVar("Done")

CHANGING = frozenset(
    {
        DeliveryKind.INCIDENT,
        DeliveryKind.REQUEST,
        DeliveryKind.DIGEST,
        DeliveryKind.PROPOSAL,
    }
)
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


class Carrier:
    """Brings claimed messages to one platform.

    `waiting` are those who are owed one that is ready, but waits for its turn.
    """

    def __init__(self, outbox: Outbox, platform: Platform, pace: Pace, marks: Marks) -> None:
        """Send through `platform`, no faster than `pace`."""
        self._outbox = outbox
        self._platform = platform
        self._pace = pace
        self._marks = marks
        self._couriers = Couriers()
        self.waiting: set[Recipient] = set()

    async def carry(self, delivery: Delivery, owed: Owed | None) -> None:
        """Bring it where it goes, or note why it did not arrive."""
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
        self.waiting.discard(delivery.recipient)  # others may go first
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
            async with self._passage(delivery, owed.screen):
                at = await self._post(delivery, owed, owed.screen)
            if delivery.repeat and delivery.kind in CHANGING:
                shown = UNKNOWN_VERSION  # the nonce may have given back the first try as it was
        kept = at.kept(owed.to.id) if owed.to.personal else at
        began = time.perf_counter()
        await self._marks.sent(delivery, kept, shown)
        if delivery.kind in COUNTED:
            self._outbox.meter.sent(self._platform.name, time.perf_counter() - began)

    @asynccontextmanager
    async def _passage(self, delivery: Delivery, screen: Screen) -> AsyncIterator[None]:
        """Where a platform keeps public pictures, only the first message brings one along."""
        if not (screen.public and screen.media and self._platform.limits.keeps_files):
            yield
            return
        self.waiting.discard(delivery.recipient)  # others may go first
        async with self._couriers.passage(screen.media):
            yield

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
        start = await self._pace.turn(owed.to, self._platform.calls(owed.to))
        self.waiting.discard(delivery.recipient)
        self._outbox.meter.left(self._platform.name, owed.to)
        try:
            return await call()
        finally:
            self._pace.answered(start)
