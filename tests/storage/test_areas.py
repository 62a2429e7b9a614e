from dataclasses import replace

from bot.model.areas import AreaDraft, Outline
from bot.model.covers import cells_of
from bot.model.deliveries import DeliveryKind
from bot.model.ids import AreaId
from bot.model.places import blurred
from bot.model.watches import WatchDraft
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    DISCORD,
    FAR_AWAY,
    SQUARE,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    fire,
    moved_in,
    request,
    station,
)


async def test_areas_are_kept_with_their_outline_and_parent(store: Store) -> None:
    async with store.unit() as uow:
        town = await area(uow, "Montréal")
        district = await area(uow, "Ahuntsic", parent=town.id)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.areas.all() == (district, town)
        assert await uow.areas.get(district.id) == district
        assert district.parent == town.id
        assert await uow.areas.outline(district.id) == SQUARE


async def test_an_unknown_area_is_none(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.areas.get(AreaId(7)) is None
        assert await uow.areas.outline(AreaId(7)) is None


async def test_the_smallest_area_that_holds_a_block_comes_first(store: Store) -> None:
    async with store.unit() as uow:
        town = await area(uow, "Town", blurred(BLOCK_AT_CORNER, 5))
        street = await area(uow, "Street", BLOCK_AT_CORNER)
        district = await area(uow, "District", blurred(BLOCK_AT_CORNER, 8))
        await area(uow, "Elsewhere", FAR_AWAY)
        assert await uow.areas.holding(BLOCK_AT_CORNER) == (street, district, town)


async def test_a_blurred_place_lies_where_its_middle_lies(store: Store) -> None:
    async with store.unit() as uow:
        district = await area(uow, "District", blurred(BLOCK_AT_CORNER, 8))
        assert await uow.areas.holding(blurred(BLOCK_AT_CORNER, 8)) == (district,)
        assert await uow.areas.holding(blurred(FAR_AWAY, 8)) == ()


async def test_a_polygon_holds_the_blocks_whose_centres_it_holds(store: Store) -> None:
    cells = cells_of(SQUARE)
    async with store.unit() as uow:
        square = await uow.areas.add(AreaDraft(name="Square", outline=SQUARE, cells=cells))
        assert await uow.areas.holding(cells[0]) == (square,)
        assert await uow.areas.holding(FAR_AWAY) == ()


async def test_the_cells_of_all_areas_come_at_once(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.areas.covers() == {}
        square = await uow.areas.add(
            AreaDraft(name="Square", outline=SQUARE, cells=cells_of(SQUARE))
        )
        far = await area(uow, "Far", FAR_AWAY)
        assert await uow.areas.covers() == {square.id: cells_of(SQUARE), far.id: (FAR_AWAY,)}


async def test_an_area_that_is_reshaped_stays_the_same_area(store: Store) -> None:
    async with store.unit() as uow:
        moving = await area(uow)
        bound = await channel(uow, moving.id)
        resident = await moved_in(uow, 1)
        await uow.watches.add(WatchDraft(place=moving.id, near="Villeray", person=resident), ())
        await uow.commit()
    elsewhere = Outline(polygons=(SQUARE.polygons[0], SQUARE.polygons[0]))
    async with store.unit() as uow:
        await uow.areas.reshape(moving.id, elsewhere, [FAR_AWAY], NOON)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.areas.get(moving.id) == replace(moving, changed=NOON)
        assert await uow.areas.outline(moving.id) == elsewhere
        assert await uow.areas.holding(BLOCK_AT_CORNER) == ()
        assert [each.id for each in await uow.areas.holding(FAR_AWAY)] == [moving.id]
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON) == 0
        incident = await fire(uow, await moved_in(uow, 3), FAR_AWAY)
        assert await uow.deliveries.alert(incident, NOON) == 2
        owed = await all_claimed(uow)
        assert {each.channel for each in owed} == {bound.id, None}


async def test_of_an_area_that_is_gone_only_the_name_is_kept(store: Store) -> None:
    async with store.unit() as uow:
        of = await station(uow)
        asked = await request(uow, of)
        child = await area(uow, "Street", BLOCK_AT_CORNER, parent=of.area)
        await uow.areas.remove(of.area)
        await uow.commit()
    async with store.unit() as uow:
        gone = await uow.areas.get(of.area)
        assert gone is not None
        assert (gone.name, gone.gone, gone.parent) == ("A900", True, None)
        assert await uow.areas.all() == (replace(child, parent=None),)
        assert await uow.areas.covers() == {child.id: (BLOCK_AT_CORNER,)}
        assert await uow.areas.holding(BLOCK_AT_CORNER) == (replace(child, parent=None),)
        assert await uow.areas.within(of.area) == ()
        assert not await uow.areas.overlap(of.area, child.id)
        assert await uow.areas.outline(of.area) == Outline(polygons=())
        still = await uow.requests.get(asked.number)
        assert still is not None
        assert still.audience == of.area


async def test_areas_are_renamed_adopted_and_laid_into_others(store: Store) -> None:
    async with store.unit() as uow:
        town = await area(uow, "Town", blurred(BLOCK_AT_CORNER, 5))
        draft = AreaDraft(name="Corner", outline=SQUARE, cells=(BLOCK_AT_CORNER,), drawn=True)
        drawn = await uow.areas.add(draft)
        assert drawn.drawn
        await uow.areas.rename(drawn.id, "The corner")
        await uow.areas.adopt(drawn.id)
        await uow.areas.lay(drawn.id, town.id)
        expected = replace(drawn, name="The corner", drawn=False, parent=town.id)
        assert await uow.areas.get(drawn.id) == expected
        assert await uow.areas.all() == (expected, town)
        await uow.areas.lay(drawn.id, None)
        assert await uow.areas.get(drawn.id) == replace(expected, parent=None)


async def test_the_watches_of_an_area_are_told_from_those_in_it(store: Store) -> None:
    async with store.unit() as uow:
        villeray, other = await area(uow), await area(uow, "Other")
        one, two = [await moved_in(uow, number) for number in (1, 2)]
        await circle(uow, one)
        kept = [
            await uow.watches.add(WatchDraft(place=villeray.id, near="Villeray", person=who), ())
            for who in (two, one)
        ]
        await uow.watches.add(WatchDraft(place=other.id, near="Other", person=one), ())
        assert await uow.watches.over(villeray.id) == tuple(kept)
        assert await uow.watches.over(AreaId(99)) == ()


async def test_a_notice_about_areas_goes_to_these_channels_and_people_once(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        told = [
            await channel(uow, villeray.id, "1"),
            await channel(uow, villeray.id, "2", DISCORD),
        ]
        await channel(uow, villeray.id, "3")
        resident, other = await moved_in(uow, 1), await moved_in(uow, 2)
        for _ in range(2):
            await uow.deliveries.tell(
                DeliveryKind.AREA,
                "7.0.1",
                channels=[each.id for each in told],
                people=[resident],
                now=NOON,
            )
        await uow.deliveries.tell(DeliveryKind.AREA, "8.0.1", now=NOON)
        await uow.commit()
    async with store.unit() as uow:
        owed = [*await all_claimed(uow, TELEGRAM), *await all_claimed(uow, DISCORD)]
        assert other not in {each.person for each in owed}
        assert [(each.channel, each.person) for each in owed] == [
            (told[0].id, None),
            (None, resident),
            (told[1].id, None),
        ]
        assert {(each.kind, each.subject) for each in owed} == {(DeliveryKind.AREA, "7.0.1")}
