"""The watch's bot on Discord."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final
from weakref import WeakValueDictionary

import aiohttp
import discord

from adapters.discord.admins import can_post, is_admin, members
from adapters.discord.buttons import Interaction
from adapters.discord.client import Client
from adapters.discord.deliveries import Posts
from adapters.discord.doors import let_in, make_door
from adapters.discord.inbound import Languages, departed, interacted, written
from adapters.discord.limits import DEFER_AFTER_S, LIMITS, RATES
from adapters.discord.outbound import TRY_AGAIN, Exchange, answer_message
from adapters.discord.patience import Pauses, at_last
from adapters.discord.refusals import Refusals
from adapters.discord.settings import BadTokenError, DiscordSettings, point_at
from adapters.discord.traces import trace_of
from bot.events import Event, Limits
from bot.model.channels import MessageRef
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.maps import Cartographer, NoCartographer, illustrated
from bot.ports.pace import Turns, Unpaced
from bot.ports.world import Address, Clock, Intake
from bot.replies import Pop, Reader, Screen, Turn

log = logging.getLogger(__name__)

TOKEN_TAKEN_BACK: Final = 4004
"""Close code of the gateway (discord.com/developers/docs/topics/opcodes-and-status-codes)."""

FETCH_WITHIN_S: Final = 30.0
FINISH_WITHIN_S: Final = 3.0

TELL_AGAIN_S: Final = 0.1
"""Seconds after which a library that was told to end, and did not, is told again."""


class DiscordPlatform:
    """One bot on Discord: what is done there goes in, what the watch says goes out."""

    def __init__(
        self,
        settings: DiscordSettings,
        clock: Clock,
        cartographer: Cartographer | None = None,
        *,
        defer_after: float = DEFER_AFTER_S,
    ) -> None:
        """Prepare; nothing is connected yet. `defer_after` is in seconds.

        Without a cartographer answers carry no maps.
        """
        self._settings = settings
        self._clock = clock
        self._cartographer = cartographer or NoCartographer()
        self._defer_after = defer_after
        refusals = Refusals()
        self._client = Client(self, refusals.trace())
        self._posts = Posts(self._client, clock, refusals)
        self._languages = Languages()
        self._turns: Turns = Unpaced()
        self._intake: Intake | None = None
        self._listening = asyncio.Event()
        self._in_turn: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[object]] = set()

    @property
    def name(self) -> PlatformName:
        """The bot's name as events carry it."""
        return self._settings.ear.bot

    @property
    def limits(self) -> Limits:
        """What Discord allows."""
        return LIMITS

    @property
    def rates(self) -> Rates:
        """How fast Discord lets the bot send."""
        return RATES

    @property
    def reachable(self) -> bool:
        """Whether Discord passes on what people do, as far as is known."""
        return self._client.linked

    async def connect(self) -> None:
        """Log in and offer the commands; waits for the network.

        Raises:
            BadTokenError: Discord does not know the token.
        """
        point_at(self._settings)
        try:
            await at_last(partial(self._client.enter, self._settings.token), self._pauses())
        except discord.LoginFailure:
            raise BadTokenError from None
        await at_last(self._client.offer, self._pauses())

    async def run(self, intake: Intake) -> None:
        """Take in what people do, until cancelled.

        Raises:
            BadTokenError: the token was taken back meanwhile.
        """
        self._intake = intake
        try:
            await self._listen()
        except discord.ConnectionClosed as error:
            if error.code == TOKEN_TAKEN_BACK:
                raise BadTokenError from None
            raise
        finally:
            await self._finish()

    async def listening(self) -> None:
        """Wait until Discord passes on what people do."""
        await self._listening.wait()

    def keep(self, turns: Turns) -> None:
        """Answers to plain messages take these turns; those to interactions are not limited."""
        self._turns = turns

    async def settled(self) -> None:
        """Wait until the answers to all that was taken in have arrived."""
        while self._under_way:
            await asyncio.wait(list(self._under_way))

    async def close(self) -> None:
        """Leave Discord."""
        await self._client.close()

    def calls(self, to: Address) -> int:
        """How many calls a post there takes."""
        return self._posts.calls(to)

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        """Send a new message. Raises DeliveryError."""
        return await self._posts.post(to, screen, reader, nonce)

    async def find(
        self, to: Address, screen: Screen, nonce: str, since: datetime
    ) -> MessageRef | None:
        """Where a message stands that was perhaps posted since then. Raises DeliveryError."""
        return await self._posts.find(to, screen, nonce, since)

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """Change a message that stands. Raises DeliveryError."""
        await self._posts.edit(at, screen, reader)

    async def erase(self, at: MessageRef) -> None:
        """Remove a message; gone already is fine. Raises DeliveryError."""
        await self._posts.erase(at)

    async def is_admin(self, chat: str, account: str) -> bool:
        """Whether the account may manage the channel or its guild. Raises LookupFailedError."""
        return await is_admin(self._client, chat, account)

    async def members(self, chat: str) -> int:
        """How many people are in the channel's guild, the bot left out.

        Raises LookupFailedError.
        """
        return await members(self._client, chat)

    async def can_post(self, chat: str) -> bool:
        """Whether the bot may see the channel and write in it. Raises LookupFailedError."""
        return await can_post(self._client, chat)

    async def make_door(self, chat: str, name: str, old: str, *, asks: bool) -> str:
        """See `bot.ports.world.Platform.make_door`: a role."""
        return await make_door(self._client, chat, name, old, asks=asks)

    async def let_in(self, chat: str, door: str, account: str) -> bool:
        """See `bot.ports.world.Platform.let_in`: the role is given."""
        return await let_in(self._client, chat, door, account)

    def listens(self) -> None:
        """The gateway let the bot in."""
        self._listening.set()

    async def interacted(self, interaction: Interaction) -> None:
        """Take in a command, a press or a form, and answer it in time."""
        exchange = Exchange(interaction, self._clock)
        reading = interacted(interaction, self._languages, self._fetch)
        async with self._answering():
            turning = asyncio.create_task(self._turn(interaction.user.id, reading))
            try:
                await asyncio.wait({turning}, timeout=self._defer_after)
                if not turning.done():
                    await exchange.defer()
            finally:
                turn = await turning
            await exchange.give(turn)

    async def wrote(self, message: discord.Message, answered: discord.Message | None) -> None:
        """Take in a plain message, and answer it."""
        reading = written(message, answered, self._languages, self._fetch)
        async with self._answering():
            turn = await self._turn(message.author.id, reading)
            await answer_message(message, turn, self._clock, self._turns)

    async def departed(self, channel: int, me: discord.ClientUser) -> None:
        """Take in that a channel is gone; there is nobody to answer."""

        async def reading() -> Event:
            return departed(channel, me)

        async with self._answering():
            await self._turn(me.id, reading())

    def _pauses(self) -> Pauses:
        return Pauses(self._settings.pause)

    async def _listen(self) -> None:
        pauses = self._pauses()
        while not self._client.is_closed():
            try:
                await self._connected()
            except AttributeError:
                # The library stumbles when the very first connection to the gateway fails: it
                # wants to resume what never began.
                if self._listening.is_set():
                    raise
                await pauses.pass_one()

    async def _connected(self) -> None:
        """Stay connected until the library gives up, or this is cancelled.

        Whoever cancels the library while it connects may not be heard: `asyncio.wait_for` of
        Python 3.11 drops it when the connection stands at the same moment. So it is told again
        until it ends.
        """
        connection = asyncio.create_task(self._client.connect())
        try:
            await asyncio.wait({connection})
        finally:
            while not connection.done():
                connection.cancel()
                await asyncio.wait({connection}, timeout=TELL_AGAIN_S)
        await connection

    async def _turn(self, person: int, reading: Awaitable[Event]) -> Turn:
        """What the watch answers; one thing at a time for each person, in the order done."""
        lock = self._in_turn.setdefault(person, asyncio.Lock())
        async with lock:
            try:
                event = self._settings.ear.heard(await reading)
                if self._intake is not None:
                    turn = await self._intake.take(event)
                    return await illustrated(turn, self._cartographer)
            except Exception as error:  # noqa: BLE001 - whatever broke, the person must hear
                log.error("Discord: nothing was taken in (%s).", trace_of(error))  # noqa: TRY400 - no values in logs
        reader = Reader(language=self._languages.of(person))
        return Turn(reader=reader, answers=(Pop(text=TRY_AGAIN),))

    async def _fetch(self, url: str) -> bytes:
        async with asyncio.timeout(FETCH_WITHIN_S):
            return await self._client.http.get_from_cdn(url)

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        """Let what is under way finish before the bot leaves; note an answer that got lost."""
        task = asyncio.current_task()
        if task is not None:
            task.set_name("discord")  # the library's name for it holds the button's custom id
            self._under_way.add(task)
        try:
            yield
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("Discord: an answer did not arrive (%s).", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the library would swallow it unseen
            log.error("Discord: an answer failed (%s).", trace_of(error))  # noqa: TRY400 - no values in logs
        finally:
            if task is not None:
                self._under_way.discard(task)

    async def _finish(self) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=FINISH_WITHIN_S)
            for task in late:
                task.cancel()
        self._intake = None
        self._listening.clear()
        await self._client.hang_up()
