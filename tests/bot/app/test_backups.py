import base64
import json
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.town import Town, built
from bot.app.wiring import stored
from bot.model.ids import RequestNumber
from bot.services import ledger, relay, requests
from tests.bot.app.operators import at_work, says_meanwhile
from tests.databases import Databases
from tests.storage.street import released, request, station

SEEN = b"Grey van with a ladder rack."
FIRST = RequestNumber(1)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with built() as found:
        yield found


@pytest.fixture
async def settings(town: Town, database_url: str, tmp_path: Path) -> Settings:
    """A watch in which an agency asked, and got a reply."""
    found = town.settings(tmp_path, database_url=database_url)
    store, keyring = await stored(found, SystemRandom())
    async with store.unit() as uow:
        closes = datetime.now(UTC) + timedelta(days=7)
        asked = await request(uow, await station(uow), closes)
        await ledger.asked(uow, asked)
        keyring.create(asked.number)
        nonce = bytes(relay.SEAL_NONCE_BYTES)
        box = nonce + AESGCM(keyring.key(asked.number) or b"").encrypt(nonce, SEEN, None)
        await uow.relay.release([], [replace(released(1, asked.number), sealed=box)])
        await uow.commit()
    await store.close()
    return found


@pytest.fixture
async def copy(settings: Settings, tmp_path: Path) -> Path:
    """A backup that was made while the bot ran."""
    file = tmp_path / "copy.db"
    async with at_work(settings):
        result = await says_meanwhile("backup", str(file), settings=settings)
    assert result.exit_code == 0, result.output
    assert "The keyring is not in it" in result.output
    return file


async def replies(settings: Settings) -> list[bytes | None]:
    """The replies to the first request, None for each that cannot be read."""
    store, keyring = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        found = await uow.relay.of(FIRST)
    await store.close()
    key = keyring.key(FIRST)
    return [None if key is None else relay.unsealed(one.sealed, key) for one in found]


async def put_back(
    copy: Path, settings: Settings, keyring: Path, databases: Databases
) -> Settings:
    """The backup in a new database of the same kind, beside this keyring."""
    url = f"sqlite+aiosqlite:///{copy.parent / 'new.db'}"
    if settings.database_url.startswith("postgresql"):
        url = await databases.empty_postgres()
    new = settings.model_copy(update={"database_url": url, "keyring_file": keyring})
    result = await says_meanwhile("restore", str(copy), settings=new)
    assert result.exit_code == 0, result.output
    return new


async def test_a_restored_backup_works_but_opens_no_reply(
    town: Town, settings: Settings, copy: Path, databases: Databases
) -> None:
    new = await put_back(copy, settings, copy.parent / "fresh-keyring.json", databases)
    async with at_work(new):
        ana = town.person("Ana")
        await ana.write(town.bot, "/start")
        await ana.command(town.bot, "check", request="1")
        await ana.sees("Request 1 is genuine", "It is open")
    assert await replies(new) == [None]


async def test_with_its_keyring_the_replies_come_back(
    settings: Settings, copy: Path, databases: Databases
) -> None:
    new = await put_back(copy, settings, settings.keyring_file, databases)
    assert await replies(new) == [SEEN]


async def test_a_request_that_was_closed_does_not_come_back(
    settings: Settings, copy: Path, databases: Databases
) -> None:
    store, keyring = await stored(settings, SystemRandom())
    async with store.unit() as uow:
        asked = await requests.known(uow, FIRST)
        await requests.close(uow, asked, keyring, asked.closes)
        await uow.commit()
    await store.close()
    new = await put_back(copy, settings, settings.keyring_file, databases)
    assert await replies(new) == [None]


async def test_a_backup_is_for_its_owner_and_is_never_overwritten(
    settings: Settings, copy: Path
) -> None:
    mode, before = seen(copy)
    assert mode == 0o600
    for way in ("backup", "restore"):
        result = await says_meanwhile(way, str(copy), settings=settings)
        assert result.exit_code == 2
    assert seen(copy) == (mode, before)
    wrapped = json.loads(settings.keyring_file.read_text(encoding="ascii"))["1"]
    assert base64.b64decode(wrapped) not in before
    assert wrapped.encode() not in before


def seen(file: Path) -> tuple[int, bytes]:
    """Who may read it, and what is in it."""
    return stat.S_IMODE(file.stat().st_mode), file.read_bytes()
