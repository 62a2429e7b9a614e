from dataclasses import replace

from bot.model.covers import cover_circle
from bot.model.ids import WatchId
from bot.model.incidents import ALL_CATEGORIES, Category
from bot.model.watches import Circle, WatchDraft
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    FAR_AWAY,
    area,
    channel,
    circle,
    fire,
    moved_in,
)


async def test_a_circle_and_an_area_are_kept_as_they_were_given(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        villeray = await area(uow)
        chosen = frozenset({Category.FIRE, Category.LOST})
        first = await circle(uow, who, radius=250, categories=chosen)
        draft = WatchDraft(place=villeray.id, near="Villeray", person=who)
        second = await uow.watches.add(draft, ())
        await circle(uow, await moved_in(uow, 2))
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.watches.of(who) == (first, second)
        assert await uow.watches.get(first.id) == first
        assert first.place == Circle(cell=BLOCK_AT_CORNER, radius=250)
        assert first.categories == chosen
        assert (second.place, second.categories) == (villeray.id, ALL_CATEGORIES)


async def test_an_unknown_watch_is_none(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.watches.get(WatchId(7)) is None
        assert await uow.watches.of(await moved_in(uow, 1)) == ()


async def test_a_changed_watch_hears_of_the_new_place_only(store: Store) -> None:
    async with store.unit() as uow:
        who, reporter = await moved_in(uow, 1), await moved_in(uow, 2)
        watch = await circle(uow, who)
        place = Circle(cell=FAR_AWAY, radius=1_000)
        changed = replace(watch, place=place, near="Rue Loin")
        await uow.watches.change(changed, cover_circle(place))
        assert await uow.watches.get(watch.id) == changed
        assert await uow.deliveries.alert(await fire(uow, reporter), NOON) == 0
        assert await uow.deliveries.alert(await fire(uow, reporter, FAR_AWAY), NOON) == 1


async def test_a_circle_can_become_an_area(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        villeray = await area(uow)
        watch = await circle(uow, who, FAR_AWAY)
        changed = replace(watch, place=villeray.id, categories=frozenset({Category.FIRE}))
        await uow.watches.change(changed, ())
        assert await uow.watches.of(who) == (changed,)
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON) == 1


async def test_an_ended_watch_hears_of_nothing(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        watch = await circle(uow, who)
        await uow.watches.end(watch.id)
        await uow.watches.end(watch.id)
        assert await uow.watches.of(who) == ()
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON) == 0


async def test_a_number_of_a_watch_is_never_given_again(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        first = await circle(uow, who)
        await uow.watches.end(first.id)
        assert (await circle(uow, who)).id != first.id


async def test_a_channels_own_watch_goes_with_the_channel(store: Store) -> None:
    async with store.unit() as uow:
        bound = await channel(uow, (await area(uow, cell=FAR_AWAY)).id)
        place = Circle(cell=BLOCK_AT_CORNER, radius=500)
        draft = WatchDraft(place=place, near="Rue Jarry", channel=bound.id)
        watch = await uow.watches.add(draft, cover_circle(place))
        reporter = await moved_in(uow, 1)
        assert await uow.deliveries.alert(await fire(uow, reporter), NOON) == 1
        await uow.channels.unbind(bound.platform, bound.chat)
        assert await uow.watches.get(watch.id) is None
