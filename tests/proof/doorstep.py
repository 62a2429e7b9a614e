"""The way in, on which a watch can die."""

import asyncio

from bot.dispatch import Dispatch
from bot.events import Event, Mark, Pressed
from bot.model.actions import SENDS
from bot.model.ids import PlatformName
from bot.replies import Turn


class Doorstep:
    """Takes events in; on order the process dies when a reply was committed, before it says so."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._ordered = False
        self._graves: list[asyncio.Future[None]] = []
        self.fell = asyncio.Event()

    def order_death(self) -> None:
        """The next reply that is committed is the last thing done."""
        self._ordered = True

    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        turn = await self._dispatch.take(event, mark)
        if self._ordered and event is not None and _sends(event):
            grave: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._graves.append(grave)
            self.fell.set()
            await grave
        return turn

    async def position(self, platform: PlatformName) -> int | None:
        return await self._dispatch.position(platform)

    def reached(self, platform: PlatformName) -> None:
        self._dispatch.reached(platform)

    def break_off(self) -> None:
        """Nothing is done any more."""
        for grave in self._graves:
            grave.cancel()


def _sends(event: Event) -> bool:
    act = event.act
    return isinstance(act, Pressed) and act.action is not None and act.action.verb in SENDS
