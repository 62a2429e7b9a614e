import asyncio
from dataclasses import replace

from bot.model.hours import Hours, Quiet
from bot.model.ids import PersonId
from bot.model.people import Account, Person, Role
from bot.ports.stores import Store
from storage.engine import is_sqlite
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import DISCORD, TELEGRAM, moved_in, person


async def test_somebody_is_found_by_account_and_by_id(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) == person(1)
        assert await uow.people.get(person(1).id) == person(1)


async def test_several_are_found_at_once_with_their_hours(store: Store) -> None:
    hours = Hours(zone="America/Toronto", quiet=Quiet(begins=22 * 60, ends=7 * 60), daily=8)
    async with store.unit() as uow:
        for number in (1, 2, 3):
            await moved_in(uow, number)
        await uow.people.keep_hours(person(2).id, hours, NOON)
        await uow.commit()
    async with store.unit() as uow:
        asked = [person(2).id, person(1).id, PersonId(0)]
        found = {each.id: each for each in await uow.people.those(asked)}
        assert found == {
            person(1).id: person(1),
            person(2).id: replace(person(2), hours=hours),
        }
        assert await uow.people.those([]) == ()


async def test_the_same_number_on_another_platform_is_somebody_else(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1, TELEGRAM)
        same_number = Account(platform=DISCORD, id=person(1).account.id)
        assert await uow.people.find(same_number) is None


async def test_nobody_is_found_where_nobody_is(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) is None
        assert await uow.people.get(PersonId(0)) is None


async def test_a_chosen_language_and_a_role_are_remembered(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        await moved_in(uow, 2)
        await uow.people.speak(who, "es")
        await uow.people.appoint(who, Role.OFFICER)
        await uow.commit()
    async with store.unit() as uow:
        changed = await uow.people.get(who)
        assert changed is not None
        assert (changed.language, changed.role) == ("es", Role.OFFICER)
        assert await uow.people.get(person(2).id) == person(2)


async def test_a_change_shows_in_the_same_unit_of_work(store: Store) -> None:
    async with store.unit() as uow:
        who = await moved_in(uow, 1)
        await uow.people.get(who)
        await uow.people.speak(who, "es")
        changed = await uow.people.find(person(1).account)
        assert changed is not None
        assert changed.language == "es"


async def test_two_who_greet_somebody_new_at_once_keep_one_person(store: Store) -> None:
    both = asyncio.Barrier(2)

    async def greet(number: int) -> Person:
        async with store.unit() as uow:
            if meets:
                await both.wait()
            found = await uow.people.find(person(1).account)
            if meets:
                await both.wait()
            kept = found or await uow.people.add(replace(person(1), id=PersonId(number)))
            await uow.commit()
            return kept

    # Only PostgreSQL lets two in at once; the others stand in a queue.
    meets = isinstance(store, SqlStore) and not is_sqlite(store.engine)
    async with asyncio.timeout(10):
        one, other = await asyncio.gather(greet(7), greet(8))
    assert one == other
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) == one


async def test_whoever_is_kept_already_stays(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        again = replace(person(1), id=PersonId(-1), language="es")
        assert await uow.people.add(again) == person(1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.people.get(again.id) is None
