"""Messages posted for the watch, and what it means when one does not arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

import aiohttp
import discord

from adapters.discord.outbound import drawing, locale_of
from bot.errors import DeliveryError
from bot.model.channels import MessageRef
from bot.ports.world import Address, Clock
from bot.replies import Reader, Screen

# discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL: Final = 10_003
UNKNOWN_MESSAGE: Final = 10_008
OPENING_TOO_FAST: Final = 40_003
CLOSED: Final = 50_007
NO_SHARED_GUILD: Final = 50_278

FINAL: Final = {
    UNKNOWN_CHANNEL: "channel gone",
    10_004: "guild gone",
    UNKNOWN_MESSAGE: "message gone",
    10_013: "account gone",
    50_001: "no access",
    CLOSED: "direct messages closed",
    50_013: "no rights",
    NO_SHARED_GUILD: "direct messages closed",
}

SHORT_S: Final = 5.0
LONG_S: Final = 60.0
PATIENCE_S: Final = 90.0
"""Seconds for one call, the library's own repeats after 5xx and 429 included."""


class Posts:
    """Posts, edits and removals, by way of REST alone."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        """Send as this client."""
        self._client = client
        self._clock = clock
        self._conversations: dict[str, int] = {}

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        """Send a message; the same nonce again within minutes gives the same message."""
        shown = drawing(screen, locale_of(reader, self._clock))
        async with _told():
            channel = await self._channel(to)
            sent = await self._client.get_partial_messageable(channel).send(
                shown.content,
                embeds=shown.embeds,
                files=shown.files,
                view=shown.view,
                nonce=nonce,
            )
        return MessageRef(chat=str(channel), message=str(sent.id))

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """Make a message look like this now."""
        shown = drawing(screen, locale_of(reader, self._clock))
        async with _told():
            await self._standing(at).edit(
                content=shown.content,
                embeds=shown.embeds,
                attachments=shown.files,
                view=shown.view,
            )

    async def erase(self, at: MessageRef) -> None:
        """Remove a message."""
        async with _told():
            try:
                await self._standing(at).delete()
            except discord.NotFound:
                return  # gone already is fine

    async def _channel(self, to: Address) -> int:
        if not to.personal:
            return int(to.id)
        if to.id not in self._conversations:
            opened = await self._client.create_dm(discord.Object(int(to.id)))
            self._conversations[to.id] = opened.id
        return self._conversations[to.id]

    def _standing(self, at: MessageRef) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(int(at.chat))
        return channel.get_partial_message(int(at.message))


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Turn what the library raises into what the watch understands.

    An answer that is no JSON the library takes for a text, and trips over it: a `TypeError`.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, TypeError) as error:
        raise _failure(error) from error  # a time-out is an OSError


def _failure(error: Exception) -> DeliveryError:
    match error:
        case discord.RateLimited():
            return DeliveryError("too fast", retry_after=error.retry_after)
        case discord.HTTPException():
            return _refusal(error)
        case aiohttp.ClientConnectorError():
            return DeliveryError("not reached", retry_after=SHORT_S)
        case _:
            return DeliveryError("connection lost", retry_after=SHORT_S, in_doubt=True)


def _refusal(error: discord.HTTPException) -> DeliveryError:
    if error.code in FINAL:
        return DeliveryError(FINAL[error.code], final=True)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return DeliveryError("server error", retry_after=SHORT_S, in_doubt=True)
    match error.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return DeliveryError("too fast", retry_after=_wait(error))
        case HTTPStatus.UNAUTHORIZED:
            return DeliveryError("token refused", retry_after=LONG_S)
        case _ if error.code == OPENING_TOO_FAST:
            return DeliveryError("too fast", retry_after=LONG_S)
    return DeliveryError("refused", final=True)


def _wait(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", LONG_S))
    except ValueError:
        return LONG_S
