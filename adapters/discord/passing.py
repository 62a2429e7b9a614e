"""From the session that was told of something to the process that takes it in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from aiohttp import web

from adapters.discord.order import InOrder
from adapters.discord.settings import DiscordSettings
from adapters.discord.told import ACTED, WROTE, NotOursError, Told

Elsewhere = Callable[[bytes], Awaitable[bool]]
"""Brings something to the process that hears the bot's first shard; whether it took it."""

PATIENCE_S: Final = {ACTED: 1.4, WROTE: 10.0}
"""How long somebody is looked for who takes it in: an interaction is answered within 3 seconds."""

AGAIN_S: Final = 0.1


async def nowhere(sealed: bytes) -> bool:
    """There is no other process."""
    del sealed
    return False


class Passing:
    """Leaves no trace of what it passes on: it is in memory until it is taken in, and sealed.

    `here` tells whether this process hears the bot's first shard, `take` takes in.
    """

    def __init__(
        self, settings: DiscordSettings, here: Callable[[], bool], take: Callable[[Told], None]
    ) -> None:
        """There is no other process so far."""
        self._settings, self._here, self._take = settings, here, take
        self._in_order = InOrder()
        self.elsewhere: Elsewhere = nowhere

    async def bring(self, told: Told) -> bool:
        """Let it be taken in, after what the same person did before; whether it was, in time."""
        async with self._in_order.of(told.person):
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S[told.name]):
                    return await self._at_last(told)
        return False

    def routes(self) -> list[web.RouteDef]:
        """Where the watch's own HTTP server takes what other processes were told."""
        return [web.post(self._settings.passing_path, self._receive)]

    async def _at_last(self, told: Told) -> bool:
        while True:
            if await self._brought(told):
                return True
            await asyncio.sleep(AGAIN_S)

    async def _brought(self, told: Told) -> bool:
        if not self._here():
            return await self.elsewhere(told.sealed(self._settings.passing_key))
        self._take(told)
        return True

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            told = Told.opened(await request.read(), self._settings.passing_key)
        except NotOursError:
            raise web.HTTPForbidden from None
        if not self._here():
            raise web.HTTPServiceUnavailable  # the duty goes round just now
        self._take(told)
        return web.Response(status=web.HTTPNoContent.status_code)
