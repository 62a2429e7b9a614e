"""What processes that died were sending is sent by those that live."""

import asyncio
import logging
from collections.abc import Iterable

from bot.model.ids import PlatformName
from bot.ports.stores import Store
from bot.ports.world import Wake

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 5.0
"""How long what a dead process was sending lies there, at most."""


class Recovery:
    """Looks now and then for messages that nobody is sending any more."""

    def __init__(self, store: Store, platforms: Iterable[PlatformName], wake: Wake) -> None:
        """Look for those that go through these platforms."""
        self._store, self._platforms, self._wake = store, tuple(platforms), wake

    async def run(self) -> None:
        """Look until cancelled; a store that cannot be asked now is asked again."""
        while True:
            try:
                await self.look()
            except Exception as fault:  # noqa: BLE001 - whatever the store raises, look again
                log.warning("nobody could look for left messages (%s)", type(fault).__name__)
            await asyncio.sleep(LOOK_AGAIN_S)

    async def look(self) -> int:
        """Owe them again, as repeats; how many there were."""
        async with self._store.unit() as uow:
            counts = [await uow.deliveries.inherit(name) for name in self._platforms]
            await uow.commit()
        if any(counts):
            self._wake.wake()
        return sum(counts)
