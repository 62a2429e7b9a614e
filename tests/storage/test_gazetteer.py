import pytest
from sqlalchemy import text

from bot.ports.stores import Store
from storage.presence import sqlite_file
from storage.units import SqlStore

ADDRESS, DAY = "find 8140 rue saint-denis, montréal", 20_000


async def test_an_answer_is_kept_and_replaced(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.gazetteer.recall(ADDRESS) is None
        await uow.gazetteer.keep(ADDRESS, "Rue Saint-Denis", DAY)
        await uow.gazetteer.keep("streets 1", "", DAY)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.gazetteer.recall(ADDRESS) == "Rue Saint-Denis"
        assert await uow.gazetteer.recall("streets 1") == "", "nothing is an answer, too"
        assert await uow.gazetteer.recall(ADDRESS.upper()) is None
        await uow.gazetteer.keep(ADDRESS, "Rue Jarry", DAY + 1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.gazetteer.recall(ADDRESS) == "Rue Jarry"


async def test_what_is_old_is_forgotten(store: Store) -> None:
    async with store.unit() as uow:
        await uow.gazetteer.keep("old", "1", DAY)
        await uow.gazetteer.keep("new", "2", DAY + 1)
        await uow.gazetteer.forget(DAY + 1)
        await uow.commit()
    async with store.unit() as uow:
        assert await uow.gazetteer.recall("old") is None
        assert await uow.gazetteer.recall("new") == "2"


async def test_neither_words_nor_answers_lie_on_the_disk(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    async with sqlite_store.unit() as uow:
        await uow.gazetteer.keep(ADDRESS, "Rue Saint-Denis, Villeray", DAY)
        await uow.commit()
    await sqlite_store.scrub()
    file = sqlite_file(sqlite_url)
    assert file is not None
    content = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"place_asked" in content
    for canary in ("saint-denis", "Saint-Denis", "Villeray", "8140"):
        assert canary.encode() not in content


async def test_turns_lie_apart_whoever_takes_them(store: Store) -> None:
    waits = [await lease(store, "maps") for _ in range(4)]
    for number, wait in enumerate(waits):
        assert wait == pytest.approx(number * 10.0, abs=5.0)
    assert await lease(store, "other") == pytest.approx(0.0, abs=1.0)


async def test_a_turn_that_is_too_far_off_is_not_taken(store: Store) -> None:
    assert await lease(store, "maps", patience=0.0) is not None
    assert await lease(store, "maps", patience=5.0) is None
    wait = await lease(store, "maps", patience=60.0)
    assert wait is not None
    assert wait <= 10.0, "whoever was sent away took nothing"


async def lease(store: Store, what: str, patience: float = 60.0) -> float | None:
    async with store.unit() as uow:
        wait = await uow.turns.lease(what, 10.0, patience)
        await uow.commit()
    return wait


async def test_a_turn_that_a_wrong_clock_gave_away_hours_ahead_holds_nobody_up(
    sql_store: SqlStore,
) -> None:
    assert await lease(sql_store, "maps") is not None
    async with sql_store.engine.begin() as connection:
        await connection.execute(text("UPDATE turn SET next = next + 9 * 3600"))
    wait = await lease(sql_store, "maps")
    assert wait == pytest.approx(0.0, abs=5.0)
    assert await lease(sql_store, "maps") == pytest.approx(10.0, abs=5.0)
