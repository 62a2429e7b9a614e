"""Databases as a watch that is at work has them: whatever is committed is on the disk."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import make_url

from storage.engine import is_sqlite_url, make_engine
from storage.migrate import upgrade
from tests.databases import start_postgres

SQLITE = "SQLite"
POSTGRES = "PostgreSQL"

DEBIANS = Path("/usr/lib/postgresql")
POSTGIS = Path("/usr/share/postgresql")
"""Where Debian's packages put a server and what extends it, by version."""

SERVER_USER = "postgres"
START_WITHIN_S = 30.0


class Servers:
    """Makes empty, migrated databases; PostgreSQL starts when first needed.

    Debian's server with PostGIS where it is installed, so that PostGIS can be compared in the
    very same server; otherwise the one that tests use, which has none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = ""
        self._count = 0
        self.postgis = _with_postgis() is not None

    async def fresh(self, database: str) -> str:
        """The URL of a new database of this kind."""
        self._count += 1
        if database == SQLITE:
            url = f"sqlite+aiosqlite:///{self._folder / f'bench-{self._count}.db'}"
        else:
            url = await self._on_postgres(f"bench_{self._count}")
        await upgrade(url)
        return url

    async def drop(self, url: str) -> None:
        """Forget a database: the next one is to have the disk and the caches to itself."""
        name = make_url(url).database or ""
        if is_sqlite_url(url):
            self._folder.joinpath(name).unlink()
        else:
            await self._say(f"DROP DATABASE {name} WITH (FORCE)")

    async def _on_postgres(self, name: str) -> str:
        if not self._socket:
            programs = _with_postgis()
            self._socket = start_postgres() if programs is None else _start(programs)
        await self._say(f"CREATE DATABASE {name}")
        return self._url(name)

    async def _say(self, statement: str) -> None:
        engine = make_engine(self._url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.exec_driver_sql(statement)
        await engine.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._socket}"


def _with_postgis() -> Path | None:
    """The programs of the newest of Debian's servers that has PostGIS."""
    versions = [folder.name for folder in DEBIANS.glob("*") if folder.name.isdecimal()]
    for version in sorted(versions, key=int, reverse=True):
        if (POSTGIS / version / "extension" / "postgis.control").exists():
            return DEBIANS / version / "bin"
    return None


def _start(programs: Path) -> str:
    """The folder of its Unix socket; it is stopped and removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-postgis-"))
    user = SERVER_USER if os.geteuid() == 0 else None  # it refuses to run as root
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    initdb = (programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)  # noqa: S603 - fixed words
    server = subprocess.Popen(  # noqa: S603 - fixed words
        [programs / "postgres", "-D", data, "-k", folder, "-h", ""],
        stderr=subprocess.DEVNULL,
        user=user,
        cwd=folder,
    )
    atexit.register(_stop, server, folder)
    waited = time.monotonic() + START_WITHIN_S
    while not (folder / ".s.PGSQL.5432").exists():
        if time.monotonic() > waited:
            message = f"PostgreSQL of {programs} does not start"
            raise TimeoutError(message)
        time.sleep(0.1)
    return str(folder)


def _stop(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    server.terminate()
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)
