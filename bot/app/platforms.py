"""The platforms that have a token, ready to be connected."""

from collections.abc import Iterable
from typing import Protocol

from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import TelegramSettings
from bot.app.roles import Role
from bot.app.settings import Settings
from bot.events import Ear
from bot.model.ids import PlatformName
from bot.ports.maps import Cartographer
from bot.ports.pace import Turns
from bot.ports.world import Clock, Intake, Platform


class NoTokenError(Exception):
    """No platform has a token; the message says where tokens come from."""

    def __init__(self) -> None:
        """Say it to the operator."""
        super().__init__(
            "No token is set, so there is no platform to run on.\n"
            "  Telegram: write to @BotFather, /newbot, and put the token into TELEGRAM_TOKEN.\n"
            "  Discord: discord.com/developers/applications, New Application, Bot, Reset Token,\n"
            "  and put the token into DISCORD_TOKEN.\n"
            "They go into the environment or into a file .env (see .env.example). One of the two\n"
            "is enough. To look around first, without any account: porchlight demo"
        )


class RunsPlatform(Platform, Protocol):
    """A platform with a life of its own."""

    @property
    def reachable(self) -> bool:
        """Whether the platform answered when it was last spoken to."""
        ...

    async def connect(self) -> None:
        """Log in and offer the commands; waits for the network."""
        ...

    @property
    def shards(self) -> int:
        """Into how many parts what people do is cut; each may be heard by another process."""
        ...

    async def run(self, intake: Intake, shard: int = 0) -> None:
        """Take in what people do until cancelled, as far as it comes to this shard."""
        ...

    def keep(self, turns: Turns) -> None:
        """Let answers to people take these turns, wherever the platform counts them."""
        ...

    async def settled(self) -> None:
        """Wait until the answers to all that was taken in have arrived."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


def platforms_of(
    settings: Settings,
    clock: Clock,
    cartographer: Cartographer | None = None,
    role: Role = Role.ALL,
) -> dict[PlatformName, RunsPlatform]:
    """The platforms that have a token, as far as a process of this role needs them.

    Raises:
        NoTokenError: there is none at all.
    """
    if not (settings.telegram or settings.discord):
        raise NoTokenError
    platforms: list[RunsPlatform] = []
    if role.sends_through("telegram"):
        told = telegram_settings_of(settings)
        platforms += [TelegramPlatform(each, clock, cartographer) for each in told]
    if role.sends_through("discord"):
        given = discord_settings_of(settings)
        platforms += [DiscordPlatform(each, clock, cartographer) for each in given]
    return {platform.name: platform for platform in platforms}


def telegram_settings_of(settings: Settings) -> list[TelegramSettings]:
    """What each bot on Telegram must be told; each has a webhook of its own."""
    return [
        TelegramSettings(
            token=token,
            ear=ear_of(bot, settings.telegram),
            api_url=settings.telegram_api_url,
            file_url=settings.telegram_file_url,
            webhook_url=_webhook(settings.telegram_webhook_url, bot),
        )
        for bot, token in settings.telegram.items()
    ]


def discord_settings_of(settings: Settings) -> list[DiscordSettings]:
    """What each bot on Discord must be told."""
    return [
        DiscordSettings(
            token=token,
            ear=ear_of(bot, settings.discord),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            shards=settings.discord_shards,
        )
        for bot, token in settings.discord.items()
    ]


def ear_of(bot: PlatformName, all_bots: Iterable[PlatformName]) -> Ear:
    """One of several bots on a platform."""
    return Ear(bot=bot, others=tuple(each for each in all_bots if each != bot))


def _webhook(url: str, bot: PlatformName) -> str:
    number = bot.partition(".")[2]
    return f"{url.rstrip('/')}/{number}" if url and number else url
