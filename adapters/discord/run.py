"""The watch's bot on Discord."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final

import aiohttp
import discord
from aiohttp import web

from adapters.discord.admins import can_post, is_admin, members
from adapters.discord.buttons import Interaction
from adapters.discord.client import Client
from adapters.discord.deliveries import Posts
from adapters.discord.doors import let_in, make_door
from adapters.discord.gateways import Entrance, Lease
from adapters.discord.inbound import Languages, departed, interacted, written
from adapters.discord.limits import DEFER_AFTER_S, LIMITS, RATES
from adapters.discord.listening import listen
from adapters.discord.order import InOrder
from adapters.discord.outbound import TRY_AGAIN, Exchange, answer_message
from adapters.discord.passing import Elsewhere, Passing
from adapters.discord.patience import Pauses, at_last
from adapters.discord.refusals import Refusals
from adapters.discord.settings import BadTokenError, DiscordSettings, point_at
from adapters.discord.shards import Shard
from adapters.discord.told import ACTED, Told
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

FETCH_WITHIN_S: Final = 30.0
FINISH_WITHIN_S: Final = 3.0


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
        self._trace = refusals.trace()
        self._client = Client(self, self._trace)
        self._posts = Posts(self._client, clock, refusals)
        self._hearing: dict[int, Client] = {}
        self._entrance = Entrance(self.name, self._client, settings.shards, settings.pause)
        self._passing = Passing(settings, lambda: 0 in self._hearing, self._client.tell)
        self._languages = Languages()
        self._turns: Turns = Unpaced()
        self._intake: Intake | None = None
        self._listening = asyncio.Event()
        self._in_order = InOrder()
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
    def shards(self) -> int:
        """Into how many parts the bot's guilds are cut; what is private goes with the first."""
        return self._settings.shards

    @property
    def reachable(self) -> bool:
        """Whether Discord tells what people do in the shards heard here, as far as is known."""
        return bool(self._hearing) and all(client.linked for client in self._hearing.values())

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

    async def run(self, intake: Intake, shard: int = 0) -> None:
        """Take in what people do, until cancelled; where there are shards, hear this one.

        Raises:
            BadTokenError: the token was taken back meanwhile.
            ShardsError: Discord does not take the bot with so many shards.
        """
        self._intake = intake
        client = self._hearing[shard] = self._client_of(shard)
        try:
            if client is not self._client:
                await at_last(partial(client.enter, self._settings.token), self._pauses())
                await self._entrance.wait(shard)
            await listen(client, self._pauses())
        except discord.LoginFailure:
            raise BadTokenError from None
        finally:
            del self._hearing[shard]
            await self._finish(client)

    async def listening(self) -> None:
        """Wait until Discord passes on what people do."""
        await self._listening.wait()

    def take_turns(self, lease: Lease) -> None:
        """Begin sessions in turn with the other processes that have shards of this bot."""
        self._entrance.lease = lease

    def pass_on(self, elsewhere: Elsewhere) -> None:
        """Bring what is done there, while another process hears the first shard."""
        self._passing.elsewhere = elsewhere

    @property
    def passing_path(self) -> str:
        """Where on their own HTTP servers the others take it."""
        return self._settings.passing_path

    def routes(self) -> list[web.RouteDef]:
        """Where other processes bring what their shards are told."""
        return self._passing.routes()

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
        if self.reachable:
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

    def _client_of(self, shard: int) -> Client:
        """Who hears it: a bot that is not cut speaks and hears with one client."""
        if self.shards == 1:
            return self._client
        place = (shard, self.shards)
        return Shard(self, self._trace, place, entrance=self._entrance, carry=self._carry)

    def _carry(self, told: Told) -> None:
        carrying = asyncio.create_task(self._carried(told))
        self._under_way.add(carrying)  # a task that nobody holds may be lost
        carrying.add_done_callback(self._under_way.discard)

    async def _carried(self, told: Told) -> None:
        """Where nobody takes it in the person hears so."""
        async with self._answering():
            if not await self._passing.bring(told) and told.name == ACTED:
                interaction = self._client.interaction(told)
                language = interaction.locale.value
                await Exchange(interaction, self._clock).give(_once_more(language))

    async def _turn(self, person: int, reading: Awaitable[Event]) -> Turn:
        """What the watch answers; one thing at a time for each person, in the order done."""
        async with self._in_order.of(person):
            try:
                event = self._settings.ear.heard(await reading)
                if self._intake is not None:
                    turn = await self._intake.take(event)
                    return await illustrated(turn, self._cartographer)
            except Exception as error:  # noqa: BLE001 - whatever broke, the person must hear
                log.error("Discord: nothing was taken in (%s).", trace_of(error))  # noqa: TRY400 - no values in logs
        return _once_more(self._languages.of(person))

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

    async def _finish(self, client: Client) -> None:
        """Leave one session; what the others brought goes on while there are any."""
        late: set[asyncio.Task[object]] = set()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=FINISH_WITHIN_S)
        if not self._hearing:
            for task in late:
                task.cancel()
            self._intake = None
            self._listening.clear()
        await client.hang_up()


def _once_more(language: str) -> Turn:
    return Turn(reader=Reader(language=language), answers=(Pop(text=TRY_AGAIN),))
