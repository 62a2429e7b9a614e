import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.playground.discord.permissions import Permission
from adapters.playground.nominatim import Fault
from adapters.playground.telegram.nouns import Bot, Chat
from bot.app.demo import settle
from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.town import TELEGRAM_TOKEN, Town, built
from bot.app.wiring import stored
from bot.model.channels import ChannelDraft
from bot.model.ids import AreaId, PlatformName
from storage.traces import RULES, hidden, traces
from storage.vault import Vault
from tests.bot.app.operators import at_work, says_meanwhile
from tests.databases import Databases
from tests.storage.street import moved_in, person, request, station

HARMLESS = {
    "log_statement": "ddl",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "shared_preload_libraries": "pg_stat_statements",
    "track_commit_timestamp": "off",
    "archive_mode": "off",
    "wal_keep_size": "0",
    "replication slots": "0",
    "autovacuum": "on",
}


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with built() as found:
        yield found


@pytest.fixture
async def settings(town: Town, database_url: str, tmp_path: Path) -> Settings:
    """A watch with areas, people, an open request, and a chat bound on each platform."""
    found = town.settings(tmp_path, database_url=database_url)
    await settle(found)
    store, keyring = await stored(found, SystemRandom())
    async with store.unit() as uow:
        await moved_in(uow, 1)
        keyring.create((await request(uow, await station(uow))).number)
        for platform, chat, title in (
            ("telegram", town.villeray_group, "Villeray neighbours"),
            ("discord", town.villeray_channel, "villeray-watch"),
        ):
            draft = ChannelDraft(
                platform=PlatformName(platform),
                chat=chat,
                title=title,
                area=AreaId(1),
                language="en",
            )
            await uow.channels.bind(draft)
        await uow.commit()
    await store.close()
    return found


async def checked(settings: Settings, *options: str) -> tuple[int, str]:
    """The exit code, and what is printed with the line breaks taken out."""
    result = await says_meanwhile("check", *options, settings=settings)
    return result.exit_code, " ".join(result.output.split())


def promoted(town: Town) -> None:
    """Let the bot remove messages in the Telegram group."""
    bot = town.telegram.accounts[int(town.bot)]
    town.telegram.promote(group(town), bot)


def group(town: Town) -> Chat:
    """The Telegram group of Villeray."""
    return next(
        chat for chat in town.telegram.chats(int(town.bot)) if str(chat.id) == town.villeray_group
    )


async def test_all_is_well(town: Town, settings: Settings) -> None:
    promoted(town)
    code, said = await checked(settings)
    assert code == 0
    for words in (
        "reached and up to date",
        "59; 2 chats are bound to them",
        "it fits the database",
        "it holds 1 keys",
        "MB free in",
        "America/Toronto: it is",
        "The token is that of @porchlight_demo_bot",
        "The token is that of Porchlight",
        "Telegram: Villeray neighbours The bot may write, and remove",
        "It agrees with the platform's",
        "knows the streets of your areas",
    ):
        assert words in said
    assert said.endswith("All is well.")


