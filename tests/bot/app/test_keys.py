import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.demo import settle
from bot.app.settings import GivenSettings, Settings
from bot.app.system import SystemRandom
from bot.app.town import built
from bot.app.wiring import key_files, stored
from bot.model.agencies import Officer
from bot.model.ids import AgencyId, IncidentNumber, PlatformName
from bot.model.moderation import Silence
from bot.model.people import Account
from storage.keyring import FileKeyring
from storage.rotation import settle as settle_keys
from storage.vault import Vault, WrongKeyError
from tests.bot.app.operators import at_work, environment, says, says_meanwhile
from tests.databases import Databases
from tests.fakes import NOON
from tests.storage.street import area, channel, moved_in, person, station
from tests.storage.test_badges import badge

PEOPLE = 6


@pytest.fixture
async def settings(database_url: str, tmp_path: Path) -> GivenSettings:
    """A watch that knows some people and has three requests open."""
    found = GivenSettings(
        database_url=database_url,
        master_key_file=tmp_path / "porchlight.key",
        keyring_file=tmp_path / "porchlight-keyring.json",
    )
    store, keyring = await stored(found, SystemRandom())
    async with store.unit() as uow:
        for number in range(PEOPLE):
            await moved_in(uow, number)
        await uow.commit()
    for request in (1, 2, 3):
        keyring.create(request)
    await store.close()
    return found


async def keys_of(settings: Settings) -> list[bytes | None]:
    """Start as the bot would; everybody is found, their addresses are read."""
    store, keyring = await stored(settings, SystemRandom())
    try:
        async with store.unit() as uow:
            for number in range(PEOPLE):
                assert await uow.people.find(person(number).account) == person(number)
                assert await uow.people.get(person(number).id) == person(number)
    finally:
        await store.close()
    return [keyring.key(request) for request in (1, 2, 3)]


async def test_a_new_key_takes_the_place_of_the_old_one(settings: GivenSettings) -> None:
    before, old = await keys_of(settings), settings.master_key_file.read_text(encoding="ascii")
    wrapped = settings.keyring_file.read_text(encoding="ascii")
    result = await says_meanwhile("keys", "rotate", settings=settings)
    assert result.exit_code == 0
    assert f"{PEOPLE} addresses and the keys of 3 open requests" in " ".join(result.output.split())
    assert settings.master_key_file.read_text(encoding="ascii") != old
    assert settings.keyring_file.read_text(encoding="ascii") != wrapped
    assert await keys_of(settings) == before


async def test_officers_prove_themselves_under_the_new_key_as_under_the_old(
    settings: GivenSettings,
) -> None:
    store, _ = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        roy, novice = (await station(uow)).officer, await moved_in(uow, PEOPLE)
        await uow.badges.pin(badge(roy))
        await uow.mailed.keep(novice, "verify", "12345678", NOON + timedelta(minutes=10))
        await uow.commit()
    await store.close()
    assert (await says_meanwhile("keys", "rotate", settings=settings)).exit_code == 0
    store, _ = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        assert await uow.badges.of(roy) == badge(roy)
        assert not await uow.mailed.use(novice, "verify", "12345678", NOON)
        await uow.agencies.appoint(Officer(person=novice, agency=AgencyId(1)))
        assert await uow.badges.pin(badge(novice)) == (roy,), "the mailbox is found again"
    await store.close()


async def test_the_old_key_opens_nothing_any_more(settings: GivenSettings, tmp_path: Path) -> None:
    stolen = tmp_path / "elsewhere" / "stolen.key"
    stolen.parent.mkdir()
    stolen.touch(mode=0o600)
    stolen.write_bytes(settings.master_key_file.read_bytes())
    await says_meanwhile("keys", "rotate", settings=settings)
    thief = Vault.open(stolen, SystemRandom())
    with pytest.raises(WrongKeyError):
        FileKeyring(settings.keyring_file, thief, SystemRandom()).key(1)
    with pytest.raises(WrongKeyError):
        await keys_of(settings.model_copy(update={"master_key_file": stolen}))
    account = Account(platform=PlatformName("telegram"), id=person(3).account.id)
    disk = b"".join(file.read_bytes() for file in files_in(tmp_path))
    assert thief.look_up(account) not in disk
    assert not [file.name for file in files_in(tmp_path) if file.name.endswith((".next", "draft"))]


