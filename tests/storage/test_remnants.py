import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.app.redteam.files import sqlite_loot
from bot.model.ids import PictureKey
from bot.model.pictures import CleanPicture
from storage import remnants, units
from storage.engine import NotInForceError, make_engine
from storage.presence import sqlite_file
from storage.units import SqlStore
from storage.vault import WrongKeyError
from tests.storage.street import request, saved, station

CANARY = b"canary of a reply"

OPEN_FILES = Path("/proc/self/fd")
OFTEN = 50
"""Steps of SQLite's machine."""

MEMORY = 2
"""As SQLite says it of its temporary tables."""


async def test_every_connection_keeps_every_pragma(sqlite_url: str) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
    engine = make_engine(sqlite_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        for _ in range(5):
            connection = await stack.enter_async_context(engine.connect())
            for pragma, value in wanted.items():
                assert await connection.scalar(text(f"PRAGMA {pragma}")) == value
            await connection.rollback()


async def test_a_disk_on_which_sqlite_keeps_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w.db").touch()
    engine = make_engine(f"sqlite+aiosqlite:///file:{tmp_path}/w.db?vfs=unix-none&uri=true")
    with pytest.raises(NotInForceError, match=r"journal_mode.*local disk"):
        _entered = await engine.connect().__aenter__()
    await engine.dispose()


async def test_a_reader_holds_back_nothing_but_the_emptying(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    """Writers go on meanwhile; once the reader has gone, nothing is left of what was deleted."""
    file = sqlite_file(sqlite_url)
    assert file is not None
    await kept_and_dropped(sqlite_store)
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM picture").fetchone()
        scrubbing = asyncio.create_task(sqlite_store.scrub())
        for mark in range(4):
            async with asyncio.timeout(2), sqlite_store.unit() as uow:
                await uow.marks.set("telegram", mark)
                await uow.commit()
            await asyncio.sleep(0.2)
        assert not scrubbing.done()
        assert CANARY in disk(file)
    await scrubbing
    assert file.with_name(f"{file.name}-wal").stat().st_size == 0
    assert CANARY not in disk(file)


async def test_a_sweep_empties_the_log_unless_somebody_reads(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    file = sqlite_file(sqlite_url)
    assert file is not None
    log = file.with_name(f"{file.name}-wal")
    await kept_and_dropped(sqlite_store)
    assert log.stat().st_size
    await sqlite_store.sweep()
    assert not log.stat().st_size
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM picture").fetchone()
        await kept_and_dropped(sqlite_store)
        async with asyncio.timeout(2):
            await sqlite_store.sweep()
        assert log.stat().st_size


@pytest.mark.parametrize("picture", [None, bytes(50_000)])
async def test_after_a_sweep_replies_that_wait_lie_as_their_keys_say(
    sqlite_store: SqlStore, sqlite_url: str, picture: bytes | None
) -> None:
    file = sqlite_file(sqlite_url)
    assert file is not None
    async with sqlite_store.unit() as uow:
        number = (await request(uow, await station(uow))).number
        await uow.commit()
    before: list[tuple[int, int] | None] = []
    for key in (3, 1, 4, 2):
        async with sqlite_store.unit() as uow:
            reply = replace(saved(key, number), sealed_picture=picture)
            await uow.relay.save(reply, f"nonce {key}")
            await uow.commit()
        before = [row.spot for row in sqlite_loot(file).rows("saved_reply")]
        await sqlite_store.sweep()
    after = [row.spot for row in sqlite_loot(file).rows("saved_reply")]
    assert falling(after)
    assert not falling(before)


async def test_replies_too_large_to_be_laid_anew_stay_where_they_are(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remnants, "MOST_LAID_ANEW", 100)
    async with sqlite_store.unit() as uow:
        number = (await request(uow, await station(uow))).number
        waiting = tuple(replace(saved(key, number), sealed_picture=bytes(500)) for key in (1, 2))
        for reply in waiting:
            await uow.relay.save(reply, f"nonce {reply.key}")
        await uow.commit()
    await sqlite_store.sweep()
    async with sqlite_store.unit() as uow:
        assert await uow.relay.saved() == waiting


def falling(spots: Sequence[tuple[int, int] | None]) -> bool:
    """Whether each lies before the one with the smaller key, as SQLite fills a page."""
    offsets = [spot[1] for spot in spots if spot is not None]
    return offsets == sorted(offsets, reverse=True)


async def test_a_reader_that_stays_is_told_of(
    sqlite_store: SqlStore,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(units, "SCRUBS", 2)
    monkeypatch.setattr(units, "SCRUB_AGAIN_S", 0.01)
    async with sqlite_store.unit() as uow:
        await uow.marks.set("telegram", 1)
        await uow.commit()
    with closing(sqlite3.connect(sqlite_file(sqlite_url) or "")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM picture").fetchone()
        await sqlite_store.scrub()
    assert "somebody reads it for long" in caplog.text


async def test_a_key_that_was_changed_meanwhile_is_noticed_on_the_next_connection(
    sql_store: SqlStore, database_url: str
) -> None:
    async with sql_store.unit():
        pass
    await sql_store.engine.dispose()
    elsewhere = create_async_engine(database_url)
    async with elsewhere.begin() as connection:
        await connection.execute(text("UPDATE master_proof SET proof = :other"), {"other": b"?"})
    await elsewhere.dispose()
    with pytest.raises(WrongKeyError):
        await sql_store.unit().__aenter__()


async def test_after_the_night_postgresql_has_nothing_left_of_what_was_deleted(
    postgres_store: SqlStore,
) -> None:
    """A reply to another request stays and keeps the page alive."""
    async with postgres_store.unit() as uow:
        police = await station(uow)
        closed = (await request(uow, police)).number
        still_open = (await request(uow, police)).number
        for key in range(3):
            await uow.relay.save(saved(key, closed), f"nonce {key}")
        await uow.relay.save(saved(9, still_open), "nonce 9")
        await uow.commit()
    async with postgres_store.unit() as uow:
        await uow.relay.destroy(closed)
        await uow.commit()
    gone = [saved(key, closed).key.encode() for key in range(3)]
    (before,) = await contents(postgres_store, "saved_reply")
    assert all(key in before for key in gone)
    await postgres_store.vacuum()
    (after,) = await contents(postgres_store, "saved_reply")
    assert not any(key in after for key in gone)
    assert saved(9, still_open).key.encode() in after


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="only Linux tells which files are open")
async def test_the_copy_of_a_rewriting_lies_beside_the_database_and_has_no_name(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    file = sqlite_file(sqlite_url)
    assert file is not None
    spills = set[Path]()
    watch_spills(sqlite_store, spills)
    async with sqlite_store.unit() as uow:
        await uow.pictures.keep(PictureKey("d" * 32), CleanPicture(content=bytes(4_000_000)))
        await uow.commit()
    await sqlite_store.vacuum()
    (spill,) = spills
    assert spill.parent == file.parent
    assert spill.name.endswith("(deleted)")
    async with sqlite_store.engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA temp_store")) == MEMORY


async def kept_and_dropped(store: SqlStore) -> None:
    async with store.unit() as uow:
        await uow.pictures.keep(PictureKey("c" * 32), CleanPicture(content=CANARY * 300))
        await uow.commit()
    async with store.unit() as uow:
        await uow.pictures.drop(PictureKey("c" * 32))
        await uow.commit()


def watch_spills(store: SqlStore, spills: set[Path]) -> None:
    """Note under which names temporary files are open while SQLite works."""

    def look() -> None:
        for number in OPEN_FILES.iterdir():
            with suppress(FileNotFoundError):  # the one through which we look
                found = number.readlink()
                if found.name.startswith("etilqs"):  # as SQLite calls them
                    spills.add(found)

    def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        driver = connection.driver_connection
        driver._conn.set_progress_handler(look, OFTEN)  # noqa: SLF001 - its own way cannot be waited for here

    event.listen(store.engine.sync_engine, "connect", connected)


def disk(file: Path) -> bytes:
    """The database and its log; another process would see the same."""
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


async def contents(store: SqlStore, *tables: str) -> list[bytes]:
    """The files in which PostgreSQL keeps these tables."""
    plain = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    paths = []
    async with plain.connect() as connection:
        await connection.execute(text("CHECKPOINT"))
        for table in tables:
            path = await connection.scalar(
                text(
                    "SELECT current_setting('data_directory') || '/' "
                    "|| pg_relation_filepath(CAST(:name AS regclass))"
                ),
                {"name": table},
            )
            paths.append(Path(str(path)))
    return await asyncio.to_thread(lambda: [path.read_bytes() for path in paths])