async def test_it_names_nobody_and_changes_nothing(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    before = contents(tmp_path)
    _, said = await checked(settings)
    assert contents(tmp_path) == before
    called = {entry.call.lower() for entry in town.telegram.ledger}
    assert called <= {"getme", "getchatmember", "getchat"}
    for secret in (
        str(person(1).id),
        person(1).account.id,
        town.villeray_group,
        town.villeray_channel,
        TELEGRAM_TOKEN,
        *(actor.id for actor in town.people.values()),
        *town.people,
    ):
        assert secret not in said


def contents(folder: Path) -> dict[str, bytes]:
    """All files but those that SQLite keeps while somebody is connected."""
    kept = (file for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm")))
    return {file.name: file.read_bytes() for file in kept}


async def test_it_can_look_while_the_bot_runs(settings: Settings) -> None:
    async with at_work(settings):
        code, said = await checked(settings)
    assert code == 0, said


async def test_offline_nobody_is_asked(town: Town, settings: Settings) -> None:
    await town.telegram.stop()
    code, said = await checked(settings, "--offline")
    assert code == 0
    assert "it fits the database" in said
    for left_out in ("Clock", "Map service", "Discord", "Telegram"):
        assert left_out not in said
    assert not town.discord.ledger


async def test_before_the_first_start_nothing_is_made(town: Town, tmp_path: Path) -> None:
    code, said = await checked(town.settings(tmp_path), "--offline")
    assert code == 0
    assert "the first start makes" in said
    assert not contents(tmp_path)


async def test_a_token_that_is_refused_is_named_with_the_next_step(settings: Settings) -> None:
    wrong = {"telegram_token": "43:abcdefghijklmnopqrstuvwxyzabcdefghi", "discord_token": "x.y.z"}
    code, said = await checked(settings.model_copy(update=wrong))
    assert code == 1
    assert "Telegram The token is refused. -> Telegram refuses the bot token. Write to" in said
    assert "Discord The token is refused. -> Discord refuses the bot token. Open" in said
    assert "2 things are wrong." in said
    code, said = await checked(settings.model_copy(update={"telegram_token": "none at all"}))
    assert code == 1
    assert "This cannot be a token" in said


async def test_without_a_token_there_is_nothing_to_run_on(settings: Settings) -> None:
    none = settings.model_copy(update={"telegram_token": "", "discord_token": ""})
    code, said = await checked(none)
    assert code == 1
    assert "No token is set" in said
    assert "Chats are bound there, but no token is set" in said


async def test_a_token_file_that_cannot_be_read_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    absent = {"telegram_token": "", "telegram_token_file": tmp_path / "absent"}
    code, said = await checked(settings.model_copy(update=absent))
    assert code == 1
    assert "absent cannot be read" in said
    assert "Look at TELEGRAM_TOKEN_FILE" in said


async def test_a_platform_that_is_down_is_told_from_a_wrong_token(
    town: Town, settings: Settings
) -> None:
    await town.telegram.stop()
    await town.discord.stop()
    code, said = await checked(settings)
    assert code == 1
    assert said.count("It does not answer") == 2
    assert "Is this machine on the network" in said
    assert "no other clock to compare with" in said


async def test_more_shards_are_advised_where_discord_recommends_them(
    town: Town, tmp_path: Path
) -> None:
    (bot,) = map(str, town.discord.realm.applications)
    town.discord.shard(bot, 3)
    one = town.settings(tmp_path).model_copy(update={"telegram_token": ""})
    _, said = await checked(one)
    assert "Discord recommends 3 shards, and DISCORD_SHARDS is 1. -> Set DISCORD_SHARDS=3" in said
    _, said = await checked(one.model_copy(update={"discord_shards": 4}))
    assert "DISCORD_SHARDS" not in said


async def test_rights_that_are_missing_are_named_with_who_gives_them(
    town: Town, settings: Settings
) -> None:
    guild = town.discord.realm.channels[int(town.villeray_channel)].guild
    assert guild is not None
    town.discord.overwrite(
        town.villeray_channel, str(guild.id), deny=int(Permission.SEND_MESSAGES)
    )
    code, said = await checked(settings)
    assert code == 1
    assert "Discord: villeray-watch The bot may not write there. -> Give the bot's role" in said
    assert "It may not remove what somebody answers" in said
    assert "with the right to delete messages" in said
    bot = town.telegram.accounts[int(town.bot)]
    town.telegram.remove_member(group(town), bot)
    code, said = await checked(settings)
    assert "Telegram: Villeray neighbours The bot may not write there. -> Is the bot still" in said


async def test_a_bot_that_hears_everything_is_noted(town: Town, settings: Settings) -> None:
    bot = town.telegram.accounts[int(town.bot)]
    assert isinstance(bot, Bot)
    bot.privacy = False
    code, said = await checked(settings)
    assert code == 0
    assert "is sent everything that is said in its groups" in said
    assert "/setprivacy" in said


async def test_keys_that_do_not_fit_are_named(settings: Settings, tmp_path: Path) -> None:
    settings.master_key_file.chmod(0o644)
    code, said = await checked(settings, "--offline")
    assert (code, "chmod 600" in said) == (1, True)
    settings.master_key_file.unlink()
    code, said = await checked(settings, "--offline")
    assert (code, "There is none at" in said, "Bring back the file" in said) == (1, True, True)
    Vault.open(tmp_path / "other.key", SystemRandom())
    strange = settings.model_copy(update={"master_key_file": tmp_path / "other.key"})
    code, said = await checked(strange, "--offline")
    assert (code, "is not the one of this database" in said) == (1, True)


async def test_a_keyring_that_cannot_be_read_is_named(settings: Settings) -> None:
    whole = settings.keyring_file.read_bytes()
    settings.keyring_file.write_bytes(b"{}")
    code, said = await checked(settings, "--offline")
    assert code == 0
    assert "The keys of these open requests are gone: 1." in said
    settings.keyring_file.write_bytes(whole[:-9])
    code, said = await checked(settings, "--offline")
    assert (code, "is not a keyring of Porchlight" in said) == (1, True)
    settings.keyring_file.write_bytes(whole)
    settings.keyring_file.chmod(0o640)
    code, said = await checked(settings, "--offline")
    assert (code, "keyring.json may be read by others" in said) == (1, True)


async def test_a_change_of_keys_that_was_broken_off_is_noted(settings: Settings) -> None:
    Vault.open(settings.master_key_file.with_name("porchlight.key.next"), SystemRandom())
    code, said = await checked(settings, "--offline")
    assert code == 0
    assert "The next start settles it" in said


async def test_secrets_that_others_may_read_are_noted(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(0o644)
    code, said = await checked(settings, "--offline")
    assert code == 0
    assert "-> Run chmod 600 .env" in said


async def test_a_database_of_another_version_is_named(settings: Settings) -> None:
    await set_version(settings.database_url, "9999")
    code, said = await checked(settings, "--offline")
    assert (code, "from a newer Porchlight" in said) == (1, True)
    await set_version(settings.database_url, "0001")
    code, said = await checked(settings, "--offline")
    assert (code, "porchlight db upgrade" in said) == (0, True)


async def set_version(url: str, version: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )
    await engine.dispose()


async def test_a_database_that_cannot_be_opened_is_named(town: Town, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database " * 400)
    url = f"sqlite+aiosqlite:///{broken}"
    code, said = await checked(town.settings(tmp_path, database_url=url), "--offline")
    assert (code, "It cannot be opened (DatabaseError)" in said) == (1, True)
    url = "postgresql+asyncpg://nobody@127.0.0.1:9/nothing"
    code, said = await checked(town.settings(tmp_path, database_url=url), "--offline")
    assert (code, "Does the server run" in said) == (1, True)


async def test_without_areas_nobody_can_be_asked(
    town: Town, tmp_path: Path, databases: Databases
) -> None:
    url = await databases.sqlite(tmp_path / "new.db")
    code, said = await checked(town.settings(tmp_path, database_url=url), "--offline")
    assert (code, "porchlight areas import" in said) == (1, True)


async def test_settings_of_the_server_that_leave_traces_are_found_on_a_real_one(
    town: Town, postgres_url: str, tmp_path: Path
) -> None:
    engine = create_async_engine(postgres_url)
    name = postgres_url.partition("@/")[2].partition("?")[0]
    async with engine.begin() as connection:
        for setting in ("log_statement = 'all'", "log_min_duration_statement = 0"):
            await connection.execute(text(f"ALTER DATABASE {name} SET {setting}"))
    await engine.dispose()
    code, said = await checked(town.settings(tmp_path, database_url=postgres_url), "--offline")
    assert code == 1
    for setting, end in (("log_statement", "'none'"), ("log_min_duration_statement", "-1")):
        assert f"wrong Remnants {setting} = " in said
        assert f"ALTER SYSTEM SET {setting} = {end}; then SELECT pg_reload_conf();" in said
    assert "note Remnants log_parameter_max_length = -1" in said


def test_every_setting_is_known_to_the_check() -> None:
    assert set(HARMLESS) == set(RULES)
    assert not traces(HARMLESS)
    assert not hidden(HARMLESS)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("log_statement", "mod"),
        ("log_min_duration_statement", "250"),
        ("log_min_duration_sample", "0"),
        ("log_transaction_sample_rate", "0.1"),
        ("log_duration", "on"),
        ("log_parameter_max_length", "-1"),
        ("log_parameter_max_length_on_error", "64"),
        ("shared_preload_libraries", "pg_stat_statements, auto_explain"),
        ("track_commit_timestamp", "on"),
        ("archive_mode", "always"),
        ("wal_keep_size", "-1"),
        ("wal_keep_size", "4096"),
        ("replication slots", "1"),
        ("autovacuum", "off"),
    ],
)
def test_each_setting_that_leaves_traces_is_explained_with_a_next_step(
    setting: str, value: str
) -> None:
    (found,) = traces({**HARMLESS, setting: value})
    assert (found.setting, found.value) == (setting, value)
    assert len(found.why) > 30
    assert len(found.step) > 20
    assert "{" not in found.step


def test_settings_that_may_not_be_seen_are_named() -> None:
    seen = {name: value for name, value in HARMLESS.items() if name != "shared_preload_libraries"}
    assert hidden(seen) == ("shared_preload_libraries",)
    assert not traces(seen)


@asynccontextmanager
async def dated(date: str) -> AsyncIterator[str]:
    """A server whose clock shows this."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": date})

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_clock_that_is_wrong_is_noticed(settings: Settings) -> None:
    async with dated("Mon, 04 May 2020 12:00:00 GMT") as url:
        changed = settings.model_copy(update={"telegram_api_url": f"{url}/bot"})
        code, said = await checked(changed)
    assert code == 1
    assert "s ahead of the platform's. -> Let it be set by itself" in said


async def test_a_map_service_that_is_down_can_be_left_out(town: Town, settings: Settings) -> None:
    town.nominatim.weather.fault = Fault.BROKEN
    code, said = await checked(settings)
    assert (code, "Map service It does not answer" in said) == (1, True)
    code, said = await checked(settings, "--skip-map")
    assert (code, "Map service" in said) == (0, False)
    none = settings.model_copy(update={"geocoder_url": "none"})
    code, said = await checked(none)
    assert (code, "as you chose" in said) == (0, True)


async def test_a_disk_that_is_full_is_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    full = type(usage)(usage.total, usage.total - 1_000_000, 1_000_000)

    def almost_full(_path: os.PathLike[str]) -> object:
        return full

    monkeypatch.setattr(shutil, "disk_usage", almost_full)
    code, said = await checked(settings, "--offline")
    assert (code, "1 MB free in" in said, "Make room: 200 MB" in said) == (1, True, True)


async def test_a_database_that_others_may_read_is_noted(
    town: Town, tmp_path: Path, databases: Databases
) -> None:
    url = await databases.sqlite(tmp_path / "open.db")
    (tmp_path / "open.db").chmod(0o644)
    _, said = await checked(town.settings(tmp_path, database_url=url), "--offline")
    assert "open.db may be read by others" in said
