"""What every command of the operator needs: settings, a loop, and words for what went wrong."""

import asyncio
from collections.abc import Coroutine
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from adapters.discord.settings import BadTokenError as BadDiscordTokenError
from adapters.discord.settings import ShardsError
from adapters.feeds import FeedsUrlError
from adapters.geocoding import GeocoderUrlError
from adapters.mail import MailUrlError
from adapters.telegram.settings import BadTokenError as BadTelegramTokenError
from adapters.telegram.settings import BadWebhookError
from bot.app.crashes import on_loop
from bot.app.doors import PortTakenError
from bot.app.patience import NoDatabaseError
from bot.app.platforms import NoTokenError
from bot.app.redteam.seizures import NothingTakenError
from bot.app.roles import RoleError
from bot.app.settings import Settings
from bot.app.system import SystemClock
from bot.errors import WatchError
from bot.texts.render import Locale, plain
from storage.backups import BackupError
from storage.engine import NotInForceError
from storage.keyfiles import KeyFileError
from storage.migrate import NewerDatabaseError
from storage.presence import InUseError
from storage.vault import WrongKeyError

T = TypeVar("T")

out = Console()
err = Console(stderr=True)

SAID = (
    NoTokenError,
    RoleError,
    NoDatabaseError,
    PortTakenError,
    BadTelegramTokenError,
    BadDiscordTokenError,
    ShardsError,
    BadWebhookError,
    GeocoderUrlError,
    MailUrlError,
    FeedsUrlError,
    KeyFileError,
    WrongKeyError,
    InUseError,
    NotInForceError,
    BackupError,
    NewerDatabaseError,
    NothingTakenError,
)
"""Errors whose message is for the operator as it is."""


def settings_of() -> Settings:
    """What the environment and `.env` say; a wrong value is named, and the command ends."""
    try:
        return Settings()
    except ValidationError as error:
        for found in error.errors(include_input=False, include_url=False):
            where = str(found["loc"][0]).upper() if found["loc"] else "settings"
            err.print(f"[red]{where}[/]: {found['msg']}", highlight=False)
        raise typer.Exit(2) from None


def finish(work: Coroutine[object, object, T]) -> T:
    """Do it; what the operator can mend is said in plain words."""
    try:
        with asyncio.Runner() as runner:
            runner.get_loop().set_exception_handler(on_loop)
            return runner.run(work)
    except* SAID as group:
        refuse("\n".join(str(error) for error in group.exceptions))
    except* WatchError as group:
        refuse("\n".join(_said(error) for error in group.exceptions))


def refuse(words: str) -> NoReturn:
    """Say why not, and end the command."""
    err.print(words, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(2)


def _said(error: BaseException) -> str:
    now = SystemClock().now()
    locale = Locale(language="en", zone="UTC", now=now)
    return plain(error.text, locale) if isinstance(error, WatchError) else str(error)
