"""Who hears of what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.errors import WatchError
from bot.model.covers import cover_circle
from bot.model.hours import Hours, next_hour
from bot.model.ids import AreaId, PersonId, WatchId
from bot.model.people import Person
from bot.model.policy import Policy
from bot.model.watches import (
    LARGEST_RADIUS_M,
    SMALLEST_RADIUS_M,
    Circle,
    CoverCell,
    Watch,
    WatchDraft,
)
from bot.permissions import Permission, require
from bot.ports.stores import UnitOfWork

UNTIL_RESUMED = datetime(9999, 1, 1, tzinfo=UTC)
"""A watch that is paused until then is paused until somebody says otherwise."""


class Pause(StrEnum):
    """How long a watch may be paused."""

    NO = "no"
    DAY = "day"
    WEEK = "week"
    OPEN = "open"


SPANS = {Pause.DAY: timedelta(days=1), Pause.WEEK: timedelta(days=7)}


def resumes(pause: Pause, now: datetime) -> datetime | None:
    """When a watch that is paused now tells again: at a full hour, so that no moment is kept."""
    if pause is Pause.NO:
        return None
    return next_hour(now + SPANS[pause]) if pause in SPANS else UNTIL_RESUMED


async def keep(uow: UnitOfWork, person: Person, draft: WatchDraft, policy: Policy) -> Watch:
    """Start a watch.

    Raises:
        WatchError: `watch.radius`, `watch.no_kinds`, `watch.area_gone`, `watch.too_many` or
            `watch.double`.
    """
    require(Permission.WATCH_KEEP, frozenset())
    check(draft)
    await require_ground(uow, draft.place)
    await require_room(uow, person.id, policy)
    if await watched(uow, person.id, draft.place) is not None:
        raise WatchError("watch.double")
    return await uow.watches.add(draft, _cover(draft.place))


async def require_ground(uow: UnitOfWork, place: Circle | AreaId) -> None:
    """Let nobody watch an area that went meanwhile. Raises WatchError `watch.area_gone`."""
    area = None if isinstance(place, Circle) else await uow.areas.get(place)
    if not isinstance(place, Circle) and (area is None or area.gone):
        raise WatchError("watch.area_gone")


async def require_room(uow: UnitOfWork, person: PersonId, policy: Policy) -> None:
    """Let nobody begin more watches than there may be. Raises WatchError `watch.too_many`."""
    if len(await uow.watches.of(person)) >= policy.most_watches:
        raise WatchError("watch.too_many", count=policy.most_watches)


async def watched(uow: UnitOfWork, person: PersonId, place: Circle | AreaId) -> Watch | None:
    """The person's watch of the same block, or of the same area."""
    for watch in await uow.watches.of(person):
        if _middle(watch.place) == _middle(place):
            return watch
    return None


async def change(uow: UnitOfWork, person: Person, watch: WatchId, draft: WatchDraft) -> None:
    """Put a watch elsewhere, or shape it anew. Raises as `keep`, or `watch.unknown`."""
    check(draft)
    await require_ground(uow, draft.place)
    old = await own(uow, person, watch)
    new = replace(
        old,
        place=draft.place,
        near=draft.near,
        categories=draft.categories,
        rhythm=draft.rhythm,
        crowd=draft.crowd,
        resumes=draft.resumes,
    )
    await uow.watches.change(new, _cover(new.place))


async def resume(uow: UnitOfWork, person: Person, watch: WatchId) -> None:
    """Let a paused watch tell again. Raises WatchError `watch.unknown`."""
    paused = await own(uow, person, watch)
    await uow.watches.change(replace(paused, resumes=None), _cover(paused.place))


async def set_hours(uow: UnitOfWork, person: Person, hours: Hours, now: datetime) -> None:
    """Remember when a daily digest comes, in whose zone."""
    if person.hours != hours:
        await uow.people.keep_hours(person.id, hours, now)


async def end(uow: UnitOfWork, person: Person, watch: WatchId) -> None:
    """End a watch. Raises WatchError `watch.unknown`."""
    await own(uow, person, watch)
    await uow.watches.end(watch)


async def own(uow: UnitOfWork, person: Person, watch: WatchId) -> Watch:
    """The person's own watch. Raises WatchError `watch.unknown`: whose it is stays unsaid."""
    found = await uow.watches.get(watch)
    if found is None or found.person != person.id:
        raise WatchError("watch.unknown")
    return found


def check(draft: WatchDraft) -> None:
    """Refuse a watch that would be too small, too large or deaf."""
    if not draft.categories:
        raise WatchError("watch.no_kinds")
    place = draft.place
    if isinstance(place, Circle) and not SMALLEST_RADIUS_M <= place.radius <= LARGEST_RADIUS_M:
        raise WatchError("watch.radius")


def _middle(place: Circle | AreaId) -> tuple[str, int]:
    return ("circle", place.cell) if isinstance(place, Circle) else ("area", place)


def _cover(place: object) -> tuple[CoverCell, ...]:
    return cover_circle(place) if isinstance(place, Circle) else ()
