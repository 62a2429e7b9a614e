"""What was taken: tables, the places of their rows, their remnants, logs."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.app.redteam.pages import Scrap, Value

EPOCHS_S = range(1_577_836_800, 2_208_988_800)
"""Seconds since 1970 that fall into the years 2020 to 2039."""

ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")

Cells = Mapping[str, Value | datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: `spot` is where it lies in the file, `number` its row id.

    `era` is the number of the transaction that wrote it, where the database keeps that.
    """

    values: Cells
    spot: tuple[int, int] | None = None
    number: int | None = None
    era: int | None = None

    def text(self, column: str) -> str:
        """A column as text; empty when there is none."""
        value = self.values.get(column)
        return "" if value is None else str(value)

    def blob(self, column: str) -> bytes:
        """A column as bytes; empty when there is none."""
        value = self.values.get(column)
        return value if isinstance(value, bytes) else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One transaction: the rows that it wrote, each with its table."""

    rows: tuple[tuple[str, Row], ...]

    def of(self, *tables: str) -> tuple[Row, ...]:
        """The rows of these tables."""
        return tuple(row for table, row in self.rows if table in tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a log and when it was written, if it says so."""

    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loot:
    """A database with all that hangs on it. Empty parts were not taken, or hold nothing."""

    tables: Mapping[str, tuple[Row, ...]]
    commits: tuple[Commit, ...] = ()
    scraps: tuple[Scrap, ...] = ()
    lines: tuple[Line, ...] = ()
    backups: tuple["Loot", ...] = ()

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; none when there is no such table."""
        return self.tables.get(table, ())


def moment(value: object) -> datetime | None:
    """The moment that a value names, if it names one."""
    match value:
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        case str() if ISO.fullmatch(value):
            return moment(datetime.fromisoformat(value))
        case int() | float() if int(value) in EPOCHS_S:
            return datetime.fromtimestamp(value, UTC)
        case int() if value // 1_000 in EPOCHS_S:
            return datetime.fromtimestamp(value / 1_000, UTC)
        case _:
            return None


def lines(text: str) -> Iterator[Line]:
    """The lines of a log, as JSON or as plain text that begins with the time."""
    for line in filter(str.strip, text.splitlines()):
        found = ISO.search(line)
        yield Line(text=_readable(line), at=moment(found[0]) if found else None)


def as_bytes(value: object) -> bytes:
    """A value as it could be searched for something."""
    return value if isinstance(value, bytes) else str(value).encode()


def _readable(line: str) -> str:
    try:
        said = json.loads(line)
    except ValueError:
        return line
    return " ".join(map(str, said.values())) if isinstance(said, dict) else line
