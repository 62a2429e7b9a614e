"""The matching in SQL against plain geometry on the same centres."""

import math

import h3.api.basic_int as h3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.areas import AreaDraft
from bot.model.covers import METRES_PER_DEGREE
from bot.model.directions import Direction
from bot.model.ids import Cell, ChannelId, PersonId
from bot.model.incidents import Category
from bot.model.places import BLOCK, Point, blurred, cell_at, centre, metres_between
from bot.model.watches import RADII_M, WatchDraft
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import (
    BLOCK_AT_CORNER,
    CORNER,
    SQUARE,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    east_of_corner,
    fire,
    moved_in,
    person,
    request,
    station,
)

DOUBT = 0.002
"""Against the great circle the flat circle may err by two in a thousand (bot.model.covers)."""

MOST_HOMES = 8

Address = tuple[PersonId | None, ChannelId | None]


def beside(point: Point, east: float, north: float) -> Point:
    """The point so many metres away."""
    shrunk = math.cos(math.radians(point.latitude))
    return Point(
        latitude=point.latitude + north / METRES_PER_DEGREE,
        longitude=point.longitude + east / METRES_PER_DEGREE / shrunk,
    )


def home_of(place: Cell, home: tuple[int, float, float]) -> Cell:
    radius, away, angle = home
    distance = radius * away
    return cell_at(beside(centre(place), distance * math.cos(angle), distance * math.sin(angle)))


def cells_around(place: Cell, spots: list[tuple[float, float, int]]) -> tuple[Cell, ...]:
    """The blocks of some cells around a place, none twice, compacted."""
    cells = [
        cell_at(beside(centre(place), east * 800, north * 800), fineness)
        for east, north, fineness in spots
    ]
    held = {block for cell in cells for block in blocks_in(cell)}
    return tuple(Cell(cell) for cell in h3.compact_cells(held))


def blocks_in(cell: Cell) -> set[int]:
    return set(h3.cell_to_children(cell, BLOCK))


def lies_in(place: Cell, cells: tuple[Cell, ...]) -> bool:
    """Whether the centre of a place lies in an area, asked of its blocks one by one."""
    middle = cell_at(centre(place))
    return any(middle in blocks_in(cell) for cell in cells)


places = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(8, BLOCK)).map(
    lambda spot: cell_at(beside(CORNER, spot[0] * 3_000, spot[1] * 3_000), spot[2])
)
homes = st.lists(
    st.tuples(st.sampled_from(RADII_M), st.floats(0, 1.3), st.floats(0, 2 * math.pi)),
    min_size=1,
    max_size=MOST_HOMES,
)
"""For each home: the circle's radius, how many radii away the place is, and in which direction."""

areas = st.lists(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(7, BLOCK)), max_size=5),
    min_size=1,
    max_size=4,
)
"""For each area its cells: where from the place, and their resolution."""

steadily = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@steadily
@given(place=places, homes=homes, areas=areas)
async def test_an_alert_goes_to_exactly_those_whose_circle_or_area_holds_the_centre(
    store: Store,
    place: Cell,
    homes: list[tuple[int, float, float]],
    areas: list[list[tuple[float, float, int]]],
) -> None:
    async with store.unit() as uow:
        # Never committed: the next example finds no trace of this one.
        surely: set[Address] = set()
        perhaps: set[Address] = set()
        for number, home in enumerate(homes):
            who, cell, radius = await moved_in(uow, number), home_of(place, home), home[0]
            await circle(uow, who, cell, radius)
            distance = metres_between(centre(cell), centre(place))
            if distance <= radius * (1 - DOUBT):
                surely.add((who, None))
            if distance <= radius * (1 + DOUBT):
                perhaps.add((who, None))
        for number, spots in enumerate(areas, start=MOST_HOMES):
            who, cells = await moved_in(uow, number), cells_around(place, spots)
            kept = await uow.areas.add(AreaDraft(name="A", outline=SQUARE, cells=cells))
            await uow.watches.add(WatchDraft(place=kept.id, near="A", person=who), ())
            bound = await channel(uow, kept.id, f"chat {number}")
            if lies_in(place, cells):
                surely |= {(who, None), (None, bound.id)}
        count = await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99), place), NOON)
        found = {(each.person, each.channel) for each in await all_claimed(uow)}
        assert len(found) == count
        assert surely <= found <= surely | perhaps


@steadily
@given(place=places, homes=homes, areas=areas)
async def test_a_request_goes_to_exactly_those_whose_centre_lies_in_the_audience(
    store: Store,
    place: Cell,
    homes: list[tuple[int, float, float]],
    areas: list[list[tuple[float, float, int]]],
) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        drawn = [cells_around(place, spots) for spots in areas]
        audience = [
            (await uow.areas.add(AreaDraft(name="A", outline=SQUARE, cells=cells))).id
            for cells in drawn
        ]
        expected = set()
        for number, home in enumerate(homes):
            who, cell = await moved_in(uow, number), home_of(place, home)
            await circle(uow, who, cell, home[0])
            if any(lies_in(cell, cells) for cells in drawn):
                expected.add(who)
        asked = (await request(uow, police)).number
        await uow.deliveries.ask(asked, audience, NOON)
        assert {each.person for each in await all_claimed(uow)} == expected


