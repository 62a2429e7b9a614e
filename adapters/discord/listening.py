"""Staying at the gateway, whatever the library makes of it."""

import asyncio
from typing import Final

import discord

from adapters.discord.client import Client
from adapters.discord.patience import Pauses
from adapters.discord.settings import BadTokenError, ShardsError

TOKEN_TAKEN_BACK: Final = 4004
SHARD_INVALID: Final = 4010
SHARDS_TOO_FEW: Final = 4011
"""Close codes of the gateway (discord.com/developers/docs/topics/opcodes-and-status-codes)."""

TELL_AGAIN_S: Final = 0.1
"""Seconds after which a library that was told to end, and did not, is told again."""


async def listen(client: Client, pauses: Pauses) -> None:
    """Hear what the gateway tells, until cancelled.

    Raises:
        BadTokenError: the token was taken back meanwhile.
        ShardsError: Discord does not take the bot with so many shards.
    """
    try:
        while not client.is_closed():
            await _listened(client, pauses)
    except discord.ConnectionClosed as error:
        raise _meant(error, client) from None


def _meant(error: discord.ConnectionClosed, client: Client) -> Exception:
    """What the close code says to the operator; the error itself where that is nothing."""
    shard, shards = client.shard_id or 0, client.shard_count or 1
    if error.code == TOKEN_TAKEN_BACK:
        return BadTokenError()
    if error.code == SHARD_INVALID:
        return ShardsError.invalid(shard, shards)
    return ShardsError.too_few(shards) if error.code == SHARDS_TOO_FEW else error


async def _listened(client: Client, pauses: Pauses) -> None:
    try:
        await _connected(client)
    except AttributeError:
        # The library stumbles when the very first connection to the gateway fails: it wants to
        # resume what never began.
        if client.let_in:
            raise
        await pauses.pass_one()


async def _connected(client: Client) -> None:
    """Stay connected until the library gives up, or this is cancelled.

    Whoever cancels the library while it connects may not be heard: `asyncio.wait_for` of Python
    3.11 drops it when the connection stands at the same moment. So it is told again until it
    ends.
    """
    connection = asyncio.create_task(client.connect())
    try:
        await asyncio.wait({connection})
    finally:
        while not connection.done():
            connection.cancel()
            await asyncio.wait({connection}, timeout=TELL_AGAIN_S)
    await connection
