"""Who said what of an incident, without who."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from bot.model.ids import IncidentNumber, PictureKey
from bot.model.incidents import IncidentState, IncidentUpdate, Voice, Voices
from bot.model.people import Account
from bot.ports.stores import Store
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import DISCORD, TELEGRAM, fire, moved_in

ANA = Account(platform=TELEGRAM, id="77001")
BEN = Account(platform=TELEGRAM, id="77002")
DANA = Account(platform=DISCORD, id="77001")


async def reported(store: Store) -> IncidentNumber:
    """An incident that stands."""
    async with store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 9))
        await uow.commit()
    return incident.number


async def test_each_account_counts_once_and_by_what_it_said_last(store: Store) -> None:
    number = await reported(store)
    async with store.unit() as uow:
        assert await uow.witnesses.said(number, ANA) is None
        assert await uow.witnesses.say(number, ANA, Voice.SEEN) == Voices(seen=1)
        assert await uow.witnesses.say(number, ANA, Voice.SEEN) == Voices(seen=1)
        assert await uow.witnesses.say(number, DANA, Voice.SEEN) == Voices(seen=2)
        assert await uow.witnesses.say(number, BEN, Voice.ADDED) == Voices(seen=2, added=1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.witnesses.said(number, ANA) is Voice.SEEN
        assert await uow.witnesses.say(number, ANA, Voice.DENIED) == Voices(
            seen=1, denied=1, added=1
        )


async def test_what_is_said_of_one_incident_says_nothing_of_another(store: Store) -> None:
    one, other = await reported(store), await reported(store)
    async with store.unit() as uow:
        await uow.witnesses.say(one, ANA, Voice.SEEN)
        assert await uow.witnesses.said(other, ANA) is None
        assert await uow.witnesses.say(other, BEN, Voice.DENIED) == Voices(denied=1)
        await uow.witnesses.forget(one)
        assert await uow.witnesses.said(one, ANA) is None
        assert await uow.witnesses.said(other, BEN) is Voice.DENIED


async def test_voices_of_old_incidents_are_forgotten(store: Store) -> None:
    number = await reported(store)
    async with store.unit() as uow:
        await uow.witnesses.say(number, ANA, Voice.SEEN)
        await uow.witnesses.forget_before(NOON)
        assert await uow.witnesses.said(number, ANA) is Voice.SEEN
        await uow.witnesses.forget_before(NOON + timedelta(seconds=1))
        assert await uow.witnesses.said(number, ANA) is None


async def test_a_count_is_kept_with_its_incident(store: Store) -> None:
    number = await reported(store)
    voices = Voices(seen=3, denied=2, added=1)
    async with store.unit() as uow:
        counted = await uow.incidents.count(number, voices, NOON)
        await uow.commit()
    assert (counted.voices, counted.counted, counted.version) == (voices, NOON, 2)
    async with store.unit() as uow:
        assert await uow.incidents.get(number) == counted


async def test_what_another_added_comes_back_with_its_picture(store: Store) -> None:
    number, key = await reported(store), PictureKey("b" * 32)
    update = IncidentUpdate(text="I see it.", at=NOON, another=True, picture=key)
    async with store.unit() as uow:
        await uow.incidents.update(number, update)
        await uow.commit()
    async with store.unit() as uow:
        found = await uow.incidents.get(number)
        assert found is not None
        assert found.updates == (update,)
        assert found.pictures == (key,)


async def test_open_incidents_are_found_by_when_they_happened(store: Store) -> None:
    number, over = await reported(store), await reported(store)
    minute = timedelta(minutes=1)
    async with store.unit() as uow:
        await uow.incidents.turn(over, IncidentState.RESOLVED)
        found = await uow.incidents.happened_between(NOON - minute, NOON + minute)
        assert [each.number for each in found] == [number]
        assert not await uow.incidents.happened_between(NOON + minute, NOON + 2 * minute)
        assert not await uow.incidents.happened_between(NOON - 2 * minute, NOON - minute)


async def test_neither_account_nor_person_stands_beside_what_was_said(sql_store: SqlStore) -> None:
    one, other = await reported(sql_store), await reported(sql_store)
    async with sql_store.unit() as uow:
        for number in (one, other):
            await uow.witnesses.say(number, ANA, Voice.SEEN)
            await uow.witnesses.say(number, DANA, Voice.SEEN)
        await uow.commit()
    async with sql_store.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT incident, mark, says FROM witness"))).all()
    marks = {bytes(mark) for _, mark, _ in rows}
    assert len(marks) == len(rows) == 4, "the same account leaves another mark each time"
    assert all(len(mark) == 32 and b"77001" not in mark for mark in marks)


async def test_a_deleted_incident_takes_what_was_said_along(sql_store: SqlStore) -> None:
    number = await reported(sql_store)
    async with sql_store.unit() as uow:
        await uow.witnesses.say(number, ANA, Voice.SEEN)
        await uow.commit()
    async with sql_store.engine.begin() as connection:
        await connection.execute(text("DELETE FROM incident"))
    async with sql_store.engine.connect() as connection:
        assert await connection.scalar(text("SELECT COUNT(*) FROM witness")) == 0


async def test_who_speak_at_once_are_all_counted(store: Store) -> None:
    number, times = await reported(store), 8

    async def says(name: int) -> None:
        account = Account(platform=TELEGRAM, id=str(name))
        async with store.unit() as uow:
            await uow.witnesses.said(number, account)
            voices = await uow.witnesses.say(number, account, Voice.SEEN)
            await uow.incidents.count(number, voices, NOON)
            await uow.commit()

    await asyncio.gather(*(says(name) for name in range(times)))
    async with store.unit() as uow:
        found = await uow.incidents.get(number)
        assert found is not None
        assert found.voices == Voices(seen=times)
        assert found.version == 1 + times
