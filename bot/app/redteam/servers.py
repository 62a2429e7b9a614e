"""A PostgreSQL database that was taken, as far as SQL shows it."""

import re
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.app.redteam.loot import Loot, Row
from bot.app.redteam.pages import Scrap

TABLES = text(
    "SELECT table_name FROM information_schema.tables"
    " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
)

PAGES = text("SELECT pg_relation_size(CAST(:name AS regclass)) / 8192")

DEAD = text(
    "SELECT t_data FROM heap_page_items(get_raw_page(:name, :page))"
    " WHERE t_data IS NOT NULL AND t_xmax::text <> '0'"
)
"""Rows that were deleted and lie there still (postgresql.org/docs/current/pageinspect.html)."""


async def server_loot(url: str) -> Loot:
    """Read every table with the place of each row and the transaction that wrote it."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        async with engine.connect() as connection:
            names = [str(name) for name in await connection.scalars(TABLES)]
            tables = {name: await _rows(connection, name) for name in names}
            scraps = [scrap for name in names for scrap in await _dead(connection, name)]
    finally:
        await engine.dispose()
    return Loot(tables=tables, scraps=tuple(scraps))


async def _rows(connection: AsyncConnection, table: str) -> tuple[Row, ...]:
    # The names come from the schema of what was taken.
    asked = f'SELECT ctid::text, xmin::text, * FROM "{table}"'  # noqa: S608
    found = await connection.execute(text(asked))
    columns = list(found.keys())[2:]
    return tuple(
        Row(
            values=dict(zip(columns, values, strict=True)),
            spot=_spot(str(place)),
            era=int(era),
        )
        for place, era, *values in found
    )


def _spot(place: str) -> tuple[int, int]:
    """Page and number on it, out of "(0,1)"."""
    page, number = re.findall(r"\d+", place)
    return int(page), int(number)


async def _dead(connection: AsyncConnection, table: str) -> list[Scrap]:
    """Nothing where the server has no pageinspect, or does not let this role use it."""
    scraps: list[Scrap] = []
    try:
        pages = await connection.scalar(PAGES, {"name": table})
        for page in range(int(pages or 0)):
            rows = await connection.scalars(DEAD, {"name": table, "page": page})
            scraps += _scraps(table, rows)
    except DBAPIError:
        return []
    return scraps


def _scraps(table: str, rows: Iterator[bytes]) -> Iterator[Scrap]:
    yield from (Scrap(where=f"dead row of {table}", content=bytes(row)) for row in rows)