@pytest.mark.parametrize("fineness", range(6, BLOCK + 1))
async def test_a_request_goes_to_the_outermost_blocks_of_a_cell_and_no_further(
    store: Store, fineness: int
) -> None:
    whole = blurred(BLOCK_AT_CORNER, fineness)
    within = blocks_in(whole)
    beyond = {Cell(cell) for cell in h3.grid_disk(max(within), 2)} - within
    edges = {Cell(min(within)), Cell(max(within))}
    async with store.unit() as uow:
        police = await station(uow)
        audience = (await area(uow, "Whole", whole)).id
        for number, cell in enumerate(sorted(edges | beyond)):
            await circle(uow, await moved_in(uow, number), cell)
        asked = (await request(uow, police)).number
        assert await uow.deliveries.ask(asked, [audience], NOON) == len(edges)


async def test_a_neighbour_with_several_watches_is_told_once_at_the_nearest(store: Store) -> None:
    async with store.unit() as uow:
        neighbour = await moved_in(uow, 1)
        for metres in (400, 100, 250):
            await circle(uow, neighbour, east_of_corner(metres))
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON) == 1
        [delivery] = await all_claimed(uow)
        assert delivery.distance < 200


WINDS = tuple(Direction)[:8]


@pytest.mark.parametrize("number", range(8))
async def test_an_alert_says_how_far_and_in_which_direction_it_lies(
    store: Store, number: int
) -> None:
    place = centre(BLOCK_AT_CORNER)
    async with store.unit() as uow:
        for turn in range(-2, 3):  # degrees within the eighth, up to near its edges
            angle = math.radians(45 * number + 9 * turn)
            home = beside(place, -900 * math.sin(angle), -900 * math.cos(angle))
            await circle(uow, await moved_in(uow, turn + 3), cell_at(home, 12), 1_000)
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 9)), NOON)
        found = await all_claimed(uow)
    assert [each.direction for each in found] == [WINDS[number]] * 5
    assert all(880 < each.distance < 920 for each in found)


async def test_what_happens_in_ones_own_block_lies_here(store: Store) -> None:
    async with store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON)
        [delivery] = await all_claimed(uow)
    assert (delivery.direction, delivery.distance) == (Direction.HERE, 0)


async def test_who_watches_an_area_is_told_neither_distance_nor_direction(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        await channel(uow, villeray.id)
        who, both = await moved_in(uow, 1), await moved_in(uow, 2)
        for each in (who, both):
            await uow.watches.add(WatchDraft(place=villeray.id, near="V", person=each), ())
        await circle(uow, both, east_of_corner(300))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 3)), NOON)
        told = {each.person: each for each in await all_claimed(uow)}
    assert (told[who].direction, told[who].distance) == (None, 0)
    assert (told[None].direction, told[None].distance) == (None, 0)
    assert told[both].direction is Direction.W, "a circle says more than an area"
    assert 200 < told[both].distance < 400


async def test_the_direction_is_that_from_the_nearest_circle(store: Store) -> None:
    async with store.unit() as uow:
        neighbour = await moved_in(uow, 1)
        for metres in (400, -150, 300):
            await circle(uow, neighbour, east_of_corner(metres))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2)), NOON)
        [delivery] = await all_claimed(uow)
    assert delivery.direction is Direction.E


async def test_the_reporter_is_not_told_of_his_own_report(store: Store) -> None:
    async with store.unit() as uow:
        reporter = await moved_in(uow, 1)
        await circle(uow, reporter)
        assert await uow.deliveries.alert(await fire(uow, reporter), NOON) == 0


async def test_only_those_who_want_the_category_are_told(store: Store) -> None:
    async with store.unit() as uow:
        villeray = await area(uow)
        wanting, other = frozenset({Category.FIRE, Category.LOST}), frozenset({Category.THEFT})
        await circle(uow, await moved_in(uow, 1), categories=wanting)
        await circle(uow, await moved_in(uow, 2), categories=other)
        for number, categories in ((3, wanting), (4, other)):
            who = await moved_in(uow, number)
            draft = WatchDraft(place=villeray.id, near="V", categories=categories, person=who)
            await uow.watches.add(draft, ())
        reporter = await moved_in(uow, 5)
        assert await uow.deliveries.alert(await fire(uow, reporter), NOON) == 2
        assert {each.person for each in await all_claimed(uow)} == {person(1).id, person(3).id}
        assert (
            await uow.deliveries.alert(await fire(uow, reporter, category=Category.OTHER), NOON)
            == 0
        )


async def test_a_blurred_incident_reaches_those_around_its_middle(store: Store) -> None:
    async with store.unit() as uow:
        wide = blurred(BLOCK_AT_CORNER, 8)
        villeray = await area(uow, cell=cell_at(centre(wide)))
        await channel(uow, villeray.id)
        await circle(uow, await moved_in(uow, 1), cell_at(centre(wide)), radius=250)
        assert await uow.deliveries.alert(await fire(uow, await moved_in(uow, 2), wide), NOON) == 2
        assert {each.distance for each in await all_claimed(uow, TELEGRAM)} == {0}
