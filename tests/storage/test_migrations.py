import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from bot.model.covers import cover_circle
from bot.model.places import Point, cell_at
from bot.model.watches import Circle
from storage.engine import make_engine
from storage.migrate import make_private, settings_for, upgrade

WHAT_IS_STORED = {
    "person": {"id", "lookup", "sealed", "platform", "language", "joined", "role", "hours"},
    "hours": {
        "id",
        "zone",
        "begins",
        "ends",
        "urgent",
        "daily",
        "rest_from",
        "rest_until",
        "digest",
        "stale",
    },
    "saved_reply": {"key", "request", "sealed", "sealed_picture", "thread", "code"},
    "reply": {
        "key",
        "request",
        "handle",
        "sealed",
        "sealed_picture",
        "thread",
        "code",
        "released",
    },
    "question": {"key", "request", "thread", "sealed", "round"},
    "nonce": {"digest", "request"},
    "blocked": {"request", "mark"},
    "bell": {"request", "rang", "waits"},
    "ruling": {"incident", "channel", "says", "reason", "reach"},
    "appeal": {"incident", "channel", "text"},
    "flag": {"incident", "mark"},
    "silence": {"channel", "incident", "mark", "until"},
    "audit": {"id", "platform", "chat", "moderator", "deed", "incident", "detail", "at"},
    "ledger": {"number", "kind", "request", "previous", "content", "digest"},
}
"""Column by column, what may be known (docs/RELAY, "What is stored")."""


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


def columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {
        table: {column["name"] for column in found.get_columns(table)} for table in WHAT_IS_STORED
    }


async def test_migrations_make_the_tables_that_storage_declares(empty_url: str) -> None:
    await upgrade(empty_url)
    engine = make_engine(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    await upgrade(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO mark VALUES ('telegram', 7)"))
    await upgrade(empty_url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT position FROM mark")) == 7
    await engine.dispose()


async def test_on_sqlite_migrations_lay_tables_out_as_declared(tmp_path: Path) -> None:
    """Alembic does not compare what is SQLite's own: no row ids, no number given twice.

    Nor which rows an index leaves out.
    """
    laid_out = []
    for name in ("migrated", "declared"):
        url = f"sqlite+aiosqlite:///{tmp_path / name}.db"
        make_private(url)
        engine = make_engine(url)
        if name == "migrated":
            await upgrade(url)
        else:
            async with engine.begin() as connection:
                await connection.run_sync(SQLModel.metadata.create_all)
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT name, sql FROM sqlite_master"))
            laid_out.append(
                {
                    row.name: (
                        "WITHOUT ROWID" in row.sql,
                        "AUTOINCREMENT" in row.sql,
                        row.sql.partition(" WHERE ")[2],
                    )
                    for row in rows
                    if row.sql is not None and row.name != "alembic_version"
                }
            )
        await engine.dispose()
    assert laid_out[0] == laid_out[1]


async def test_nothing_is_stored_of_replies_and_people_but_what_is_allowed(
    database_url: str,
) -> None:
    engine = make_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(columns) == WHAT_IS_STORED
    await engine.dispose()


AS_IT_WAS = (
    (
        "INSERT INTO person (id, lookup, sealed, platform, language, joined, role)"
        " VALUES ('{ana}', :nothing, :nothing, 'telegram', 'en', 1460, 'resident')"
    ),
    (
        "INSERT INTO watch (id, person, cell, block, radius, near, categories)"
        " VALUES (7, '{ana}', {cell}, {cell}, 1000, 'Rue Jarry', 1)"
    ),
    "INSERT INTO cover (cell, watch, x, y, kx, ky, r2) VALUES ({cell}, 7, 0, 0, 0, 0, 0)",
)


async def test_circles_that_were_kept_before_are_laid_on_the_new_maps(empty_url: str) -> None:
    engine = make_engine(empty_url)
    circle = Circle(cell=cell_at(Point(latitude=45.5448, longitude=-73.6245)), radius=1_000)
    async with engine.begin() as connection:
        await connection.run_sync(lambda each: command.upgrade(settings_for(each), "0007"))
        for statement in AS_IT_WAS:
            said = text(statement.format(cell=circle.cell, ana="5ca1ab1e" * 4))
            await connection.execute(said, {"nothing": b""})
    await upgrade(empty_url)
    async with engine.connect() as connection:
        kept = await connection.execute(text("SELECT * FROM cover ORDER BY cell"))
        rows = [tuple(row) for row in kept]
    await engine.dispose()
    assert rows == [
        (part.cell, part.edge, 7, part.east, part.north, part.power)
        for part in cover_circle(circle)
    ]


OWED = (
    "INSERT INTO delivery (platform, kind, subject, turn, nearness, due, state, attempts, owed,"
    " repeat, reason) VALUES ('telegram', 'incident', '{subject}', 1, 0, '2026-05-01', 'pending',"
    " 0, 1, FALSE, '')"
)
NUMBERS = text("SELECT id FROM delivery ORDER BY id")


async def test_a_delivery_gets_no_number_that_another_had_before_indexes_were_narrowed(
    tmp_path: Path,
) -> None:
    """On SQLite the table is made anew for it."""
    url = f"sqlite+aiosqlite:///{tmp_path}/w.db"
    make_private(url)
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda each: command.upgrade(settings_for(each), "0016"))
        for subject in range(3):
            await connection.execute(text(OWED.format(subject=subject)))
        await connection.execute(text("DELETE FROM delivery WHERE id > 1"))
        await connection.run_sync(lambda each: command.upgrade(settings_for(each), "0017"))
        await connection.execute(text(OWED.format(subject=3)))
        assert (await connection.scalars(NUMBERS)).all() == [1, 4]
        await connection.run_sync(lambda each: command.downgrade(settings_for(each), "0016"))
        await connection.execute(text("DELETE FROM delivery"))
        await connection.run_sync(lambda each: command.upgrade(settings_for(each), "0017"))
        await connection.execute(text(OWED.format(subject=4)))
        assert (await connection.scalars(NUMBERS)).all() == [5]
    await engine.dispose()


async def test_new_databases_are_declared_alike(tmp_path: Path) -> None:
    """Two copies of one watch must not differ by how their tables came to be."""
    declared = set()
    for number in range(4):
        file = tmp_path / f"{number}.db"
        await upgrade(f"sqlite+aiosqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection:
            declared.add(tuple(connection.execute("SELECT * FROM sqlite_master ORDER BY rowid")))
    assert len(declared) == 1
