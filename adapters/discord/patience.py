"""How long to wait before Discord is tried again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aiohttp
import discord

T = TypeVar("T")

log = logging.getLogger(__name__)

LONGEST_S: Final = 60.0
"""The longest pause between two tries."""

PASSING: Final = (
    aiohttp.ClientError,
    OSError,
    discord.DiscordServerError,
    discord.RateLimited,
)
"""Trouble that ends by itself."""


class Pauses:
    """Pauses that double from failure to failure, up to a minute."""

    def __init__(self, first: float) -> None:
        """Begin with a pause of `first` seconds."""
        self._next = first

    async def pass_one(self) -> None:
        """Wait; longer the next time."""
        pause, self._next = self._next, min(self._next * 2, LONGEST_S)
        await asyncio.sleep(pause)


async def at_last(step: Callable[[], Awaitable[T]], pauses: Pauses) -> T:
    """Take a step, however often it has to be tried until Discord is there."""
    while True:
        try:
            return await step()
        except PASSING as error:
            log.warning("Discord: not reached (%s); trying again.", type(error).__name__)
            await pauses.pass_one()
