"""What happened around a place, exactly as alerts see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.areas import AreaDraft
from bot.model.covers import cells_of
from bot.model.ids import AreaId, Cell
from bot.model.incidents import Category, Incident, IncidentDraft, IncidentState
from bot.model.nearby import Nearby, Sought
from bot.model.places import Point, blurred, cell_at, centre, metres_between
from bot.model.watches import Circle
from bot.ports.stores import Store, UnitOfWork
from tests.fakes import NOON
from tests.storage.street import BLOCK_AT_CORNER, FAR_AWAY, SQUARE, area, moved_in

WEEK = NOON - timedelta(days=7)
AROUND = Circle(cell=BLOCK_AT_CORNER, radius=500)


@dataclass(frozen=True, kw_only=True)
class Told:
    """An incident to be, an hour ago at the corner unless told otherwise."""

    cell: Cell = BLOCK_AT_CORNER
    category: Category = Category.FIRE
    happened: datetime = NOON - timedelta(hours=1)


async def happens(uow: UnitOfWork, told: Told) -> Incident:
    """Somebody reports it."""
    draft = IncidentDraft(
        category=told.category,
        text="Smoke.",
        cell=told.cell,
        near="Rue Jarry",
        happened=told.happened,
    )
    return await uow.incidents.add(draft, await moved_in(uow, 1), NOON)


def offset(metres: float, resolution: int = 10) -> Cell:
    """A cell so far north of the corner."""
    corner = centre(BLOCK_AT_CORNER)
    point = Point(latitude=corner.latitude + metres / 111_195, longitude=corner.longitude)
    return cell_at(point, resolution)


async def test_the_newest_come_first_and_the_others_are_counted(store: Store) -> None:
    async with store.unit() as uow:
        old, new, middle = [
            await happens(uow, Told(happened=NOON - timedelta(hours=hours))) for hours in (9, 1, 5)
        ]
        sought = Sought(place=AROUND, since=WEEK)
        assert await uow.incidents.near(sought, 2) == Nearby(newest=(new, middle), count=3)
        assert await uow.incidents.near(sought, 9) == Nearby(newest=(new, middle, old), count=3)
        assert await uow.incidents.near(sought, 0) == Nearby(newest=(), count=3)


async def test_of_two_at_one_moment_the_later_report_comes_first(store: Store) -> None:
    async with store.unit() as uow:
        one, other = await happens(uow, Told()), await happens(uow, Told())
        found = await uow.incidents.near(Sought(place=AROUND, since=WEEK), 9)
        assert found.newest == (other, one)


async def test_what_happened_earlier_is_not_told_and_the_moment_itself_is(store: Store) -> None:
    async with store.unit() as uow:
        await happens(uow, Told(happened=WEEK - timedelta(seconds=1)))
        just = await happens(uow, Told(happened=WEEK))
        found = await uow.incidents.near(Sought(place=AROUND, since=WEEK), 9)
        assert found == Nearby(newest=(just,), count=1)


@pytest.mark.parametrize("state", [IncidentState.RESOLVED, IncidentState.WITHDRAWN])
async def test_only_what_is_open_or_resolved_is_told(store: Store, state: IncidentState) -> None:
    async with store.unit() as uow:
        incident = await happens(uow, Told())
        await uow.incidents.turn(incident.number, state)
        found = await uow.incidents.near(Sought(place=AROUND, since=WEEK), 9)
        assert found.count == (1 if state is IncidentState.RESOLVED else 0)


async def test_only_the_kinds_that_are_wanted_are_told(store: Store) -> None:
    async with store.unit() as uow:
        for category in Category:
            await happens(uow, Told(category=category))
        wanted = frozenset({Category.THEFT, Category.LOST})
        found = await uow.incidents.near(Sought(place=AROUND, since=WEEK, categories=wanted), 9)
        assert {each.category for each in found.newest} == wanted
        assert found.count == 2
        nothing = Sought(place=AROUND, since=WEEK, categories=frozenset())
        assert (await uow.incidents.near(nothing, 9)).count == 0


@pytest.mark.parametrize("resolution", [10, 9, 8])
async def test_a_circle_holds_what_its_centre_is_near_enough_to(
    store: Store, resolution: int
) -> None:
    async with store.unit() as uow:
        near = await happens(uow, Told(cell=offset(100, resolution)))
        far = await happens(uow, Told(cell=offset(2_500, resolution)))
        there = metres_between(centre(BLOCK_AT_CORNER), centre(near.cell))
        for place, held in ((int(there) - 5, 0), (int(there) + 5, 1), (4_000, 2)):
            circle = Circle(cell=BLOCK_AT_CORNER, radius=max(place, 1))
            found = await uow.incidents.near(Sought(place=circle, since=WEEK), 9)
            assert found.count == held, f"{place} m and {far.number}"


async def test_an_area_holds_what_its_cells_hold(store: Store) -> None:
    async with store.unit() as uow:
        kept = await uow.areas.add(
            AreaDraft(name="Square", outline=SQUARE, cells=cells_of(SQUARE))
        )
        inside = await happens(uow, Told(cell=cells_of(SQUARE)[-1]))
        await happens(uow, Told(cell=FAR_AWAY))
        found = await uow.incidents.near(Sought(place=kept.id, since=WEEK), 9)
        assert found == Nearby(newest=(inside,), count=1)


@pytest.mark.parametrize("resolution", [10, 9, 8, 6])
async def test_an_area_of_one_cell_holds_blurred_places_by_their_middle(
    store: Store, resolution: int
) -> None:
    async with store.unit() as uow:
        block = blurred(BLOCK_AT_CORNER, 8)
        kept = await area(uow, "Here", blurred(BLOCK_AT_CORNER, resolution))
        blurry = await happens(uow, Told(cell=block))
        holders = await uow.areas.holding(block)
        found = await uow.incidents.near(Sought(place=kept.id, since=WEEK), 9)
        assert bool(found.count) == bool(holders)
        assert found.newest == ((blurry,) if holders else ())


async def test_an_area_that_is_gone_holds_nothing(store: Store) -> None:
    async with store.unit() as uow:
        await happens(uow, Told())
        found = await uow.incidents.near(Sought(place=AreaId(77), since=WEEK), 9)
        assert found == Nearby(newest=(), count=0)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    middle=st.tuples(st.floats(-80, 80), st.floats(-180, 180)),
    radius=st.integers(250, 5_000),
    spots=st.lists(
        st.tuples(st.floats(-0.06, 0.06), st.floats(-0.06, 0.06), st.integers(8, 10)),
        min_size=1,
        max_size=6,
    ),
)
async def test_anywhere_the_answer_is_the_one_that_alerts_give(
    store: Store,
    middle: tuple[float, float],
    radius: int,
    spots: list[tuple[float, float, int]],
) -> None:
    latitude, longitude = middle
    circle = Circle(cell=cell_at(Point(latitude=latitude, longitude=longitude)), radius=radius)
    async with store.unit() as uow:
        expected = set()
        for north, east, resolution in spots:
            point = Point(
                latitude=latitude + north, longitude=(longitude + east + 180) % 360 - 180
            )
            incident = await happens(uow, Told(cell=cell_at(point, resolution)))
            away = metres_between(centre(circle.cell), centre(incident.cell))
            if away < radius * 0.99:
                expected.add(incident.number)
            elif away < radius * 1.01:
                expected.discard(incident.number)
        found = await uow.incidents.near(Sought(place=circle, since=WEEK), 99)
        numbers = {each.number for each in found.newest}
        sure = {
            each.number
            for each in found.newest
            if abs(metres_between(centre(circle.cell), centre(each.cell)) - radius) > radius / 100
        }
        assert expected <= numbers
        assert sure <= expected
