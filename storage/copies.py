"""Row by row from one database into another, whichever kind each of them is.

Rows are read and written in the order of their keys: a copy tells nothing of the order in which
they came, neither by place nor by PostgreSQL's transaction numbers.
"""

from collections.abc import Mapping

from sqlalchemy import RowMapping, Table, bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - declares the tables

BATCH = 500
"""Rows that are in memory at a time."""


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copy every table into the empty tables of `target`, and how far its numbers have got."""
    for table in SQLModel.metadata.sorted_tables:
        await _copy_table(table, source, target)
    await _count_on(target, await _counted(source))


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether there is not one row of the watch's."""
    for table in SQLModel.metadata.sorted_tables:
        if await connection.scalar(select(1).select_from(table).limit(1)) is not None:
            return False
    return True


async def _copy_table(table: Table, source: AsyncConnection, target: AsyncConnection) -> None:
    """Where rows point at others of the same table, they are tied together at the end."""
    ties = {c.name for c in table.columns if any(f.column.table is table for f in c.foreign_keys)}
    tied: list[RowMapping] = []
    found = await source.stream(select(table).order_by(*table.primary_key.columns))
    async for rows in found.mappings().partitions(BATCH):
        loose = [{**row, **dict.fromkeys(ties)} for row in rows]
        await target.execute(insert(table), loose)
        tied += [row for row in rows if any(row[name] is not None for name in ties)]
    for name in ties:
        await _tie(table, name, tied, target)


async def _tie(table: Table, name: str, rows: list[RowMapping], target: AsyncConnection) -> None:
    (key,) = table.primary_key.columns
    tie = update(table).where(key == bindparam("whose")).values({name: bindparam("to")})
    ends = [{"whose": row[key.name], "to": row[name]} for row in rows if row[name] is not None]
    if ends:
        await target.execute(tie, ends)


def _numbered() -> dict[str, str]:
    """Tables that never give a number twice, and the column of the number."""
    return {
        table.name: next(iter(table.primary_key.columns)).name
        for table in SQLModel.metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }


async def _counted(source: AsyncConnection) -> dict[str, int]:
    if source.dialect.name == "sqlite":
        rows = await source.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {str(name): int(last) for name, last in rows}
    counted = {}
    for table, column in _numbered().items():
        sequence = await source.scalar(_SEQUENCE, {"table": table, "column": column})
        last = f"SELECT last_value FROM {sequence} WHERE is_called"  # noqa: S608 - its own name
        counted[table] = int(await source.scalar(text(last)) or 0)
    return counted


async def _count_on(target: AsyncConnection, counted: Mapping[str, int]) -> None:
    if target.dialect.name == "sqlite":
        await target.execute(text("DELETE FROM sqlite_sequence"))
    for table, column in _numbered().items():
        last = counted.get(table, 0)
        if last and target.dialect.name == "sqlite":
            await target.execute(_SQLITE_SET, {"table": table, "last": last})
        elif last:
            await target.execute(_SET, {"table": table, "column": column, "last": last})


_SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")
_SET = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
_SQLITE_SET = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")
