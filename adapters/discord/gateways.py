"""What Discord says of a bot's gateway: how many shards it should have, and how they may begin."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

import discord
from discord.http import Route

from adapters.discord.patience import Pauses, at_last
from adapters.discord.settings import BadTokenError

SPACING_S: Final = 5.0
"""Seconds between two sessions of one bucket (.../events/gateway#rate-limiting)."""

PATIENCE_S: Final = 3_600.0
"""How far ahead a turn may lie before the gateway is open: hundreds of shards."""

OPEN_S: Final = 30.0
"""How far once it is open: the library gives up after 60 seconds."""

ASK_AGAIN_S: Final = 600.0
"""The longest pause before Discord is asked again whether a session may begin."""

Lease = Callable[[str, float, float], Awaitable[float | None]]
"""The next turn at something: its spacing and one's patience go in, seconds to wait come out.

None where it lies beyond one's patience; then nothing was taken.
"""

log = logging.getLogger(__name__)


async def at_once(what: str, spacing: float, patience: float) -> float | None:
    """See `Lease`: nobody else begins a session."""
    del what, spacing, patience
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """How many shards Discord recommends, and which sessions may begin.

    `buckets`: shards whose numbers leave different remainders by it may begin at once. `left`
    sessions may begin until `resets` seconds from now.
    """

    shards: int
    buckets: int
    left: int
    resets: float


async def gateway_of(client: discord.Client) -> Gateway:
    """Ask Discord (GET /gateway/bot) with a client that is logged in.

    Raises:
        BadTokenError: the token was taken back.
        discord.HTTPException, aiohttp.ClientError, OSError: Discord did not answer.
    """
    try:
        told = await client.http.request(Route("GET", "/gateway/bot"))
    except discord.HTTPException as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise BadTokenError from None
        raise
    limit = told["session_start_limit"]
    return Gateway(
        shards=int(told["shards"]),
        buckets=max(1, int(limit["max_concurrency"])),
        left=int(limit["remaining"]),
        resets=int(limit["reset_after"]) / 1000,
    )


class Entrance:
    """Lets the sessions of one bot's shards begin no faster than Discord wants it."""

    def __init__(self, bot: str, client: discord.Client, shards: int, pause: float) -> None:
        """Ask with this client, which has so many shards; nobody else begins a session so far.

        `pause` is the first in seconds when Discord does not answer.
        """
        self._bot, self._client, self._shards, self._pause = bot, client, shards, pause
        self._buckets = 1
        self.lease: Lease = at_once

    async def wait(self, shard: int) -> None:
        """Wait until the session of a shard may begin, before the gateway is opened.

        Whoever begins more than Discord allows in a day has its token taken back.

        Raises:
            BadTokenError: the token was taken back.
        """
        asking = partial(gateway_of, self._client)
        while (gateway := await at_last(asking, Pauses(self._pause))).left < 1:
            log.warning("Discord: no session may begin for %.0f s.", gateway.resets)
            await asyncio.sleep(min(gateway.resets, ASK_AGAIN_S))
        self._buckets = gateway.buckets
        if gateway.shards > self._shards:
            log.warning("Discord: DISCORD_SHARDS=%s is recommended.", gateway.shards)
        await self._turn(shard, PATIENCE_S)

    async def wait_again(self, shard: int) -> None:
        """The same for a session that begins anew, where the gateway is open already."""
        await self._turn(shard, OPEN_S)

    async def _turn(self, shard: int, patience: float) -> None:
        what = f"sessions of {self._bot}, {shard % self._buckets}"
        while True:
            pause = await self.lease(what, SPACING_S, patience)
            await asyncio.sleep(SPACING_S if pause is None else pause)
            if pause is not None:
                return
