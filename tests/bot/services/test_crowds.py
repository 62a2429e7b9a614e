"""Circles sized by neighbours: wide enough, and telling of nobody."""

from datetime import timedelta

import pytest

from bot.model.covers import cover_circle
from bot.model.ids import Cell, WatchId
from bot.model.places import centre, metres_between
from bot.model.policy import Policy, fortnight
from bot.model.watches import LARGEST_RADIUS_M, Circle, Watch, WatchDraft
from bot.ports.stores import UnitOfWork
from bot.services import crowds
from storage.memory.units import MemoryStore
from tests.fakes import NOON
from tests.storage.street import BLOCK_AT_CORNER, east_of_corner, person

POLICY = Policy(audience_floor=5)
LONG_AGO = fortnight(NOON - timedelta(days=90))


async def lodge(uow: UnitOfWork, number: int, cell: Cell, joined: int = LONG_AGO) -> Watch:
    """A neighbour who watches 250 m around."""
    known = person(number)
    who = await uow.people.add(
        type(known)(id=known.id, account=known.account, language="en", joined=joined)
    )
    place = Circle(cell=cell, radius=250)
    draft = WatchDraft(place=place, near="Rue Jarry", person=who.id)
    return await uow.watches.add(draft, cover_circle(place))


async def fit(uow: UnitOfWork, crowd: int, policy: Policy = POLICY) -> crowds.Fit:
    """The circle around the corner."""
    return await crowds.fitted(uow, BLOCK_AT_CORNER, crowd, now=NOON, policy=policy)


async def test_the_circle_holds_so_many_accounts_and_hardly_more_ground_than_needed() -> None:
    async with MemoryStore().unit() as uow:
        for number in range(40):
            await lodge(uow, number, east_of_corner(number * 50))
        for crowd in (10, 20, 30):
            found = await fit(uow, crowd)
            away = metres_between(
                centre(BLOCK_AT_CORNER), centre(east_of_corner((crowd - 1) * 50))
            )
            assert found.enough
            assert found.radius == next(each for each in crowds.WIDTHS_M if each >= away)


async def test_an_account_counts_once_by_its_nearest_circle() -> None:
    async with MemoryStore().unit() as uow:
        for number in range(5):
            for metres in (0, 1_500):
                await lodge(uow, number, east_of_corner(metres))
        assert (await fit(uow, 5)).radius == crowds.WIDTHS_M[0]
        assert not (await fit(uow, 6)).enough


async def test_never_fewer_than_the_floor_of_an_audience() -> None:
    async with MemoryStore().unit() as uow:
        for number in range(8):
            await lodge(uow, number, east_of_corner(number * 200))
        narrow = (await fit(uow, 1)).radius
        assert narrow == (await fit(uow, 5)).radius
        assert narrow > (await fit(uow, 1, Policy(audience_floor=1))).radius


async def test_accounts_that_were_made_for_it_do_not_count() -> None:
    async with MemoryStore().unit() as uow:
        for number in range(50):
            await lodge(uow, number, BLOCK_AT_CORNER, fortnight(NOON))
        assert await fit(uow, 10) == crowds.Fit(radius=LARGEST_RADIUS_M, enough=False)


async def test_where_one_neighbour_lives_more_exactly_changes_nothing() -> None:
    """The radius steps: one account that moves by a block within a step is not to be told."""
    seen = set[int]()
    for moved in (1_010, 1_090, 1_170, 1_250):
        async with MemoryStore().unit() as uow:
            for number in range(9):
                await lodge(uow, number, BLOCK_AT_CORNER)
            await lodge(uow, 9, east_of_corner(moved))
            seen.add((await fit(uow, 10)).radius)
    assert seen == {1_300}


@pytest.mark.parametrize("count", [0, 4])
async def test_a_town_with_too_few_is_watched_as_far_as_can_be(count: int) -> None:
    async with MemoryStore().unit() as uow:
        for number in range(count):
            await lodge(uow, number, BLOCK_AT_CORNER)
        assert await fit(uow, 1) == crowds.Fit(radius=LARGEST_RADIUS_M, enough=False)


async def test_every_night_circles_follow_the_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "AT_ONCE", 2)
    async with MemoryStore().unit() as uow:
        sized = []
        for number in range(5):
            own = await lodge(uow, number, BLOCK_AT_CORNER)
            place = Circle(cell=BLOCK_AT_CORNER, radius=LARGEST_RADIUS_M)
            draft = WatchDraft(place=place, near="Rue Jarry", person=own.person, crowd=5)
            sized.append(await uow.watches.add(draft, cover_circle(place)))
        last: WatchId | None = WatchId(0)
        rounds = 0
        while last is not None:
            last = await crowds.measure(uow, last, now=NOON, policy=POLICY)
            rounds += 1
        assert rounds == 4
        for watch in sized:
            found = await uow.watches.get(watch.id)
            assert found is not None
            assert found.place == Circle(cell=BLOCK_AT_CORNER, radius=250)
            assert found.crowd == 5
