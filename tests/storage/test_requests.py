from datetime import timedelta

from bot.model.ids import RequestNumber
from bot.model.requests import Ending, RequestState
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import request, station


async def test_a_request_comes_back_as_it_was_given(store: Store) -> None:
    async with store.unit() as uow:
        kept = await request(uow, await station(uow))
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.requests.get(kept.number) == kept
        assert await uow.requests.get(RequestNumber(kept.number + 1)) is None
        assert (kept.number, kept.state, kept.asked) == (1, RequestState.OPEN, NOON)


async def test_a_number_that_was_rolled_back_is_not_left_out(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await uow.commit()
    async with store.unit() as uow:
        await request(uow, police)
    async with store.unit() as uow:
        assert (await request(uow, police)).number == 1
        assert (await request(uow, police)).number == 2


async def test_an_agencys_requests_come_newest_first_and_ten_at_most(store: Store) -> None:
    async with store.unit() as uow:
        police, firefighters = await station(uow, 1), await station(uow, 2)
        theirs = [await request(uow, police) for _ in range(11)]
        await request(uow, firefighters)
        assert await uow.requests.of(police.agency) == tuple(reversed(theirs[1:]))


async def test_open_requests_fall_due_at_their_closing_moment(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        later = await request(uow, police, NOON + timedelta(hours=2))
        first = await request(uow, police, NOON + timedelta(hours=1))
        closed = await request(uow, police, NOON)
        await uow.requests.end(closed.number, Ending.TIME)
        assert await uow.requests.due(NOON) == ()
        assert await uow.requests.due(NOON + timedelta(hours=1)) == (first,)
        assert await uow.requests.due(NOON + timedelta(hours=2)) == (later, first)
        turned = await uow.requests.get(closed.number)
        assert turned is not None
        assert turned.state is RequestState.CLOSED
