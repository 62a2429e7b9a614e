from dataclasses import replace
from datetime import timedelta

from bot.model.ids import AgencyId, AreaId
from bot.model.places import BLOCK, blurred
from bot.model.watches import WatchDraft
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    FAR_AWAY,
    area,
    circle,
    moved_in,
    person,
    request,
    station,
)

AGENCY = AgencyId(1)


async def test_an_area_holds_itself_and_those_whose_blocks_it_holds(store: Store) -> None:
    async with store.unit() as uow:
        town = await area(uow, "Town", blurred(BLOCK_AT_CORNER, 7))
        quarter = await area(uow, "Quarter", blurred(BLOCK_AT_CORNER, 8))
        block = await area(uow, "Block", BLOCK_AT_CORNER)
        apart = await area(uow, "Apart", blurred(FAR_AWAY, BLOCK))
        assert await uow.areas.within(town.id) == (town.id, quarter.id, block.id)
        assert await uow.areas.within(quarter.id) == (quarter.id, block.id)
        assert await uow.areas.within(block.id) == (block.id,)
        assert await uow.areas.within(apart.id) == (apart.id,)


async def test_areas_overlap_when_a_block_lies_in_both(store: Store) -> None:
    async with store.unit() as uow:
        town = await area(uow, "Town", blurred(BLOCK_AT_CORNER, 7))
        block = await area(uow, "Block", BLOCK_AT_CORNER)
        apart = await area(uow, "Apart", FAR_AWAY)
        assert await uow.areas.overlap(town.id, block.id)
        assert await uow.areas.overlap(block.id, town.id)
        assert not await uow.areas.overlap(town.id, apart.id)


async def test_subscribers_are_people_counted_once_who_joined_in_time(store: Store) -> None:
    async with store.unit() as uow:
        here = await area(uow)
        for number in (1, 2):
            await circle(uow, await moved_in(uow, number))
        draft = WatchDraft(place=here.id, near="here", person=person(1).id)
        await uow.watches.add(draft, ())
        await circle(uow, await moved_in(uow, 3), cell=FAR_AWAY)
        young = replace(person(4), joined=1_461)
        await uow.people.add(young)
        await circle(uow, young.id)
        assert await uow.watches.subscribers([here.id], AGENCY, 1_460, NOON) == 2
        assert await uow.watches.subscribers([here.id], AGENCY, 1_461, NOON) == 3
        assert await uow.watches.subscribers([AreaId(here.id + 1)], AGENCY, 1_461, NOON) == 0


async def test_requests_since_a_moment_are_the_agencys_own(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        first = await request(uow, police)
        second = await request(uow, police)
        before, after = NOON - timedelta(seconds=1), NOON
        assert await uow.requests.since(police.agency, before) == (first, second)
        assert await uow.requests.since(police.agency, after) == ()