async def test_whoever_is_muted_stays_so_under_the_new_key(settings: GivenSettings) -> None:
    muted = person(3).account
    store, _ = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        here = await channel(uow, (await area(uow)).id)
        for incident in map(IncidentNumber, (1, 2)):
            silence = Silence(incident=incident, channel=here.id, until=None)
            await uow.silences.keep(silence, muted)
        await uow.commit()
    await store.close()
    await says_meanwhile("keys", "rotate", settings=settings)
    store, _ = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        for number in range(PEOPLE):
            found = await uow.silences.of(person(number).account, [here.id], NOON)
            assert [each.incident for each in found] == ([1, 2] if number == 3 else [])
    await store.close()


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file()]


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Settings]:
    """A bot that runs in the demo's town."""
    async with built() as town:
        settings = town.settings(tmp_path, database_url=database_url)
        await settle(settings)
        async with at_work(settings):
            yield settings


async def test_keys_are_not_changed_while_a_bot_runs(running: Settings) -> None:
    before = running.master_key_file.read_bytes()
    result = await says_meanwhile("keys", "rotate", settings=running)
    assert result.exit_code == 2
    assert "Stop the bot" in result.output
    assert running.master_key_file.read_bytes() == before
    assert not running.master_key_file.with_name("porchlight.key.next").exists()


async def test_whenever_it_is_killed_the_next_start_finds_a_key_that_fits(
    settings: GivenSettings, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.app.rotations",
        *(person(number).account.id for number in range(PEOPLE)),
        cwd=tmp_path,
        env={**environment(settings), "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    steps, masters = map(int, told.split())
    assert steps > 20  # it was killed many times,
    assert 2 < masters < steps  # before and after the new key was the one that fits


async def test_a_change_that_was_broken_off_is_settled_with_its_own_database_only(
    settings: GivenSettings, databases: Databases, tmp_path: Path
) -> None:
    files = key_files(settings)
    Vault.open(files.fresh.master, SystemRandom())
    url = await databases.sqlite(tmp_path / "another.db")
    with pytest.raises(WrongKeyError, match="DATABASE_URL"):
        await settle_keys(url, files, SystemRandom())
    assert files.fresh.master.exists()
    await keys_of(settings)
    assert not files.fresh.master.exists()


async def test_another_watchs_key_changes_nothing(settings: GivenSettings, tmp_path: Path) -> None:
    Vault.open(tmp_path / "other.key", SystemRandom())
    strange = settings.model_copy(update={"master_key_file": tmp_path / "other.key"})
    result = await says_meanwhile("keys", "rotate", settings=strange)
    assert result.exit_code == 2
    assert "is not the master key of this database" in result.output
    assert all(await keys_of(settings))
    assert not (tmp_path / "other.key.next").exists()


async def test_without_a_key_there_is_nothing_to_change(tmp_path: Path) -> None:
    fresh = GivenSettings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}",
        master_key_file=tmp_path / "new.key",
        keyring_file=tmp_path / "ring.json",
    )
    result = await asyncio.to_thread(says, "keys", "rotate", settings=fresh)
    assert result.exit_code == 2
    assert "nothing to change yet" in result.output
    assert not files_in(tmp_path)


def test_what_the_first_start_makes_is_for_the_owners_eyes_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fresh = GivenSettings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}",
        master_key_file=tmp_path / "new.key",
        keyring_file=tmp_path / "ring.json",
    )
    assert says("areas", "list", settings=fresh).exit_code == 0
    made = files_in(tmp_path)
    assert {"new.db", "new.key"} <= {file.name for file in made}
    assert {stat.S_IMODE(file.stat().st_mode) for file in made} == {0o600}
