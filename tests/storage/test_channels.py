from bot.model.channels import Openness
from bot.model.ids import ChannelId
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import (
    DISCORD,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    claimed,
    fire,
    moved_in,
    post,
)


async def test_a_chat_is_found_once_it_is_bound(store: Store) -> None:
    async with store.unit() as uow:
        bound = await channel(uow, (await area(uow)).id)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.channels.at(TELEGRAM, "-100") == bound
        assert await uow.channels.get(bound.id) == bound
        assert await uow.channels.at(DISCORD, "-100") is None
        assert await uow.channels.get(ChannelId(bound.id + 1)) is None


async def test_binding_anew_keeps_the_channel_and_changes_its_area(store: Store) -> None:
    async with store.unit() as uow:
        first = await channel(uow, (await area(uow, "First")).id)
        second = await area(uow, "Second")
        again = await channel(uow, second.id)
        assert (again.id, again.area) == (first.id, second.id)
        assert await uow.channels.get(first.id) == again


async def test_who_may_come_in_stays_when_the_area_changes(store: Store) -> None:
    async with store.unit() as uow:
        bound = await channel(uow, (await area(uow, "First")).id)
        assert (bound.openness, bound.door, bound.link) == (Openness.OPEN, "", "")
        await uow.channels.open_by(bound.id, Openness.RESIDENTS, "https://t.me/+door")
        again = await channel(uow, (await area(uow, "Second")).id)
        assert (again.openness, again.door) == (Openness.RESIDENTS, "https://t.me/+door")
        assert await uow.channels.at(TELEGRAM, "-100") == again
        assert again.link == again.door
        await uow.channels.open_by(bound.id, Openness.DECIDED, "4711")
        found = await uow.channels.get(bound.id)
        assert found is not None
        assert (found.openness, found.door, found.link) == (Openness.DECIDED, "4711", "")


async def test_channels_with_ids_come_by_id(store: Store) -> None:
    async with store.unit() as uow:
        place = (await area(uow, "One")).id
        first, second = await channel(uow, place, "1"), await channel(uow, place, "2", DISCORD)
        await channel(uow, place, "3")
        nobody = ChannelId(second.id + 7)
        assert await uow.channels.those((second.id, nobody, first.id)) == (first, second)
        assert await uow.channels.those(()) == ()


async def test_channels_within_areas_come_by_id(store: Store) -> None:
    async with store.unit() as uow:
        one, two, three = [(await area(uow, name)).id for name in ("One", "Two", "Three")]
        first = await channel(uow, two, "1")
        second = await channel(uow, one, "2", DISCORD)
        await channel(uow, three, "3")
        assert await uow.channels.within({one, two}) == (first, second)
        assert await uow.channels.within(()) == ()


async def test_a_chat_that_got_a_new_id_stays_the_channel(store: Store) -> None:
    async with store.unit() as uow:
        bound = await channel(uow, (await area(uow)).id, "old")
        await uow.channels.move(TELEGRAM, "old", "new")
        await uow.channels.move(TELEGRAM, "never bound", "whatever")
        moved = await uow.channels.at(TELEGRAM, "new")
        assert moved is not None
        assert moved.id == bound.id
        assert await uow.channels.at(TELEGRAM, "old") is None


async def test_a_channel_under_the_new_id_gives_way(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        bound = await channel(uow, villeray.id, "old")
        await channel(uow, villeray.id, "new")
        await uow.channels.move(TELEGRAM, "old", "new")
        assert await uow.channels.within([villeray.id]) == (await uow.channels.get(bound.id),)


async def test_what_is_owed_to_an_unbound_chat_is_gone(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        await channel(uow, villeray.id, "1")
        kept = await channel(uow, villeray.id, "2")
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 1)), NOON)
        await uow.channels.unbind(TELEGRAM, "1")
        await uow.channels.unbind(TELEGRAM, "never bound")
        await uow.commit()
    async with store.unit() as uow:
        assert [delivery.channel for delivery in await all_claimed(uow)] == [kept.id]
        assert await uow.channels.at(TELEGRAM, "1") is None


async def test_what_stands_in_an_unbound_chat_is_never_owed_anew(store: Store) -> None:
    async with store.unit() as uow:
        await channel(uow, (await area(uow)).id)
        incident = await fire(uow, await moved_in(uow, 1))
        await uow.deliveries.alert(incident, NOON)
        delivery = await claimed(uow)
        await uow.deliveries.sent(delivery.id, post(), 1)
        await uow.channels.unbind(TELEGRAM, "-100")
        await uow.deliveries.refresh(incident, NOON)
        assert await all_claimed(uow) == []


async def test_a_chat_bound_again_is_a_channel_of_its_own(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        first = await channel(uow, villeray.id)
        await uow.channels.unbind(TELEGRAM, "-100")
        again = await channel(uow, villeray.id)
        assert again.id != first.id
        await circle(uow, await moved_in(uow, 1))
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON) == 2
