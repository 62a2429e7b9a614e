import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import make_engine, make_engine_for_one
from storage.presence import InUseError, alone_with, lock_file, sqlite_file
from storage.units import SqlStore

STAY = """
import asyncio, sys
from sqlalchemy import text
from storage.engine import make_engine

async def main():
    async with make_engine(sys.argv[1]).connect() as connection:
        await connection.execute(text("SELECT 1"))
        print("here", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_nobody_is_alone_while_a_bot_is_connected(
    sql_store: SqlStore, database_url: str
) -> None:
    async with sql_store.unit():
        pass
    engine = make_engine_for_one(database_url)
    with pytest.raises(InUseError, match="Stop the bot"):
        _entered = await alone_with(engine).__aenter__()
    await sql_store.close()
    async with alone_with(engine) as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await engine.dispose()


async def test_nobody_comes_in_while_one_is_alone(database_url: str) -> None:
    alone, other = make_engine_for_one(database_url), make_engine(database_url)
    async with alone_with(alone):
        with pytest.raises(InUseError, match="being changed"):
            _entered = await other.connect().__aenter__()
    await alone.dispose()
    async with other.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await other.dispose()


async def test_many_are_there_side_by_side(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(3)]
    async with AsyncExitStack() as stack:
        for engine in engines:
            connection = await stack.enter_async_context(engine.connect())
            assert await connection.scalar(text("SELECT 1")) == 1
            await connection.rollback()
    for engine in engines:
        await engine.dispose()


async def test_whoever_is_killed_is_there_no_more(database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        STAY,
        database_url,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"here\n"
    engine = make_engine_for_one(database_url)
    with pytest.raises(InUseError):
        _entered = await alone_with(engine).__aenter__()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    async with alone_with(engine):
        pass
    await engine.dispose()


async def test_one_who_waits_comes_in_when_the_others_leave(database_url: str) -> None:
    bot, engine = make_engine(database_url), make_engine_for_one(database_url)
    staying = await bot.connect().__aenter__()

    async def leave() -> None:
        await asyncio.sleep(0.3)
        await staying.close()
        await bot.dispose()

    async with asyncio.TaskGroup() as group:
        group.create_task(leave())
        async with alone_with(engine):
            pass
    await engine.dispose()


def test_a_database_is_locked_beside_its_file() -> None:
    assert lock_file("sqlite+aiosqlite:///street/watch.db") == Path("street/watch.db-lock")
    assert lock_file("postgresql+asyncpg://watch@localhost/watch") is None
    assert lock_file("sqlite+aiosqlite://") is None
    assert sqlite_file("sqlite+aiosqlite:///file:/var/my%20watch.db?uri=true") == Path(
        "/var/my watch.db"
    )
    assert sqlite_file("sqlite+aiosqlite:///file:watch?mode=memory&uri=true") is None
