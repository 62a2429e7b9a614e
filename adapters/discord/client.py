"""The connection to Discord and what is heard through it."""

import logging
from typing import Final, Protocol, cast

import aiohttp
import discord

from adapters.discord.buttons import Interaction, Press
from adapters.discord.commands import offered
from adapters.discord.inbound import answered_by
from adapters.discord.told import Told

LONGEST_WAIT_S: Final = 30.0
"""Seconds: the library waits for its rate limit up to this, then says so (its own minimum)."""

LEFT: Final = 1_000
"""Close code of a gateway that is left for good: nothing is to be resumed."""

WRITTEN: Final = (discord.MessageType.default, discord.MessageType.reply)
"""Messages that people write; the rest are Discord's own notes."""

log = logging.getLogger(__name__)


def hush() -> None:
    """Keep the library's lines out of the log: they carry ids, addresses and tokens.

    What matters of them the adapter says in its own words.
    """
    logging.getLogger("discord").setLevel(logging.CRITICAL + 1)


def intents() -> discord.Intents:
    """What the bot asks to be told: nothing privileged, so no content of a guild's messages."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Ear(Protocol):
    """Who is told of what happens on Discord."""

    async def interacted(self, interaction: Interaction) -> None:
        """Somebody gave a command, pressed a button or sent a form."""
        ...

    async def wrote(self, message: discord.Message, answered: discord.Message | None) -> None:
        """Somebody wrote in private, answered a message of the bot, or named it."""
        ...

    def listens(self) -> None:
        """Discord passes on what people do, from now on."""
        ...

    async def departed(self, channel: int, me: discord.ClientUser) -> None:
        """A channel is gone, or the bot from it."""
        ...


class Client(discord.Client):
    """The library's client, without caches of people and messages.

    `linked` tells whether the gateway is open, `let_in` whether it was since the client listens.
    """

    def __init__(
        self,
        ear: Ear,
        trace: aiohttp.TraceConfig,
        *,
        shard_id: int | None = None,
        shard_count: int | None = None,
    ) -> None:
        """Tell this ear of what happens, and `trace` of every request."""
        hush()
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT_S,
            http_trace=trace,
            shard_id=shard_id,
            shard_count=shard_count,
        )
        self._ear = ear
        self.linked = False
        self.let_in = False
        self.add_dynamic_items(Press)

    async def enter(self, token: str) -> None:
        """Log in; a try that fails leaves nothing open and can be repeated."""
        try:
            await self.login(token)
        except BaseException:
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise

    async def offer(self) -> None:
        """Offer the commands, in place of those offered before."""
        application = self.application_id
        if application is None:
            return
        try:
            await self.http.bulk_upsert_global_commands(application, offered())
        except discord.DiscordServerError:
            raise
        except discord.HTTPException as error:  # the watch works without the list, too
            log.warning("Discord: the commands could not be offered (%s).", error.status)

    def tell(self, told: Told) -> None:
        """Take in what another session of the bot was told, as if it was this one."""
        parsers = self._connection.parsers
        if told.guild and self.get_guild(told.guild) is None:  # or its messages would look private
            parsers["GUILD_CREATE"]({"id": str(told.guild), "unavailable": False})
        parsers[told.name](told.body)

    def interaction(self, told: Told) -> Interaction:
        """What somebody did elsewhere, only to be answered."""
        body = cast("discord.types.interactions.Interaction", told.body)
        return discord.Interaction(data=body, state=self._connection)

    async def hang_up(self) -> None:
        """Leave the gateway alone: another process may listen now, and this one still posts."""
        self.let_in = False
        if self.linked:
            self.linked = False
            await self.ws.close(LEFT)

    async def on_connect(self) -> None:
        """The gateway let the bot in."""
        self.linked = self.let_in = True
        log.info("Discord: connected.")
        self._ear.listens()

    async def on_disconnect(self) -> None:
        """The gateway is out of reach; the library tries again."""
        self.linked = False
        log.info("Discord: connection lost.")

    async def on_resumed(self) -> None:
        """The connection goes on where it broke off."""
        self.linked = True
        log.info("Discord: connected again.")

    async def on_press(self, interaction: Interaction) -> None:
        """A button was pressed: this is what `Press` calls."""
        await self._ear.interacted(interaction)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Anything was done; buttons come through `Press`."""
        if interaction.type in (
            discord.InteractionType.application_command,
            discord.InteractionType.modal_submit,
        ):
            await self._ear.interacted(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote somewhere."""
        me = self.user
        if me is None or message.author.bot or message.type not in WRITTEN:
            return
        answered = answered_by(message, me)
        named = any(each.id == me.id for each in message.mentions)
        if message.guild is None or answered is not None or named:
            await self._ear.wrote(message, answered)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was removed."""
        await self._gone(channel.id)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """A thread was removed."""
        await self._gone(thread.thread_id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a guild, or the guild itself."""
        for channel in (*guild.text_channels, *guild.threads):
            await self._gone(channel.id)

    async def _gone(self, channel: int) -> None:
        if self.user is not None:
            await self._ear.departed(channel, self.user)
