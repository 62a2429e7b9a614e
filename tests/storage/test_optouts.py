"""Whoever opted out of an agency's requests gets none, and is not counted as asked."""

from bot.model.agencies import EVERY_AGENCY
from bot.model.deliveries import DeliveryKind
from bot.model.ids import AgencyId, PersonId, QuestionKey
from bot.ports.stores import Store, UnitOfWork
from tests.fakes import NOON
from tests.storage.street import (
    Station,
    all_claimed,
    channel,
    circle,
    moved_in,
    person,
    request,
    station,
)

BELL = QuestionKey("b" * 32)
OTHER = AgencyId(7)


async def three_neighbours(uow: UnitOfWork) -> tuple[Station, tuple[PersonId, ...]]:
    """An agency, its area with a channel, and three who live there."""
    police = await station(uow)
    await channel(uow, police.area)
    people = [await moved_in(uow, number) for number in (1, 2, 3)]
    for each in people:
        await circle(uow, each)
    return police, tuple(people)


async def test_what_somebody_opted_out_of_is_kept_until_he_takes_it_again(store: Store) -> None:
    async with store.unit() as uow:
        ana, ben = await moved_in(uow, 1), await moved_in(uow, 2)
        for agency in (OTHER, OTHER, EVERY_AGENCY):
            await uow.opt_outs.stop(ana, agency)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.opt_outs.of(ana) == {OTHER, EVERY_AGENCY}
        assert await uow.opt_outs.of(ben) == frozenset()
        assert await uow.opt_outs.those([ana, ben]) == {ana: {OTHER, EVERY_AGENCY}}
        assert await uow.opt_outs.those([]) == {}
        await uow.opt_outs.resume(ana, EVERY_AGENCY)
        await uow.opt_outs.resume(ben, EVERY_AGENCY)
        assert await uow.opt_outs.of(ana) == {OTHER}
        await uow.opt_outs.resume(ana, OTHER)
        assert await uow.opt_outs.those([ana, ben]) == {}


async def test_a_request_is_owed_to_nobody_who_opted_out(store: Store) -> None:
    async with store.unit() as uow:
        police, (ana, ben, cleo) = await three_neighbours(uow)
        await uow.opt_outs.stop(ana, police.agency)
        await uow.opt_outs.stop(ben, EVERY_AGENCY)
        await uow.opt_outs.stop(cleo, AgencyId(police.agency + 1))
        number = (await request(uow, police)).number
        assert await uow.deliveries.ask(number, [police.area], NOON) == 2
        served = await all_claimed(uow)
        assert {each.person for each in served} == {None, cleo}


async def test_a_doorbell_rings_for_nobody_who_opted_out_since(store: Store) -> None:
    async with store.unit() as uow:
        police, (ana, ben, cleo) = await three_neighbours(uow)
        number = (await request(uow, police)).number
        assert await uow.deliveries.ask(number, [police.area], NOON) == 4
        await uow.opt_outs.stop(ana, police.agency)
        await uow.opt_outs.stop(ben, EVERY_AGENCY)
        await uow.deliveries.ring(number, BELL, NOON)
        bells = [each for each in await all_claimed(uow) if each.kind is DeliveryKind.BELL]
        assert {each.person for each in bells} == {None, cleo}


async def test_whoever_opted_out_does_not_count_as_a_subscriber(store: Store) -> None:
    async with store.unit() as uow:
        police, (ana, ben, _) = await three_neighbours(uow)
        joined = person(1).joined
        await uow.opt_outs.stop(ana, police.agency)
        await uow.opt_outs.stop(ben, EVERY_AGENCY)
        counted = uow.watches.subscribers
        assert await counted([police.area], police.agency, joined, NOON) == 1
        other = AgencyId(police.agency + 1)
        assert await counted([police.area], other, joined, NOON) == 2
