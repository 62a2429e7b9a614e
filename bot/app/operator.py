"""What the operator does with the database while the bot runs or rests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app.settings import Settings
from bot.app.system import SystemClock, SystemRandom
from bot.app.wiring import key_files, stored
from bot.errors import WatchError
from bot.model.agencies import Agency, AgencyState
from bot.model.ids import AgencyId
from bot.ports.stores import UnitOfWork
from bot.services import agencies
from storage import backups, rotation
from storage.keyfiles import KeyFileError
from storage.migrate import upgrade
from storage.rotation import Rotated


async def enrol(settings: Settings, name: str) -> str:
    """Enrol an agency; a one-time code for its first officer. Raises WatchError."""
    async with unit(settings) as uow:
        agency = await agencies.enrol(uow, name)
        code = await _code(uow, agency.id, settings)
        await uow.commit()
    return code


async def code_for(settings: Settings, name: str) -> str:
    """A one-time code for one more officer. Raises WatchError `agency.unknown`."""
    async with unit(settings) as uow:
        agency = await _named(uow, name)
        code = await _code(uow, agency.id, settings)
        await uow.commit()
    return code


async def turn(settings: Settings, name: str, state: AgencyState) -> None:
    """Suspend an agency, or let it ask again. Raises WatchError `agency.unknown`."""
    async with unit(settings) as uow:
        await agencies.turn(uow, await _named(uow, name), state, SystemClock().now())
        await uow.commit()


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


async def _code(uow: UnitOfWork, agency: AgencyId, settings: Settings) -> str:
    now, random = SystemClock().now(), SystemRandom()
    return await agencies.issue_code(uow, agency, now, random=random, policy=settings.policy)


async def _named(uow: UnitOfWork, name: str) -> Agency:
    found = await uow.agencies.named(name)
    if found is None:
        raise WatchError("agency.unknown")
    return found


@asynccontextmanager
async def unit(settings: Settings) -> AsyncIterator[UnitOfWork]:
    """One transaction on the operator's database, which is brought up to date before."""
    store, _ = await stored(settings, SystemRandom())
    try:
        async with store.unit() as uow:
            yield uow
    finally:
        await store.close()
