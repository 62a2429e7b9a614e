"""Keeping areas: added, changed, renamed and removed, and nobody who relies on one is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.errors import WatchError
from bot.model.areas import Area, AreaDraft
from bot.model.channels import Channel, ChannelDraft
from bot.model.covers import circle_over, cover_circle
from bot.model.deliveries import DeliveryKind
from bot.model.ids import AreaId, ChannelId, PersonId
from bot.model.nesting import nested
from bot.model.places import Point, centre
from bot.model.watches import LARGEST_RADIUS_M, SMALLEST_RADIUS_M, Circle, Watch
from bot.ports.stores import UnitOfWork
from bot.services.areas.reading import LONGEST_NAME, tidied

NOTHING = AreaId(0)
"""In a notice: no area."""


class Outcome(StrEnum):
    """What became of an area that was to be kept."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"  # one of this name is there, with another shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An area and what became of it."""

    area: Area
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """What would be lost with an area: channels bound to it, and residents' watches of it."""

    channels: tuple[Channel, ...]
    watches: tuple[Watch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """What comes in the place of an area that goes.

    None for channels: they are bound to nothing. None for watches: a circle over the same ground,
    or the next larger area where no circle is wide enough.
    """

    channels: AreaId | None = None
    watches: AreaId | None = None


async def keep(
    uow: UnitOfWork, drafts: Iterable[AreaDraft], now: datetime, *, replacing: bool = False
) -> tuple[Kept, ...]:
    """Add areas; those of a name that is known are changed in place when `replacing`.

    The operator's word counts more than a moderator's: what is replaced was not drawn any more.
    """
    known = {area.name.casefold(): area for area in await uow.areas.all()}
    kept = []
    for draft in drafts:
        old = known.get(draft.name.casefold())
        if old is None:
            kept.append(Kept(area=await uow.areas.add(draft), outcome=Outcome.ADDED))
        else:
            kept.append(await _renewed(uow, old, draft, now, replacing=replacing))
    await nest(uow)
    return tuple(kept)


async def nest(uow: UnitOfWork) -> None:
    """See anew which area lies in which."""
    parents = nested(await uow.areas.covers())
    for area in await uow.areas.all():
        parent = parents.get(area.id)
        if area.parent != parent:
            await uow.areas.lay(area.id, parent)


async def named(uow: UnitOfWork, name: str) -> Area:
    """The area of exactly this name, case aside. Raises WatchError `area.unknown`."""
    found = await _named(uow, tidied(name))
    if found is None:
        raise WatchError("area.unknown", name=tidied(name)[:LONGEST_NAME])
    return found


async def fitting_name(uow: UnitOfWork, name: str, *, own: AreaId | None = None) -> str:
    """A name that an area may have; `own` is the area that has it already, if any.

    Raises:
        WatchError: `area.nameless`, `area.long_name` or `area.taken`.
    """
    fit = tidied(name)
    if not fit:
        raise WatchError("area.nameless")
    if len(fit) > LONGEST_NAME:
        raise WatchError("area.long_name", count=LONGEST_NAME)
    other = await _named(uow, fit)
    if other is not None and other.id != own:
        raise WatchError("area.taken", name=other.name)
    return fit


async def rename(uow: UnitOfWork, area: Area, name: str) -> None:
    """Give an area another name, for those who watch it, too. Raises as `fitting_name`."""
    fit = await fitting_name(uow, name, own=area.id)
    await uow.areas.rename(area.id, fit)
    for watch in await uow.watches.over(area.id):
        await uow.watches.change(replace(watch, near=fit), ())


async def hanging(uow: UnitOfWork, area: AreaId) -> Hanging:
    """What would be lost with an area."""
    return Hanging(
        channels=await uow.channels.within([area]), watches=await uow.watches.over(area)
    )


async def remove(uow: UnitOfWork, area: Area, heirs: Heirs, now: datetime) -> None:
    """Let an area go; who relied on it is told what came in its place.

    What requests were addressed to it stay as they were asked.

    Raises:
        WatchError: `area.too_wide`: somebody watches it, and nothing can take its place.
    """
    left = await hanging(uow, area.id)
    channels = [await _rebound(uow, channel, heirs.channels) for channel in left.channels]
    people: dict[AreaId, list[PersonId]] = {}
    for watch in left.watches:
        place = await _successor(uow, area, heirs)
        await _follow(uow, watch, place)
        if watch.person is not None:
            spot = NOTHING if isinstance(place, Circle) else place
            people.setdefault(spot, []).append(watch.person)
    await uow.areas.remove(area.id)
    await nest(uow)
    told = notice(area.id, heirs.channels, now)
    await uow.deliveries.tell(DeliveryKind.AREA, told, channels=channels, now=now)
    for spot, watchers in people.items():
        told = notice(area.id, spot, now)
        await uow.deliveries.tell(DeliveryKind.AREA, told, people=watchers, now=now)


def notice(gone: AreaId | None, place: AreaId | None, now: datetime) -> str:
    """What a notice is about: an area that is gone, the one in its place, and when."""
    return f"{gone or NOTHING}.{place or NOTHING}.{int(now.timestamp())}"


async def ground(uow: UnitOfWork) -> Point | None:
    """About where the areas of this watch lie; None when it has none."""
    covers = await uow.areas.covers()
    return next((centre(cells[0]) for cells in covers.values() if cells), None)


async def _named(uow: UnitOfWork, name: str) -> Area | None:
    known = await uow.areas.all()
    return next((area for area in known if area.name.casefold() == name.casefold()), None)


async def _renewed(
    uow: UnitOfWork, old: Area, draft: AreaDraft, now: datetime, *, replacing: bool
) -> Kept:
    if await uow.areas.outline(old.id) == draft.outline and old.drawn == draft.drawn:
        return Kept(area=old, outcome=Outcome.SAME)
    if not replacing:
        return Kept(area=old, outcome=Outcome.LEFT)
    await uow.areas.reshape(old.id, draft.outline, draft.cells, now)
    if old.drawn and not draft.drawn:
        await uow.areas.adopt(old.id)
    return Kept(area=old, outcome=Outcome.CHANGED)


async def _rebound(uow: UnitOfWork, channel: Channel, area: AreaId | None) -> ChannelId:
    """The channel, bound to another area; to none it stays at the one that is gone."""
    if area is not None:
        await uow.channels.bind(
            ChannelDraft(
                platform=channel.platform,
                chat=channel.chat,
                title=channel.title,
                area=area,
                language=channel.language,
            )
        )
    return channel.id


async def _successor(uow: UnitOfWork, area: Area, heirs: Heirs) -> Circle | AreaId:
    if heirs.watches is not None:
        return heirs.watches
    cells = (await uow.areas.covers()).get(area.id, ())
    circle = circle_over(cells)
    if circle is not None and circle.radius <= LARGEST_RADIUS_M:
        return replace(circle, radius=max(circle.radius, SMALLEST_RADIUS_M))
    if area.parent is None:
        raise WatchError("area.too_wide", name=area.name)
    return area.parent


async def _follow(uow: UnitOfWork, watch: Watch, place: Circle | AreaId) -> None:
    if isinstance(place, Circle):
        await uow.watches.change(replace(watch, place=place), cover_circle(place))
        return
    heir = await uow.areas.get(place)
    near = watch.near if heir is None else heir.name
    await uow.watches.change(replace(watch, place=place, near=near), ())
