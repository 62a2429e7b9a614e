from datetime import timedelta

from bot.model.agencies import AgencyState, Officer
from bot.model.ids import AgencyId
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import moved_in


async def test_an_agency_is_found_by_id_and_by_its_exact_name(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add("SPVM")
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.agencies.get(agency.id) == agency
        assert await uow.agencies.named("SPVM") == agency
        assert await uow.agencies.named("spvm") is None
        assert await uow.agencies.get(AgencyId(agency.id + 1)) is None


async def test_an_agency_can_be_suspended_and_let_in_again(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add("SPVM")
        await uow.agencies.turn(agency.id, AgencyState.SUSPENDED)
        suspended = await uow.agencies.get(agency.id)
        assert suspended is not None
        assert suspended.state is AgencyState.SUSPENDED
        await uow.agencies.turn(agency.id, AgencyState.ACTIVE)
        assert await uow.agencies.named("SPVM") == agency


async def test_a_code_is_redeemed_once(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add("SPVM")
        await uow.agencies.issue(agency.id, "digest", NOON + timedelta(hours=1))
        assert await uow.agencies.redeem("another", NOON) is None
        assert await uow.agencies.redeem("digest", NOON) == agency.id
        assert await uow.agencies.redeem("digest", NOON) is None


async def test_an_expired_code_is_worth_nothing(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add("SPVM")
        await uow.agencies.issue(agency.id, "digest", NOON)
        assert await uow.agencies.redeem("digest", NOON) is None
        assert await uow.agencies.redeem("digest", NOON - timedelta(seconds=1)) == agency.id


async def test_a_person_serves_one_agency(store: Store) -> None:
    async with store.unit() as uow:
        first, second = await uow.agencies.add("First"), await uow.agencies.add("Second")
        who, other = await moved_in(uow, 2), await moved_in(uow, 1)
        assert await uow.agencies.officer(who) is None
        await uow.agencies.appoint(Officer(person=who, agency=first.id))
        await uow.agencies.appoint(Officer(person=who, agency=second.id))
        await uow.agencies.appoint(Officer(person=other, agency=second.id))
        assert await uow.agencies.officer(who) == Officer(person=who, agency=second.id)
        assert await uow.agencies.officers(first.id) == ()
        serving = await uow.agencies.officers(second.id)
        assert [officer.person for officer in serving] == [other, who]
