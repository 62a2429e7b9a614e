"""Who hears of what."""

from bot.errors import WatchError
from bot.model.covers import cover_circle
from bot.model.ids import WatchId
from bot.model.people import Person
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

MOST_WATCHES = 10
"""Watches that one person may keep."""


async def keep(uow: UnitOfWork, person: Person, draft: WatchDraft) -> Watch:
    """Start a watch.

    Raises:
        WatchError: `watch.radius`, `watch.no_kinds` or `watch.too_many`.
    """
    require(Permission.WATCH_KEEP, frozenset())
    check(draft)
    if len(await uow.watches.of(person.id)) >= MOST_WATCHES:
        raise WatchError("watch.too_many", count=MOST_WATCHES)
    return await uow.watches.add(draft, _cover(draft.place))


async def change(uow: UnitOfWork, person: Person, watch: WatchId, draft: WatchDraft) -> None:
    """Put a watch elsewhere, or want other kinds. Raises as `keep`, or `watch.unknown`."""
    check(draft)
    old = await own(uow, person, watch)
    new = Watch(
        id=old.id,
        place=draft.place,
        near=draft.near,
        categories=draft.categories,
        person=person.id,
    )
    await uow.watches.change(new, _cover(new.place))


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


def _cover(place: object) -> tuple[CoverCell, ...]:
    return cover_circle(place) if isinstance(place, Circle) else ()
