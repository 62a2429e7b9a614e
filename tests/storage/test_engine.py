from sqlalchemy import text

from storage.engine import make_engine
from storage.units import SqlStore

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY
}


async def test_sqlite_is_set_to_lose_nothing_and_to_leave_nothing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    async with engine.connect() as connection:
        found = {pragma: await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in PRAGMAS}
    await engine.dispose()
    assert found == PRAGMAS


async def test_every_connection_is_set_alike(sqlite_store: SqlStore) -> None:
    async with sqlite_store.unit():
        pass
    await sqlite_store.vacuum()
    async with sqlite_store.engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA secure_delete")) == 1
