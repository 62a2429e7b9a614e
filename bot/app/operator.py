"""What the operator does with the database while the bot runs or rests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.wiring import key_files, stored
from bot.ports.stores import Store, UnitOfWork
from storage import backups, rotation
from storage.keyfiles import KeyFileError
from storage.migrate import upgrade
from storage.rotation import Rotated


async def back_up(settings: Settings, file: Path) -> None:
    """Copy the database, without the keyring, while the bot runs. Raises BackupError."""
    await backups.back_up(settings.database_url, file)


async def restore(settings: Settings, file: Path) -> None:
    """Fill a new database from a copy. Raises BackupError."""
    await backups.restore(file, settings.database_url)


async def rotate(settings: Settings) -> Rotated:
    """A new master key in place of the old one, everything under it.

    Raises:
        InUseError: a bot runs on the database.
        KeyFileError, WrongKeyError: the key files do not fit, and nothing was changed.
    """
    files = key_files(settings)
    if not (files.master.exists() or files.fresh.master.exists()):
        message = f"There is no master key at {files.master}, so there is nothing to change yet."
        raise KeyFileError(message)
    await upgrade(settings.database_url)
    return await rotation.rotate(settings.database_url, files, SystemRandom())


@asynccontextmanager
async def unit(settings: Settings) -> AsyncIterator[UnitOfWork]:
    """One transaction on the operator's database, which is brought up to date before."""
    async with opened_store(settings) as store, store.unit() as uow:
        yield uow


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The operator's database, brought up to date before."""
    store, _ = await stored(settings, SystemRandom())
    try:
        yield store
    finally:
        await store.close()
