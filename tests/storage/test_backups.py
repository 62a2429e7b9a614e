import sqlite3
import stat
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import SQLModel

from bot.model.ids import PictureKey, QuestionKey
from bot.model.pictures import CleanPicture
from bot.model.relay import Question
from storage.backups import BackupError, back_up, restore
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault
from tests.databases import Databases
from tests.fakes import NOON
from tests.storage.street import (
    area,
    channel,
    circle,
    fire,
    moved_in,
    released,
    request,
    saved,
    station,
)

TABLES = SQLModel.metadata.sorted_tables


@pytest.fixture
async def lived_in(sql_store: SqlStore) -> SqlStore:
    """A little of everything, a town that came after its district among it."""
    async with sql_store.unit() as uow:
        district = await area(uow, "Villeray")
        await channel(uow, district.id)
        police = await station(uow)
        for number in range(20, 0, -1):
            await circle(uow, await moved_in(uow, number))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
        asked = (await request(uow, police)).number
        for key in (5, 3, 9):
            await uow.relay.save(saved(key, asked), f"nonce {key}")
        await uow.relay.release([], [released(key, asked) for key in (8, 2)])
        question = Question(
            key=QuestionKey("q" * 32), request=asked, thread="t", sealed=b"?", round=1
        )
        await uow.relay.ask(question)
        await uow.marks.set("telegram", 7)
        await uow.commit()
    async with sql_store.engine.begin() as connection:
        town = "INSERT INTO area (name, outline, size) VALUES ('Montréal', '{}', 1)"
        await connection.execute(text(town))
        nested = "UPDATE area SET parent = (SELECT max(id) FROM area) WHERE name = 'Villeray'"
        await connection.execute(text(nested))
    return sql_store


def files_in(folder: Path, named: str) -> list[str]:
    return [file.name for file in folder.glob(f"*{named}*")]


async def rows_of(url: str) -> Mapping[str, list[tuple[object, ...]]]:
    """Everything in a database, by key."""
    engine = make_engine(url)
    async with engine.connect() as connection:
        found = {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in TABLES
        }
    await engine.dispose()
    return found


async def test_a_backup_holds_every_row_for_its_owners_eyes_alone(
    lived_in: SqlStore, database_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with lived_in.unit() as uow:  # somebody writes meanwhile
        await uow.marks.set("telegram", 8)
        await back_up(database_url, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert files_in(tmp_path, "copy") == ["copy.db"]
    before = await rows_of(database_url)
    assert all(before[name] for name in ("area", "channel", "cover", "delivery", "saved_reply"))
    assert await rows_of(f"sqlite+aiosqlite:///{copy}") == before


@pytest.mark.usefixtures("lived_in")
async def test_what_was_restored_is_what_was_there(
    database_url: str, tmp_path: Path, databases: Databases
) -> None:
    copy = tmp_path / "copy.db"
    await back_up(database_url, copy)
    content = copy.read_bytes()
    before = await rows_of(database_url)
    for url in (f"sqlite+aiosqlite:///{tmp_path}/new.db", await databases.empty_postgres()):
        await restore(copy, url)
        assert await rows_of(url) == before
        await goes_on_counting(url)
    assert copy.read_bytes() == content
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600
    assert not files_in(tmp_path, "draft")


async def goes_on_counting(url: str) -> None:
    """The number of a report that was deleted is given to no other, in a copy neither."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        last = await connection.scalar(text("SELECT max(number) FROM incident"))
        columns = "reporter, category, text, cell, near, happened, posted, state, picture, version"
        rows = f"SELECT {columns} FROM incident"  # noqa: S608 - written here
        again = f"INSERT INTO incident ({columns}) {rows} RETURNING number"
        assert await connection.scalar(text(again)) == last + 1
    await engine.dispose()


async def test_a_number_that_was_given_before_the_backup_is_not_given_after_it(
    lived_in: SqlStore, database_url: str, tmp_path: Path, vault: Vault
) -> None:
    async with lived_in.unit() as uow:
        gone = await uow.watches.get((await circle(uow, await moved_in(uow, 50))).id)
        assert gone is not None
        await uow.watches.end(gone.id)
        await uow.commit()
    await back_up(database_url, tmp_path / "copy.db")
    await restore(tmp_path / "copy.db", f"sqlite+aiosqlite:///{tmp_path}/new.db")
    back = SqlStore(make_engine(f"sqlite+aiosqlite:///{tmp_path}/new.db"), vault)
    async with back.unit() as uow:
        assert (await circle(uow, await moved_in(uow, 51))).id == gone.id + 1
    await back.close()


async def test_a_backup_tells_nothing_of_the_order_in_which_replies_came(
    postgres_store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    async with postgres_store.unit() as uow:
        asked = (await request(uow, await station(uow))).number
        for key in (5, 3, 9, 1):
            await uow.relay.save(saved(key, asked), f"nonce {key}")
        for letter in "cab":
            picture = CleanPicture(content=letter.encode())
            await uow.pictures.keep(PictureKey(letter * 32), picture)
        await uow.commit()
    await back_up(postgres_url, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        for lie in (
            "SELECT key FROM saved_reply",
            "SELECT digest FROM nonce",
            "SELECT key FROM picture ORDER BY rowid",
        ):
            lying = copy.execute(lie).fetchall()
            assert lying == sorted(lying)


@pytest.mark.usefixtures("lived_in")
async def test_nothing_is_overwritten(database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    await back_up(database_url, copy)
    before = copy.read_bytes()
    with pytest.raises(BackupError, match="never overwritten: choose another name"):
        await back_up(database_url, copy)
    with pytest.raises(BackupError, match=r"move it away|one that is new"):
        await restore(copy, database_url)
    assert copy.read_bytes() == before


async def test_a_backup_that_fails_leaves_nothing(
    lived_in: SqlStore, database_url: str, tmp_path: Path
) -> None:
    async with lived_in.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE mark RENAME TO marked"))
        await connection.execute(text("UPDATE alembic_version SET version_num = 'elsewhere'"))
    if "postgresql" in database_url:
        with pytest.raises(BackupError, match="db upgrade"):
            await back_up(database_url, tmp_path / "copy.db")
    with pytest.raises(BackupError, match="cannot be written"):
        await back_up(database_url, tmp_path / "no such folder" / "copy.db")
    assert not files_in(tmp_path, "copy")


@pytest.mark.parametrize("cut", [0, 100, 20_000])
@pytest.mark.usefixtures("lived_in")
async def test_half_a_backup_is_refused(database_url: str, tmp_path: Path, cut: int) -> None:
    copy = tmp_path / "copy.db"
    await back_up(database_url, copy)
    copy.write_bytes(copy.read_bytes()[:cut])
    with pytest.raises(BackupError, match="no backup of Porchlight"):
        await restore(copy, f"sqlite+aiosqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "new.db").exists()


async def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"no database at .*absent"):
        await back_up(f"sqlite+aiosqlite:///{tmp_path}/absent.db", tmp_path / "copy.db")
    assert not files_in(tmp_path, "db")
