"""The database is out of reach for a while: it is said so, and nothing is half done."""

import asyncio
import errno
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import OutOfReachError
from storage import engine as engines
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.outages import outage_of, plainly
from storage.units import SqlStore
from storage.vault import Vault
from tests.databases import Databases, server_of
from tests.storage.street import moved_in, person


async def marked(store: SqlStore, position: int) -> None:
    """Something is written."""
    async with store.unit() as uow:
        await uow.marks.set("telegram", position)
        await uow.commit()


async def mark(store: SqlStore) -> int | None:
    async with store.unit() as uow:
        return await uow.marks.get("telegram")


def file_of(store: SqlStore) -> Path:
    return Path(make_url(str(store.engine.url)).database or "")


async def test_a_file_that_somebody_locked_is_out_of_reach_until_he_lets_go(
    sqlite_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.PRAGMAS, "busy_timeout", ("10", 10))
    store = SqlStore(make_engine(sqlite_url), vault)
    await marked(store, 1)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutOfReachError, match="locked"):
            await marked(store, 2)
        other.execute("ROLLBACK")
    await marked(store, 3)
    assert await mark(store) == 3
    await store.close()


async def test_a_full_disk_is_out_of_reach_until_there_is_room(
    sqlite_store: SqlStore,
) -> None:
    pages: list[int] = []

    def bound(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count = {pages[-1] if pages else 1_000_000}")
        cursor.close()

    event.listen(sqlite_store.engine.sync_engine, "checkout", lambda c, e, _p: bound(c, e))
    await marked(sqlite_store, 1)
    with closing(sqlite3.connect(file_of(sqlite_store))) as look:
        (there,) = look.execute("PRAGMA page_count").fetchone()
    pages.append(there)

    async def crowd() -> None:
        async with sqlite_store.unit() as uow:
            for number in range(1, 500):
                await moved_in(uow, number)
            await uow.commit()

    with pytest.raises(OutOfReachError, match="full"):
        await crowd()
    async with sqlite_store.unit() as uow:
        assert await uow.people.get(person(1).id) is None
    pages.append(1_000_000)
    async with sqlite_store.unit() as uow:
        await moved_in(uow, 1)
        await uow.commit()
    assert await mark(sqlite_store) == 1


async def test_a_file_that_may_not_be_written_is_out_of_reach(sqlite_store: SqlStore) -> None:
    async with sqlite_store.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
        await connection.rollback()
    with pytest.raises(OutOfReachError, match="readonly"):
        await marked(sqlite_store, 1)


async def test_a_file_that_was_removed_is_neither_written_to_nor_made_anew(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    await marked(sqlite_store, 1)
    file = file_of(sqlite_store)
    file.rename(tmp_path / "aside.db")
    for _ in range(3):
        with pytest.raises(OutOfReachError, match="gone"):
            await marked(sqlite_store, 2)
    assert not file.exists()
    (tmp_path / "aside.db").rename(file)
    assert await mark(sqlite_store) == 1
    await marked(sqlite_store, 3)


async def test_another_file_in_its_place_is_not_touched(
    sqlite_store: SqlStore, databases: Databases, tmp_path: Path
) -> None:
    await marked(sqlite_store, 1)
    file = file_of(sqlite_store)
    file.rename(tmp_path / "aside.db")
    await databases.sqlite(file)
    before = file.read_bytes()
    with pytest.raises(OutOfReachError, match="gone"):
        await marked(sqlite_store, 2)
    await sqlite_store.close()
    assert file.read_bytes() == before


async def test_a_server_that_hung_up_is_out_of_reach_once_and_then_there_again(
    postgres_store: SqlStore, postgres_url: str
) -> None:
    await marked(postgres_store, 1)
    other = create_async_engine(postgres_url, isolation_level="AUTOCOMMIT")
    hang_up = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    async def broken_off() -> None:
        async with postgres_store.unit() as uow:
            await uow.marks.set("telegram", 2)
            async with other.connect() as connection:
                await connection.execute(hang_up)
            await uow.commit()

    with pytest.raises(OutOfReachError, match="away"):
        await broken_off()
    assert await mark(postgres_store) == 1
    await marked(postgres_store, 3)
    assert await mark(postgres_store) == 3
    await other.dispose()


async def test_a_server_that_is_stopped_is_out_of_reach_until_it_is_started(
    vault: Vault,
) -> None:
    """Of its own, or the tests beside this one would have none."""
    server = server_of(tempfile.mkdtemp(prefix="porchlight-postgres-"))
    url = f"postgresql+asyncpg://postgres@/postgres?host={server.get_postmaster_info().socket_dir}"
    await upgrade(url)
    store = SqlStore(make_engine(url), vault)
    await marked(store, 1)
    await asyncio.to_thread(server.stop)
    for _ in range(3):
        with pytest.raises(OutOfReachError, match="away"):
            await marked(store, 2)
    await asyncio.to_thread(server.ensure_postgres_running)
    assert await mark(store) == 1
    await marked(store, 3)
    assert await mark(store) == 3
    await store.close()
    server.cleanup()


FULL_AT_EACH_WRITE = """
import asyncio, resource, sys
from bot.errors import OutOfReachError
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault
from tests.fakes import SeededRandom
from tests.storage.street import moved_in, person

async def tried(store, most):
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        async with store.unit() as uow:
            for number in range(1, 40):
                await moved_in(uow, number)
            await uow.marks.set("telegram", 1)
            await uow.commit()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

async def main():
    store = SqlStore(make_engine(sys.argv[1]), Vault(bytes(32), SeededRandom("vault")))
    await store.prove()
    failed = 0
    for most in range(4_096, 4_000_000, 4_096):
        try:
            await tried(store, most)
        except OutOfReachError as outage:
            failed += 1
        async with store.unit() as uow:
            found = await uow.people.get(person(1).id), await uow.people.get(person(39).id)
            saved = await uow.marks.get("telegram")
        assert (saved is None) == (found == (None, None)), most
        if saved:
            break
    assert saved == 1
    print(failed)
    await store.close()

asyncio.run(main())
"""


async def test_a_disk_that_is_full_at_any_write_leaves_all_of_a_transaction_or_nothing(
    sqlite_url: str,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        FULL_AT_EACH_WRITE,
        sqlite_url,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    assert int(told) > 5


async def test_a_statement_prepared_before_the_tables_changed_is_tried_again(
    postgres_store: SqlStore, postgres_url: str
) -> None:
    everything = text("SELECT * FROM mark")
    other = create_async_engine(postgres_url)
    async with postgres_store.engine.connect() as connection:

        async def looked() -> None:
            with plainly():
                await connection.execute(everything)

        await looked()
        await connection.rollback()
        async with other.begin() as changing:
            await changing.execute(text("ALTER TABLE mark ADD COLUMN newer integer"))
        with pytest.raises(OutOfReachError):
            await looked()
        await connection.rollback()
        await looked()
    await other.dispose()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOSPC, "no space"), "full"),
        (OSError(errno.EROFS, "read-only"), "readonly"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "away"),
        (TimeoutError(), "away"),
    ],
)
def test_what_the_system_says_is_understood(error: Exception, why: str) -> None:
    found = outage_of(error)
    assert found is not None
    assert found.why == why


@pytest.mark.parametrize("error", [LookupError(), ValueError("x"), sqlite3.IntegrityError("x")])
def test_a_fault_of_the_program_is_no_outage(error: Exception) -> None:
    assert outage_of(error) is None
