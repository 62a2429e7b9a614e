"""Tables are changed while an older program works on them."""

import asyncio

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app.vitals import Versions
from storage import migrate
from storage.engine import make_engine
from storage.migrate import NewerDatabaseError, newest, settings_for, upgrade
from storage.outages import LOCKED, outage_of
from storage.units import SqlStore
from tests.databases import Databases
from tests.fakes import NOON
from tests.storage.street import (
    DISCORD,
    TELEGRAM,
    all_claimed,
    circle,
    fire,
    moved_in,
    person_id,
)

BEFORE = "0003"


def as_it_was(connection: Connection) -> None:
    """Tables of an older program."""
    command.upgrade(settings_for(connection), BEFORE)


async def version(url: str) -> str:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    await engine.dispose()
    return str(found)


@pytest.fixture
async def old_url(databases: Databases) -> str:
    """A PostgreSQL database that an older program made."""
    url = await databases.empty_postgres()
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(as_it_was)
    await engine.dispose()
    return url


async def test_a_migration_waits_for_no_lock_for_long_and_the_next_try_goes_on_from_there(
    old_url: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_WAIT", "50ms")
    engine = create_async_engine(old_url)
    async with engine.connect() as reading:
        await reading.execute(text("LOCK TABLE delivery IN ACCESS SHARE MODE"))
        with pytest.raises(Exception, match="lock timeout") as refused:
            await upgrade(old_url)
        outage = outage_of(refused.value)
        assert outage is not None
        assert outage.why == LOCKED
        assert BEFORE <= await version(old_url) < newest()
        await reading.rollback()
    await upgrade(old_url)
    assert await version(old_url) == newest()
    await engine.dispose()
    await databases.drop(old_url)


async def test_several_processes_that_start_at_once_migrate_once(
    old_url: str, databases: Databases
) -> None:
    await asyncio.gather(*(upgrade(old_url) for _ in range(3)))
    assert await version(old_url) == newest()
    await databases.drop(old_url)


async def test_an_older_program_does_not_start_on_newer_tables(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(NewerDatabaseError, match="Install the newer version"):
        await upgrade(database_url)


async def test_an_older_program_goes_on_with_newer_tables_and_is_told_once(
    sql_store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    versions = Versions(sql_store.overtaken)
    await versions.look()
    assert "a newer program" not in caplog.text
    async with sql_store.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE mark ADD COLUMN newer integer"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await versions.look()
    await versions.look()
    assert caplog.text.count("a newer program changed the database") == 1
    async with sql_store.unit() as uow:
        await uow.marks.set("telegram", 7)
        await uow.commit()
    async with sql_store.unit() as uow:
        assert await uow.marks.get("telegram") == 7


async def test_a_watch_that_an_older_program_kept_meanwhile_is_told(sql_store: SqlStore) -> None:
    """It did not know that a watch says on which platform."""
    async with sql_store.unit() as uow:
        await circle(uow, await moved_in(uow, 1))
        await circle(uow, await moved_in(uow, 2, DISCORD))
        await uow.commit()
    async with sql_store.engine.begin() as connection:
        await connection.execute(text("UPDATE watch SET platform = NULL"))
    async with sql_store.unit() as uow:
        incident = await fire(uow, await moved_in(uow, 99))
        assert await uow.deliveries.alert(incident, NOON) == 2
        for platform, told in ((TELEGRAM, 1), (DISCORD, 2)):
            owed = await all_claimed(uow, platform)
            assert [delivery.person for delivery in owed] == [person_id(told)]
