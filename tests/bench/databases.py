"""Databases as a watch that is at work has them: whatever is committed is on the disk."""

from pathlib import Path

from storage.engine import make_engine
from storage.migrate import upgrade
from tests.databases import start_postgres

SQLITE = "SQLite"
POSTGRES = "PostgreSQL"


class Servers:
    """Makes empty, migrated databases; PostgreSQL starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = ""
        self._count = 0

    async def fresh(self, database: str) -> str:
        """The URL of a new database of this kind."""
        self._count += 1
        if database == SQLITE:
            url = f"sqlite+aiosqlite:///{self._folder / f'bench-{self._count}.db'}"
        else:
            url = await self._on_postgres(f"bench_{self._count}")
        await upgrade(url)
        return url

    async def _on_postgres(self, name: str) -> str:
        self._socket = self._socket or start_postgres()
        engine = make_engine(self._url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.exec_driver_sql(f"CREATE DATABASE {name}")
        await engine.dispose()
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._socket}"
