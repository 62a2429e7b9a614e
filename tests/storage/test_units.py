import asyncio
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from bot.model.ids import DeliveryId, EntryNumber, PictureKey
from bot.model.incidents import IncidentUpdate
from bot.model.pictures import CleanPicture
from bot.ports.stores import Store
from bot.services import ledger
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault, WrongKeyError
from tests.fakes import NOON, SeededRandom
from tests.storage.street import (
    TELEGRAM,
    Station,
    circle,
    fire,
    moved_in,
    next_of,
    person,
    request,
    saved,
    station,
)

SAVE_THEN_DIE = """
import asyncio, os, signal, sys
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault
from tests.fakes import SeededRandom

async def main():
    store = SqlStore(make_engine(sys.argv[1]), Vault(bytes(32), SeededRandom("vault")))
    async with store.unit() as uow:
        await uow.marks.set("telegram", 1)
        await uow.commit()
    async with store.unit() as uow:
        await uow.marks.set("telegram", 2)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def raw_bytes(store: SqlStore) -> bytes:
    """All that lies on the disk: the database, its log and the log's index."""
    path = Path(make_url(str(store.engine.url)).database or "")
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_what_is_not_committed_is_forgotten(store: Store) -> None:
    async with store.unit() as uow:
        await moved_in(uow, 1)
        await uow.marks.set("telegram", 5)
    async with store.unit() as uow:
        assert await uow.people.get(person(1).id) is None
        assert await uow.marks.get("telegram") is None


async def test_what_comes_after_the_commit_is_forgotten_too(store: Store) -> None:
    async with store.unit() as uow:
        await uow.marks.set("telegram", 5)
        await uow.commit()
        await uow.marks.set("telegram", 6)
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") == 5


async def test_an_error_forgets_everything_and_lets_the_next_one_begin(store: Store) -> None:
    async def fail() -> None:
        async with store.unit() as uow:
            await uow.marks.set("telegram", 5)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") is None


async def test_a_cancelled_unit_lets_the_next_one_begin(store: Store) -> None:
    begun = asyncio.Event()

    async def dawdle() -> None:
        async with store.unit() as uow:
            await uow.marks.set("telegram", 5)
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(dawdle())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), store.unit() as uow:
        assert await uow.marks.get("telegram") is None


async def test_units_at_the_same_time_lose_no_change(store: Store) -> None:
    async with store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 1))
        await uow.commit()

    async def add(number: int) -> None:
        async with store.unit() as uow:
            update = IncidentUpdate(text=str(number), at=NOON)
            await uow.incidents.update(incident.number, update)
            await asyncio.sleep(0)
            await uow.commit()

    await asyncio.gather(*(add(number) for number in range(8)))
    async with store.unit() as uow:
        found = await uow.incidents.get(incident.number)
        assert found is not None
        assert found.version == 9
        assert {update.text for update in found.updates} == set("01234567")


async def test_requests_at_the_same_time_make_one_chain(store: Store) -> None:
    async with store.unit() as uow:
        police = await station(uow)
        await uow.commit()
    await asyncio.gather(*(file_request(store, police) for _ in range(6)))
    async with store.unit() as uow:
        entries = await uow.ledger.since(EntryNumber(0))
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]


async def file_request(store: Store, police: Station) -> None:
    async with store.unit() as uow:
        await ledger.asked(uow, await request(uow, police))
        await asyncio.sleep(0)
        await uow.commit()


async def test_senders_at_the_same_time_never_claim_the_same(store: Store) -> None:
    async with store.unit() as uow:
        for number in range(12):
            await circle(uow, await moved_in(uow, number))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
        await uow.commit()
    claims: list[DeliveryId] = []

    async def send() -> None:
        while True:
            async with store.unit() as uow:
                delivery = await next_of(uow, TELEGRAM, NOON)
                await uow.commit()
            if delivery is None:
                return
            claims.append(delivery.id)

    await asyncio.gather(*(send() for _ in range(4)))
    assert len(claims) == len(set(claims)) == 12


