from bot.model.ids import PersonId
from bot.model.people import Account, Role
from bot.ports.stores import Store
from tests.storage.street import DISCORD, TELEGRAM, moved_in, person


async def test_somebody_is_found_by_account_and_by_id(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) == person(1)
        assert await uow.people.get(person(1).id) == person(1)


async def test_the_same_number_on_another_platform_is_somebody_else(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1, TELEGRAM)
        same_number = Account(platform=DISCORD, id=person(1).account.id)
        assert await uow.people.find(same_number) is None


async def test_nobody_is_found_where_nobody_is(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.people.find(person(1).account) is None
        assert await uow.people.get(PersonId("0" * 32)) is None


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
