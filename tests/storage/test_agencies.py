from datetime import timedelta

from bot.model.agencies import AgencyDraft, AgencyState, Badge, Officer, Probation
from bot.model.ids import AgencyId, PersonId
from bot.ports.stores import Store
from tests.fakes import NOON
from tests.storage.street import area, moved_in


def badge(person: PersonId) -> Badge:
    """An officer's, with a mailbox of his own."""
    address = f"{person}@police.example"
    return Badge(person=person, address=address, secret="JBSWY3DP", until=NOON)  # noqa: S106 - of nobody


async def test_an_agency_is_found_by_id_and_by_its_exact_name(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add(AgencyDraft(name="SPVM"))
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.agencies.get(agency.id) == agency
        assert await uow.agencies.named("SPVM") == agency
        assert await uow.agencies.named("spvm") is None
        assert await uow.agencies.get(AgencyId(agency.id + 1)) is None


async def test_an_agency_can_be_suspended_and_let_in_again(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add(AgencyDraft(name="SPVM"))
        await uow.agencies.turn(agency.id, AgencyState.SUSPENDED)
        suspended = await uow.agencies.get(agency.id)
        assert suspended is not None
        assert suspended.state is AgencyState.SUSPENDED
        await uow.agencies.turn(agency.id, AgencyState.ACTIVE)
        assert await uow.agencies.named("SPVM") == agency


async def test_a_code_is_redeemed_once(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add(AgencyDraft(name="SPVM"))
        await uow.agencies.issue(agency.id, "digest", NOON + timedelta(hours=1))
        assert await uow.agencies.redeem("another", NOON) is None
        assert await uow.agencies.redeem("digest", NOON) == agency.id
        assert await uow.agencies.redeem("digest", NOON) is None


async def test_an_expired_code_is_worth_nothing(store: Store) -> None:
    async with store.unit() as uow:
        agency = await uow.agencies.add(AgencyDraft(name="SPVM"))
        await uow.agencies.issue(agency.id, "digest", NOON)
        assert await uow.agencies.redeem("digest", NOON) is None
        assert await uow.agencies.redeem("digest", NOON - timedelta(seconds=1)) == agency.id


async def test_a_person_serves_one_agency(store: Store) -> None:
    async with store.unit() as uow:
        first, second = (
            await uow.agencies.add(AgencyDraft(name="First")),
            await uow.agencies.add(AgencyDraft(name="Second")),
        )
        who, other = await moved_in(uow, 2), await moved_in(uow, 1)
        assert await uow.agencies.officer(who) is None
        await uow.agencies.appoint(Officer(person=who, agency=first.id))
        await uow.agencies.appoint(Officer(person=who, agency=second.id))
        await uow.agencies.appoint(Officer(person=other, agency=second.id))
        assert await uow.agencies.officer(who) == Officer(person=who, agency=second.id)
        assert await uow.agencies.officers(first.id) == ()
        serving = await uow.agencies.officers(second.id)
        assert [officer.person for officer in serving] == [other, who]


async def test_what_the_operator_says_of_an_agency_is_kept(store: Store) -> None:
    async with store.unit() as uow:
        areas = [(await area(uow, name)).id for name in ("A", "B", "C")]
        draft = AgencyDraft(
            name="SPVM", domain="police.example", contact="911", areas=(areas[1], areas[0])
        )
        agency = await uow.agencies.add(draft)
        other = await uow.agencies.add(AgencyDraft(name="Harbour", areas=(areas[2],)))
        await uow.commit()
    async with store.unit() as uow:
        found = await uow.agencies.get(agency.id)
        assert found == agency
        assert (found.domain, found.contact) == ("police.example", "911")
        assert found.areas == (areas[0], areas[1])
        assert await uow.agencies.all() == (other, agency)
        await uow.agencies.change(agency.id, AgencyDraft(name="SPVM", areas=(areas[2],)))
        await uow.commit()
    async with store.unit() as uow:
        changed = await uow.agencies.named("SPVM")
        assert changed is not None
        assert (changed.domain, changed.contact, changed.areas) == ("", "", (areas[2],))
        assert await uow.agencies.get(other.id) == other


async def test_who_is_dismissed_takes_badge_and_codes_along(store: Store) -> None:
    async with store.unit() as uow:
        ours, others = [
            await uow.agencies.add(AgencyDraft(name=name)) for name in ("Ours", "Others")
        ]
        who, stays, novice = [await moved_in(uow, number) for number in (1, 2, 3)]
        for person, agency in ((who, ours), (stays, others)):
            await uow.agencies.appoint(Officer(person=person, agency=agency.id))
            await uow.agencies.issue(agency.id, f"code of {agency.name}", NOON)
            await uow.badges.pin(badge(person))
        await uow.badges.begin(Probation(person=novice, agency=ours.id, until=NOON))
        assert await uow.agencies.dismiss(ours.id) == (who,)
        await uow.commit()
    async with store.unit() as uow:
        before = NOON - timedelta(hours=1)
        assert await uow.agencies.officers(ours.id) == ()
        assert await uow.badges.of(who) is None
        assert await uow.badges.probation(novice) is None
        assert await uow.agencies.redeem("code of Ours", before) is None
        assert await uow.agencies.redeem("code of Others", before) == others.id
        assert await uow.badges.of(stays) == badge(stays)
