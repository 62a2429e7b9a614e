"""The platforms that have a token, ready to be connected."""

from typing import Protocol

from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import TelegramSettings
from bot.app.roles import Role
from bot.app.settings import Settings
from bot.model.ids import PlatformName
from bot.ports.maps import Cartographer
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

    async def run(self, intake: Intake) -> None:
        """Take in what people do until cancelled."""
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
    if settings.telegram and role.connects_to("telegram"):
        platforms.append(
            TelegramPlatform(
                TelegramSettings(
                    token=settings.telegram,
                    api_url=settings.telegram_api_url,
                    file_url=settings.telegram_file_url,
                    webhook_url=settings.telegram_webhook_url,
                ),
                clock,
                cartographer,
            )
        )
    if settings.discord and role.connects_to("discord"):
        platforms.append(
            DiscordPlatform(
                DiscordSettings(
                    token=settings.discord,
                    api_url=settings.discord_api_url,
                    gateway_url=settings.discord_gateway_url,
                ),
                clock,
                cartographer,
            )
        )
    return {platform.name: platform for platform in platforms}
