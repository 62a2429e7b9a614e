"""A statement takes one trip to SQLite's thread, and errors and rows come back as ever."""

from collections.abc import AsyncIterator

import pytest
from aiosqlite import Connection
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine, make_engine_to_copy


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(sqlite_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE egg (id INTEGER PRIMARY KEY, hue TEXT)"))
    yield engine
    await engine.dispose()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done on SQLite's thread."""
    found: list[str] = []
    execute = Connection._execute  # noqa: SLF001 - the driver's one way there

    async def noting(self: Connection, act: object, *given: object) -> object:
        found.append(type(act).__name__)
        return await execute(self, act, *given)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(Connection, "_execute", noting)
    return found


async def test_a_statement_takes_one_trip(engine: AsyncEngine, trips: list[str]) -> None:
    async with engine.begin() as connection:
        added = await connection.execute(
            text("INSERT INTO egg (hue) VALUES (:hue)"), [{"hue": "blue"}, {"hue": "red"}]
        )
        assert added.rowcount == 2
        hues = await connection.scalars(text("SELECT hue FROM egg ORDER BY hue"))
        assert hues.all() == ["blue", "red"]
    assert len(trips) == 4, "begin, insert, select, commit"


async def test_nothing_is_rolled_back_where_nothing_was_begun(
    engine: AsyncEngine, trips: list[str]
) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO egg (hue) VALUES ('green')"))
    assert len(trips) == 3, "begin, insert, roll back"
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT COUNT(*) FROM egg")) == 0


async def test_errors_are_what_they_were(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT nothing FROM nowhere"))
        await connection.execute(text("INSERT INTO egg (id) VALUES (1)"))
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO egg (id) VALUES (1)"))
        assert await connection.scalar(text("SELECT COUNT(*) FROM egg")) == 1


async def test_whoever_copies_reads_a_few_rows_at_a_time(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        rows = [{"hue": f"{number}"} for number in range(10)]
        await connection.execute(text("INSERT INTO egg (hue) VALUES (:hue)"), rows)
    copying = make_engine_to_copy(engine.url.render_as_string(hide_password=False))
    async with copying.connect() as connection:
        found = await connection.stream(text("SELECT id FROM egg ORDER BY id"))
        parts = [len(part) async for part in found.partitions(4)]
    await copying.dispose()
    assert parts == [4, 4, 2]