async def test_of_equal_nonces_at_the_same_time_one_counts(store: Store) -> None:
    async with store.unit() as uow:
        number = (await request(uow, await station(uow))).number
        await uow.commit()

    async def press(key: int) -> bool:
        async with store.unit() as uow:
            fresh = await uow.relay.save(saved(key, number), "the same nonce")
            await uow.commit()
            return fresh

    assert sorted(await asyncio.gather(*(press(key) for key in range(5)))) == [False] * 4 + [True]
    async with store.unit() as uow:
        assert len(await uow.relay.saved()) == 1


async def test_two_stores_on_one_file_wait_for_each_other(sqlite_url: str, vault: Vault) -> None:
    stores = [SqlStore(make_engine(sqlite_url), vault) for _ in range(2)]

    async def count(store: Store) -> None:
        for _ in range(10):
            async with store.unit() as uow:
                read = await uow.marks.get("telegram") or 0
                await asyncio.sleep(0.002)
                await uow.marks.set("telegram", read + 1)
                await uow.commit()

    await asyncio.gather(*(count(store) for store in stores for _ in range(2)))
    async with stores[0].unit() as uow:
        assert await uow.marks.get("telegram") == 40
    for store in stores:
        await store.close()


async def test_a_kill_loses_nothing_committed_and_keeps_nothing_else(
    database_url: str, vault: Vault
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SAVE_THEN_DIE, database_url, cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == -signal.SIGKILL
    store = SqlStore(make_engine(database_url), vault)
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") == 1
    await store.close()


async def test_another_master_key_is_refused_with_a_way_out(
    sql_store: SqlStore, database_url: str
) -> None:
    async with sql_store.unit() as uow:
        await moved_in(uow, 1)
        await uow.commit()
    stranger = SqlStore(make_engine(database_url), Vault(b"\1" * 32, SeededRandom()))
    with pytest.raises(WrongKeyError, match="MASTER_KEY_FILE"):
        await stranger.unit().__aenter__()
    await stranger.close()


async def test_no_account_lies_on_the_disk(sqlite_store: SqlStore) -> None:
    async with sqlite_store.unit() as uow:
        await moved_in(uow, 12345)
        await uow.commit()
    await sqlite_store.scrub()
    address = person(12345).account.id
    disk = raw_bytes(sqlite_store)
    assert person(12345).id.to_bytes(8, "big") in disk
    for form in (address.encode(), address.encode("utf-16-le"), address.encode().hex().encode()):
        assert form not in disk
    assert int(address).to_bytes(4, "big") not in disk


async def test_scrubbing_leaves_nothing_of_what_was_deleted(sqlite_store: SqlStore) -> None:
    canary = b"canary of a reply" * 500
    async with sqlite_store.unit() as uow:
        await uow.pictures.keep(PictureKey("c" * 32), CleanPicture(content=canary))
        await uow.commit()
    assert b"canary" in raw_bytes(sqlite_store)
    async with sqlite_store.unit() as uow:
        await uow.pictures.drop(PictureKey("c" * 32))
        await uow.commit()
    await sqlite_store.scrub()
    assert b"canary" not in raw_bytes(sqlite_store)


async def test_a_store_can_be_scrubbed_and_vacuumed_at_any_time(store: Store) -> None:
    async with store.unit() as uow:
        await uow.marks.set("telegram", 1)
        await uow.commit()
    await store.scrub()
    await store.vacuum()
    async with store.unit() as uow:
        assert await uow.marks.get("telegram") == 1


async def test_an_error_of_the_database_quotes_no_value(sql_store: SqlStore) -> None:
    secret = CleanPicture(content=b"a secret picture")
    async with sql_store.unit() as uow:
        await uow.pictures.keep(PictureKey("c" * 32), secret)
        with pytest.raises(IntegrityError) as refused:
            await uow.pictures.keep(PictureKey("c" * 32), secret)
        assert "secret" not in str(refused.value)
