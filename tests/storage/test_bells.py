import asyncio
from datetime import timedelta

from bot.model.ids import QuestionKey, RequestNumber
from bot.model.relay import Waiting
from bot.ports.stores import Store
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import request, station

REST = timedelta(hours=6)
LATER = NOON + REST


def waiting(of: RequestNumber, number: int = 1) -> Waiting:
    return Waiting(request=of, question=QuestionKey(f"{number:032x}"))


async def asked_twice(store: Store) -> tuple[RequestNumber, RequestNumber]:
    async with store.unit() as uow:
        police = await station(uow)
        one, other = (await request(uow, police)).number, (await request(uow, police)).number
        await uow.commit()
    return one, other


async def test_a_bell_rings_again_when_it_has_rested(store: Store) -> None:
    one, other = await asked_twice(store)
    early = LATER - timedelta(seconds=1)
    async with store.unit() as uow:
        assert await uow.bells.rang(one) is None
        assert await uow.bells.ring(one, NOON, NOON - REST)
        assert not await uow.bells.ring(one, early, early - REST)
        assert await uow.bells.ring(other, early, early - REST)
        assert await uow.bells.rang(one) == NOON
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.bells.ring(one, LATER, LATER - REST)
        assert await uow.bells.rang(one) == LATER


async def test_the_first_question_waits_until_the_bell_rings(store: Store) -> None:
    one, other = await asked_twice(store)
    async with store.unit() as uow:
        await uow.bells.wait(waiting(other))
        for number in (one, other):
            await uow.bells.ring(number, NOON, NOON - REST)
        await uow.bells.wait(waiting(one, 1))
        await uow.bells.wait(waiting(one, 2))
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.bells.waiting(NOON - timedelta(seconds=1)) == ()
        assert await uow.bells.waiting(NOON) == (waiting(one, 1),)
        await uow.bells.ring(one, LATER, NOON)
        assert await uow.bells.waiting(LATER) == ()


async def test_the_bell_of_a_request_is_forgotten_with_it(store: Store) -> None:
    one, other = await asked_twice(store)
    async with store.unit() as uow:
        for number in (other, one):
            await uow.bells.ring(number, NOON, NOON - REST)
            await uow.bells.wait(waiting(number))
        assert await uow.bells.waiting(NOON) == (waiting(one), waiting(other))
        await uow.bells.destroy(one)
        assert await uow.bells.waiting(NOON) == (waiting(other),)
        assert await uow.bells.rang(one) is None


async def test_of_two_who_ring_at_once_one_does(sql_store: SqlStore) -> None:
    number, _ = await asked_twice(sql_store)

    async def ring() -> bool:
        async with sql_store.unit() as uow:
            rings = await uow.bells.ring(number, NOON, NOON - REST)
            await asyncio.sleep(0.05)
            await uow.commit()
        return rings

    assert sorted(await asyncio.gather(ring(), ring())) == [False, True]
