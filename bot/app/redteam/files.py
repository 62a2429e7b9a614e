"""A SQLite database that was taken, with its write-ahead log."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.app.redteam.commits import Written, frames, in_order
from bot.app.redteam.loot import Commit, Loot, Row
from bot.app.redteam.pages import Cell, Pages, Scrap, Value, in_file

LOG = "-wal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a table is laid out: its columns as in the file, its key, its first page."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbered: bool
    root: int


def sqlite_loot(file: Path) -> Loot:
    """Read a copy, so that what was taken stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "taken.db"
        shutil.copyfile(file, copy)
        log = file.with_name(file.name + LOG)
        content = log.read_bytes() if log.exists() else b""
        if content:
            copy.with_name(copy.name + LOG).write_bytes(content)
        with closing(sqlite3.connect(copy)) as database:
            database.text_factory = _text
            plans = tuple(_plans(database))
            rows = {plan.name: tuple(_rows(database, plan)) for plan in plans}
    return _put_together(plans, rows, in_file(file.read_bytes()), content)


def _put_together(
    plans: tuple[Plan, ...], rows: dict[str, tuple[Row, ...]], base: Pages, log: bytes
) -> Loot:
    parts = frames(log)
    now: dict[int, bytes] = dict(base.content)
    for step in parts.commits:
        now |= step
    last = Pages(now, base.usable or _usable(parts.commits))
    trees = {number: plan.name for plan in plans for number in last.tree(plan.root)}
    trees |= {n: plan.name for plan in plans for n in base.tree(plan.root) if n not in trees}
    by_name = {plan.name: plan for plan in plans}
    commits = in_order(base, parts.commits, trees)
    return Loot(
        tables={plan.name: tuple(_placed(plan, rows[plan.name], last)) for plan in plans},
        commits=tuple(_commit(written, by_name) for written in commits),
        scraps=(*_scraps(last, trees), *parts.stale),
    )


def _commit(written: Written, plans: Mapping[str, Plan]) -> Commit:
    return Commit(rows=tuple((table, _named(plans[table], cell)) for table, cell in written))


def _named(plan: Plan, cell: Cell) -> Row:
    values: dict[str, Value] = dict(zip(plan.columns, cell.values, strict=False))
    if plan.numbered and len(plan.key) == 1 and values.get(plan.key[0]) is None:
        values[plan.key[0]] = cell.number  # a key that is the row id stands there alone
    return Row(values=values, spot=(cell.page, cell.offset), number=cell.number)


def _plans(database: sqlite3.Connection) -> Iterator[Plan]:
    found = database.execute("SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table'")
    for name, root, sql in found.fetchall():
        columns = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        key = tuple(each[1] for each in sorted(columns, key=lambda each: each[5]) if each[5])
        numbered = "WITHOUT ROWID" not in str(sql).upper()
        others = tuple(each[1] for each in columns if numbered or each[1] not in key)
        stored = others if numbered else (*key, *others)
        yield Plan(name=name, columns=stored, key=key, numbered=numbered, root=root)


def _rows(database: sqlite3.Connection, plan: Plan) -> Iterator[Row]:
    number = "rowid" if plan.numbered else "NULL"
    # The names come from the schema of what was taken.
    cursor = database.execute(f'SELECT {number}, * FROM "{plan.name}"')  # noqa: S608
    columns = [each[0] for each in cursor.description][1:]
    for first, *values in cursor:
        yield Row(values=dict(zip(columns, values, strict=True)), number=first)


def _placed(plan: Plan, rows: tuple[Row, ...], pages: Pages) -> Iterator[Row]:
    spots: dict[object, tuple[int, int]] = {}
    for number in pages.tree(plan.root):
        for cell in pages.cells(number):
            key = cell.number if plan.numbered else cell.values[: len(plan.key)]
            spots[key] = (cell.page, cell.offset)
    for row in rows:
        own = tuple(row.values[column] for column in plan.key)
        spot = spots.get(row.number if plan.numbered else own)
        yield Row(values=row.values, spot=spot, number=row.number)


def _scraps(pages: Pages, trees: Mapping[int, str]) -> Iterator[Scrap]:
    for number, table in trees.items():
        if pages.holds_cells(number):
            yield from pages.scraps(number, f"{table}, page {number}")
    yield from pages.free()


def _usable(commits: tuple[Mapping[int, bytes], ...]) -> int:
    return next((len(page) for step in commits for page in step.values()), 0)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
