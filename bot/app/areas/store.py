"""What the operator does with areas while the bot runs or rests."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.app.areas.census import Census, counted
from bot.app.operator import unit
from bot.app.settings import Settings
from bot.app.system import SystemClock
from bot.model.areas import Area, AreaDraft
from bot.model.ids import AreaId
from bot.model.places import Point
from bot.ports.stores import UnitOfWork
from bot.services.areas import keeping
from storage.memory.units import MemoryStore
from storage.presence import sqlite_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of areas that were to be kept, and how all lie then."""

    kept: tuple[keeping.Kept, ...]
    census: Census


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What an area would leave behind: titles of chats, whether residents watch it, its parent."""

    chats: tuple[str, ...]
    watched: bool
    parent: AreaId | None
    in_parent: str

    @property
    def anything(self) -> bool:
        """Whether somebody relies on it."""
        return bool(self.chats) or self.watched


async def keep_areas(
    settings: Settings,
    drafts: Iterable[AreaDraft],
    *,
    replacing: bool = False,
    dry_run: bool = False,
) -> Import:
    """Add areas, all or none; those that are there get their new shape when `replacing`."""
    async with _looked(settings) if dry_run else unit(settings) as uow:
        kept = await keeping.keep(uow, drafts, SystemClock().now(), replacing=replacing)
        found = Import(kept=kept, census=await counted(uow))
        if not dry_run:
            await uow.commit()
    return found


async def ground(settings: Settings) -> Point | None:
    """About where the areas lie that are there; None when there are none."""
    async with _looked(settings) as uow:
        return await keeping.ground(uow)


async def census(settings: Settings) -> Census:
    """All areas, by name."""
    async with unit(settings) as uow:
        return await counted(uow)


async def area_named(settings: Settings, name: str) -> Area:
    """The area of this name. Raises WatchError `area.unknown`."""
    async with unit(settings) as uow:
        return await keeping.named(uow, name)


async def rename_area(settings: Settings, name: str, new: str) -> None:
    """Give an area another name. Raises WatchError."""
    async with unit(settings) as uow:
        await keeping.rename(uow, await keeping.named(uow, name), new)
        await uow.commit()


async def reshape_area(settings: Settings, name: str, draft: AreaDraft) -> Import:
    """Give an area another shape. Raises WatchError `area.unknown`."""
    async with unit(settings) as uow:
        area = await keeping.named(uow, name)
        meant = replace(draft, name=area.name)
        kept = await keeping.keep(uow, [meant], SystemClock().now(), replacing=True)
        found = Import(kept=kept, census=await counted(uow))
        await uow.commit()
    return found


async def adopt_area(settings: Settings, name: str) -> None:
    """Make an area that a moderator drew the operator's. Raises WatchError `area.unknown`."""
    async with unit(settings) as uow:
        await uow.areas.adopt((await keeping.named(uow, name)).id)
        await uow.commit()


async def leftovers(settings: Settings, name: str) -> Leftovers:
    """What an area would leave behind. Raises WatchError `area.unknown`."""
    async with unit(settings) as uow:
        area = await keeping.named(uow, name)
        found = await keeping.hanging(uow, area.id)
        parent = None if area.parent is None else await uow.areas.get(area.parent)
    return Leftovers(
        chats=tuple(f"{each.title or each.chat} ({each.platform})" for each in found.channels),
        watched=bool(found.watches),
        parent=area.parent,
        in_parent="" if parent is None else parent.name,
    )


async def remove_area(settings: Settings, name: str, heirs: keeping.Heirs) -> None:
    """Let an area go. Raises WatchError `area.unknown` or `area.too_wide`."""
    async with unit(settings) as uow:
        await keeping.remove(uow, await keeping.named(uow, name), heirs, SystemClock().now())
        await uow.commit()


@asynccontextmanager
async def _looked(settings: Settings) -> AsyncIterator[UnitOfWork]:
    """A unit to look only: where there is no database yet, none is made."""
    file = sqlite_file(settings.database_url)
    if file is None or file.exists():
        async with unit(settings) as uow:
            yield uow
        return
    async with MemoryStore().unit() as uow:
        yield uow
