"""What a thief finds: the database, its log, its copies, the files that hold keys."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.proof.house import House
from tests.proof.server import Lying, Server, commits, ranked, without_commits
from tests.proof.views import Evidence

COMMITS = "the commits of messages"
"""What shows how messages that went side by side came to share transactions."""

PAGE_BYTES, WAL_BYTES, FRAME_BYTES = 4096, 32, 24
"""Of SQLite's files: a page, the log's header, the header of a frame in it."""


async def taken(house: House, moment: str) -> Evidence:
    """Everything that lies on the machine now."""
    evidence: Evidence = {"the key files": tuple(keys(house.folder))}
    for copy in sorted(house.folder.glob("*.backup")):
        evidence[f"the copy {copy.stem}"] = tuple(pages(copy))
    evidence |= _file(house.folder) if house.server is None else await _served(house, house.server)
    return {f"{where}, {moment}": lines for where, lines in evidence.items()}


def _file(folder: Path) -> Evidence:
    return {
        "the rows": tuple(dump(folder)),
        "the database's file": tuple(pages(folder / "porchlight.db")),
        "the database's log": tuple(frames(folder / "porchlight.db-wal")),
    }


async def _served(house: House, server: Server) -> Evidence:
    rows, beside = await server.rows(), Evidence()
    if server.crowded:
        beside = {COMMITS: commits(rows)}
        rows = without_commits(rows)
    if house.ticked or server.crowded:
        rows = ranked(rows)
    in_place = sorted(rows, key=lambda row: (row.table, row.page, row.spot))
    in_time = sorted(rows, key=lambda row: (row.written, row.table, row.page, row.spot))
    return beside | {
        "the rows": tuple(sorted(f"{row.table}: {row.content}" for row in rows)),
        "the database in place": tuple(_line(row) for row in in_place),
        "the database in time": tuple(_line(row) for row in in_time),
        "the database's counts": tuple(await server.counts()),
    }


def _line(row: Lying) -> str:
    at = f"written {row.written}, locked {row.locked}, page {row.page}, spot {row.spot}"
    return f"{row.table}: {row.content} ({at})"


def dump(folder: Path) -> Iterator[str]:
    """Every row of every table in the order in which it lies, the file's log included."""
    with tempfile.TemporaryDirectory() as copy:
        for file in folder.glob("porchlight.db*"):
            shutil.copy(file, copy)
        database = sqlite3.connect(Path(copy) / "porchlight.db")
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for name, _ in database.execute(named).fetchall():
            for row in database.execute(f"SELECT * FROM {name}"):  # noqa: S608 - from the schema
                yield f"{name}: {row!r}"
        database.close()


def pages(file: Path) -> Iterator[str]:
    """A database's file, page by page."""
    content = file.read_bytes()
    for at in range(0, len(content), PAGE_BYTES):
        yield f"{at // PAGE_BYTES + 1}: {content[at : at + PAGE_BYTES].hex()}"


def frames(file: Path) -> Iterator[str]:
    """The database's log, frame by frame (sqlite.org/fileformat, "The Write-Ahead Log").

    Without salts and checksums: SQLite draws the salts itself.
    """
    content = file.read_bytes() if file.exists() else b""
    for at in range(WAL_BYTES, len(content), FRAME_BYTES + PAGE_BYTES):
        page = content[at : at + FRAME_BYTES + PAGE_BYTES]
        yield f"{page[:8].hex()}: {page[FRAME_BYTES:].hex()}"


def keys(folder: Path) -> Iterator[str]:
    """The master key and the keyring."""
    for file in sorted(folder.glob("porchlight*key*")):
        yield f"{file.name}: {file.read_text()}"
