"""Stores to test with: `store` is each of the three in turn."""

import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.stores import Store
from storage.engine import make_engine
from storage.memory.units import MemoryStore
from storage.migrate import make_private
from storage.units import SqlStore
from storage.vault import Vault
from tests.databases import Databases
from tests.fakes import FixedClock, SeededRandom

LONGEST = (
    "redteam/test_neighbourhoods",
    "proof/test_noninterference_on_postgres",
    "proof/test_noninterference",
    "redteam/test_leaks",
    "torture/test_fuzz",
    "proof/test_leaks",
    "app/test_demo",
    "bot/test_kills",
)
"""Files that take long: begun first, so that at the end no core waits for one of them."""


gc.disable()  # eight thousand tests are not garbage: looking for some takes half the collection


def pytest_collection_finish() -> None:
    """From here on there is garbage; what is there by now is none."""
    gc.enable()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, and leave the others in their order."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    file = item.path.with_suffix("").as_posix()
    return next((at for at, name in enumerate(LONGEST) if file.endswith(name)), len(LONGEST))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def random() -> SeededRandom:
    return SeededRandom()


@pytest.fixture
def vault(random: SeededRandom) -> Vault:
    return Vault(bytes(32), random.fork("vault"))


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"))


@pytest.fixture
async def sqlite_url(databases: Databases, tmp_path: Path) -> str:
    """A migrated SQLite file of its own."""
    return await databases.sqlite(tmp_path / "porchlight.db")


@pytest.fixture
async def postgres_url(databases: Databases) -> AsyncIterator[str]:
    """A migrated database of its own on a real PostgreSQL."""
    url = await databases.postgres()
    yield url
    await databases.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
async def empty_url(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path
) -> AsyncIterator[str]:
    """Each kind of database in turn, without a table."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        make_private(url)
        yield url
        return
    url = await databases.empty_postgres()
    yield url
    await databases.drop(url)


@pytest.fixture
async def sqlite_store(sqlite_url: str, vault: Vault) -> AsyncIterator[SqlStore]:
    store = SqlStore(make_engine(sqlite_url), vault)
    yield store
    await store.close()


@pytest.fixture
async def postgres_store(postgres_url: str, vault: Vault) -> AsyncIterator[SqlStore]:
    store = SqlStore(make_engine(postgres_url), vault)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path
) -> AsyncIterator[str]:
    """Each kind of database in turn, migrated and empty."""
    if request.param == "sqlite":
        yield await databases.sqlite(tmp_path / "porchlight.db")
        return
    url = await databases.postgres()
    yield url
    await databases.drop(url)


@pytest.fixture
async def sql_store(database_url: str, vault: Vault) -> AsyncIterator[SqlStore]:
    """A store on each kind of database in turn."""
    store = SqlStore(make_engine(database_url), vault)
    yield store
    await store.close()


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def store(
    request: pytest.FixtureRequest, databases: Databases, vault: Vault, tmp_path: Path
) -> AsyncIterator[Store]:
    """The fake and a store on each kind of database in turn, empty."""
    if request.param == "fake":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        url = await databases.sqlite(tmp_path / "porchlight.db")
    else:
        url = await databases.postgres()
    kept = SqlStore(make_engine(url), vault)
    yield kept
    await kept.close()
    if request.param == "postgres":
        await databases.drop(url)
