"""What becomes of a message that was claimed."""

import logging
from datetime import datetime, timedelta

from bot.delivery.notebook import Notebook
from bot.errors import DeliveryError, Scope
from bot.model.channels import MessageRef
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.ids import PlatformName
from bot.ports.pace import Pace
from bot.ports.stores import Store, UnitOfWork
from bot.ports.world import Address, Clock

log = logging.getLogger(__name__)

BACKOFF_S = (1, 2, 5, 15, 60, 300)
"""Seconds before the next try, by number of tries; the last one repeats."""

MOST_TRIES = 30
"""Then a message is given up that was refused each time, for hours."""

MOST_DOUBTS = 400
"""Then one is given up of which nobody ever heard: a platform may be in trouble for a day."""


class Marks:
    """Keeps what became of each message; each method returns once that lasts."""

    def __init__(self, store: Store, clock: Clock, platform: PlatformName, pace: Pace) -> None:
        """Mark what goes through one platform."""
        self._clock, self._platform, self._pace = clock, platform, pace
        self._notebook = Notebook(store)

    def due(self, wait: float) -> datetime:
        """The moment in so many seconds."""
        return self._clock.now() + timedelta(seconds=wait)

    async def sent(self, delivery: Delivery, at: MessageRef, version: int) -> None:
        """It stands."""

        async def stands(uow: UnitOfWork) -> None:
            await uow.deliveries.sent(delivery.id, at, version)

        await self._notebook.note(stands)

    async def removed(self, delivery: Delivery, version: int) -> None:
        """It is taken away; an incident may have been shown again meanwhile."""

        async def goes(uow: UnitOfWork) -> None:
            if delivery.kind is DeliveryKind.INCIDENT:
                await uow.deliveries.removed(delivery.id, version)
            else:
                await uow.deliveries.end(delivery.id, "withdrawn")

        await self._notebook.note(goes)

    async def end(self, delivery: Delivery, reason: str) -> None:
        """Nothing need be sent any more."""

        async def ends(uow: UnitOfWork) -> None:
            await uow.deliveries.end(delivery.id, reason)

        await self._notebook.note(ends)

    async def failed(self, delivery: Delivery, to: Address, failure: DeliveryError) -> bool:
        """It did not arrive: it is tried again, follows its chat, or is given up (True).

        Where a platform says when to come again, or could not be reached, that was no try: however
        long the network is gone, nothing is given up for it.
        """
        tired = delivery.attempts >= (MOST_DOUBTS if failure.in_doubt else MOST_TRIES)
        if failure.moved_to and not tired:
            await self._follow(delivery, to, failure.moved_to)
        elif failure.final:
            await self._give_up(delivery, failure)
            return True
        elif failure.retry_after and not failure.in_doubt:
            self._pace.rest(failure.retry_after, failure.scope, to)
            await self._come_again(delivery, failure.retry_after)
        elif tired:
            await self._give_up(delivery, failure)
            return True
        else:
            if failure.retry_after:
                self._pace.rest(failure.retry_after, failure.scope, to)
            await self._try_again(delivery, failure)
        return False

    async def _come_again(self, delivery: Delivery, wait: float) -> None:
        due = self.due(wait)

        async def rests(uow: UnitOfWork) -> None:
            await uow.deliveries.postpone(delivery.id, due)

        await self._notebook.note(rests)

    async def _follow(self, delivery: Delivery, to: Address, new_chat: str) -> None:
        due = self.due(0)

        async def moves(uow: UnitOfWork) -> None:
            await uow.channels.move(self._platform, to.id, new_chat)
            await uow.deliveries.retry(delivery.id, due)

        await self._notebook.note(moves)

    async def _try_again(self, delivery: Delivery, failure: DeliveryError) -> None:
        """When it may have arrived, the next try says that it is a repeat."""
        backoff = BACKOFF_S[min(delivery.attempts, len(BACKOFF_S) - 1)]
        due = self.due(max(failure.retry_after, backoff))

        async def waits(uow: UnitOfWork) -> None:
            if failure.in_doubt:
                await uow.deliveries.doubt(delivery.id, due)
            else:
                await uow.deliveries.retry(delivery.id, due)

        await self._notebook.note(waits)

    async def _give_up(self, delivery: Delivery, failure: DeliveryError) -> None:
        """Who takes no new message gets none of those that are owed already, either."""
        shut = failure.final and failure.scope is not Scope.MESSAGE and delivery.posted is None

        async def fails(uow: UnitOfWork) -> None:
            await uow.deliveries.fail(delivery.id, failure.reason)
            if shut:
                await uow.deliveries.shut(delivery.recipient, failure.reason)

        await self._notebook.note(fails)
        if shut and delivery.channel is not None:
            log.warning("a channel on %s takes no messages: %s", self._platform, failure.reason)
