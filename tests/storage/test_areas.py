from bot.model.areas import AreaDraft
from bot.model.covers import cells_of
from bot.model.ids import AreaId
from bot.model.places import blurred
from bot.ports.stores import Store
from tests.storage.street import BLOCK_AT_CORNER, FAR_AWAY, SQUARE, area


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
