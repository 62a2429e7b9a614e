"""SQLite's file and its log, taken apart."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.redteam.chances import span
from bot.app.redteam.files import sqlite_loot
from bot.app.redteam.loot import lines, moment


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "any.db"


@pytest.fixture
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("PRAGMA secure_delete = OFF")
        opened.execute("PRAGMA wal_autocheckpoint = 0")
        opened.execute("CREATE TABLE numbered (id INTEGER PRIMARY KEY, word TEXT, more BLOB)")
        opened.execute("CREATE TABLE keyed (word TEXT PRIMARY KEY, more BLOB) WITHOUT ROWID")
        yield opened


def test_every_row_is_found_where_it_lies(database: sqlite3.Connection, file: Path) -> None:
    """Small ones, and large ones that run over to further pages; tables of many pages, too."""
    for number in range(300):
        content = bytes([number % 256]) * (30 * number)
        database.execute("INSERT INTO numbered VALUES (?, ?, ?)", (number, "é" * 9, content))
        database.execute("INSERT INTO keyed VALUES (?, ?)", (f"{number:05}", content))
    for log in ("as it is", "emptied"):
        loot = sqlite_loot(file)
        for table in ("numbered", "keyed"):
            rows = loot.rows(table)
            assert len(rows) == 300, log
            assert len({row.spot for row in rows} - {None}) == 300, log
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_the_log_tells_what_each_commit_wrote(database: sqlite3.Connection, file: Path) -> None:
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("INSERT INTO keyed VALUES ('second', x'00')")
    database.execute("BEGIN")
    database.execute("INSERT INTO keyed VALUES ('first', x'00')")
    database.execute("INSERT INTO numbered VALUES (7, 'with it', x'00')")
    database.execute("COMMIT")
    one, other = sqlite_loot(file).commits
    assert [row.text("word") for row in one.of("keyed")] == ["second"]
    assert {row.text("word") for row in other.of("keyed", "numbered")} == {"first", "with it"}
    assert [row.text("id") for row in other.of("numbered")] == ["7"]


@pytest.mark.parametrize("secure", [False, True])
def test_what_was_deleted_is_found_unless_it_was_overwritten(
    database: sqlite3.Connection, file: Path, *, secure: bool
) -> None:
    database.execute(f"PRAGMA secure_delete = {'ON' if secure else 'OFF'}")
    for number in range(3):
        database.execute("INSERT INTO keyed VALUES (?, ?)", (f"a name {number}", b"secret"))
    database.execute("INSERT INTO numbered VALUES (1, 'long', ?)", (b"a picture " * 2_000,))
    database.execute("DELETE FROM keyed WHERE word = 'a name 1'")
    database.execute("DELETE FROM numbered")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"\n".join(scrap.content for scrap in sqlite_loot(file).scraps)
    assert (b"ame 1" in left) is not secure
    assert (b"a picture" in left) is not secure


def test_moments_are_known_in_every_spelling() -> None:
    noon = moment("2026-05-04T12:00:00Z")
    assert noon is not None
    second = int(noon.timestamp())
    for value in ("2026-05-04 12:00:00.000000", second, float(second), second * 1_000):
        assert moment(value) == noon
    for other in (1_471, "noon", "2026", b"2026-05-04", None, 12.5):
        assert moment(other) is None


def test_lines_of_a_log_are_read_with_their_time() -> None:
    told = '{"event": "a reply", "timestamp": "2026-05-04T12:00:00Z"}\n\n2026-05-04 12:01 plain\nx'
    one, other, last = lines(told)
    assert "a reply" in one.text
    assert one.at == moment("2026-05-04T12:00:00Z")
    assert other.at == moment("2026-05-04T12:01:00Z")
    assert last.at is None


def test_chance_is_the_binomial_where_all_chances_are_alike() -> None:
    even = span([0.5] * 100)
    assert even.mean == 50
    assert (even.least, even.most) == (40, 60)
    assert span([]).most == 0
    assert span([1.0] * 3).least == 3
