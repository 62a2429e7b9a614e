"""Asking Discord about the bot, without running it."""

import asyncio

import aiohttp
import discord

from adapters.discord.admins import rights
from adapters.discord.client import hush
from adapters.discord.gateways import gateway_of
from adapters.discord.settings import BadTokenError, DiscordSettings, point_at
from bot.errors import LookupFailedError
from bot.ports.inspections import Introduction, Rights

PATIENCE_S = 15.0
"""Seconds for one question, which takes several calls."""


class DiscordInspector:
    """The port `Inspector`, over REST alone."""

    def __init__(self, settings: DiscordSettings) -> None:
        """Get ready; nothing is sent yet."""
        hush()
        self._settings = settings
        self._client = discord.Client(intents=discord.Intents.none(), max_messages=None)

    async def introduce(self) -> Introduction:
        """See `bot.ports.inspections.Inspector.introduce`."""
        point_at(self._settings)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._client.login(self._settings.token)
                gateway = await gateway_of(self._client)
        except discord.LoginFailure:
            raise BadTokenError from None
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise LookupFailedError(type(error).__name__) from None
        return Introduction(
            name="" if self._client.user is None else self._client.user.name,
            shards=self._settings.shards,
            recommended=gateway.shards,
        )

    async def rights(self, chat: str) -> Rights:
        """See `bot.ports.inspections.Inspector.rights`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await rights(self._client, chat)
        except TimeoutError as error:
            raise LookupFailedError(type(error).__name__) from None

    async def close(self) -> None:
        """Hang up."""
        await self._client.close()
