"""Messages posted for the watch, and what it means when one does not arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Final

import aiohttp
import discord

from adapters.discord.outbound import drawing, locale_of
from adapters.discord.refusals import ASKED, Pause, Refusals
from bot.errors import DeliveryError, Scope
from bot.model.channels import MessageRef
from bot.ports.world import Address, Clock
from bot.replies import Reader, Screen

# discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL: Final = 10_003
UNKNOWN_MESSAGE: Final = 10_008
OPENING_TOO_FAST: Final = 40_003
CLOSED: Final = 50_007
NO_SHARED_GUILD: Final = 50_278

LOOKED_THROUGH: Final = 100
"""Messages of a channel that are looked through for one that is in doubt: one request's worth."""

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

    def __init__(self, client: discord.Client, clock: Clock, refusals: Refusals) -> None:
        """Send as this client, unless too much was refused."""
        self._client = client
        self._clock = clock
        self._refusals = refusals
        self._conversations: dict[str, int] = {}

    def calls(self, to: Address) -> int:
        """A conversation is opened before the first message in it."""
        return 2 if to.personal and to.id not in self._conversations else 1

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        """Send a message; the same nonce again within minutes gives the same message."""
        shown = drawing(screen, locale_of(reader, self._clock))
        async with _told(self._refusals):
            channel = await self._channel(to)
            sent = await self._client.get_partial_messageable(channel).send(
                shown.content,
                embeds=shown.embeds,
                files=shown.files,
                view=shown.view,
                nonce=nonce,
            )
        return MessageRef(chat=str(channel), message=str(sent.id))

    async def find(
        self, to: Address, screen: Screen, nonce: str, since: datetime
    ) -> MessageRef | None:
        """Where a message stands that was perhaps posted since then.

        One of ours that has this nonce, or the buttons of this message: those name its subject.
        """
        buttons = _actions(screen)
        async with _told(self._refusals):
            channel = await self._channel(to)
            here = self._client.get_partial_messageable(channel)
            async for message in here.history(limit=LOOKED_THROUGH, after=since):
                ours = self._client.user is not None and message.author.id == self._client.user.id
                same = bool(buttons) and _pressable(message) == buttons
                if ours and (message.nonce == nonce or same):
                    return MessageRef(chat=str(channel), message=str(message.id))
        return None

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """Make a message look like this now."""
        shown = drawing(screen, locale_of(reader, self._clock))
        async with _told(self._refusals):
            await self._standing(at).edit(
                content=shown.content,
                embeds=shown.embeds,
                attachments=shown.files,
                view=shown.view,
            )

    async def erase(self, at: MessageRef) -> None:
        """Remove a message."""
        async with _told(self._refusals):
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


def _actions(screen: Screen) -> list[str]:
    return [button.action.encoded() for row in screen.buttons for button in row]


def _pressable(message: discord.Message) -> list[str]:
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    buttons = (one for row in rows for one in row.children if isinstance(one, discord.Button))
    return [button.custom_id or "" for button in buttons]


@asynccontextmanager
async def _told(refusals: Refusals) -> AsyncIterator[None]:
    """Turn what the library raises into what the watch understands.

    Nothing is asked of Discord while it refuses too much. An answer that is no JSON the library
    takes for a text, and trips over it: a `TypeError`.
    """
    if (rest := refusals.rest()) > 0:
        raise DeliveryError("refusals", retry_after=rest, scope=Scope.BOT)
    pause = Pause()
    before = ASKED.set(pause)
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, TypeError) as error:
        raise _failure(error, pause) from error  # a time-out is an OSError
    finally:
        ASKED.reset(before)


def _failure(error: Exception, pause: Pause) -> DeliveryError:
    match error:
        case discord.RateLimited():
            return DeliveryError("too fast", retry_after=error.retry_after, scope=pause.scope)
        case discord.HTTPException():
            return _refusal(error, pause)
        case aiohttp.ClientConnectorError():
            return DeliveryError("not reached", retry_after=SHORT_S, scope=Scope.BOT)
        case _:
            return DeliveryError(
                "connection lost", retry_after=SHORT_S, scope=Scope.UNSAID, in_doubt=True
            )


def _refusal(error: discord.HTTPException, pause: Pause) -> DeliveryError:
    if error.code in FINAL:
        scope = Scope.MESSAGE if error.code == UNKNOWN_MESSAGE else Scope.CHAT
        return DeliveryError(FINAL[error.code], final=True, scope=scope)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return DeliveryError(
            "server error", retry_after=SHORT_S, scope=Scope.UNSAID, in_doubt=True
        )
    match error.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return DeliveryError("too fast", retry_after=_wait(error), scope=pause.scope)
        case HTTPStatus.UNAUTHORIZED:
            return DeliveryError("token refused", retry_after=LONG_S, scope=Scope.BOT)
        case _ if error.code == OPENING_TOO_FAST:
            return DeliveryError("too fast", retry_after=LONG_S, scope=Scope.UNSAID)
    return DeliveryError("refused", final=True, scope=Scope.MESSAGE)


def _wait(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", LONG_S))
    except ValueError:
        return LONG_S
