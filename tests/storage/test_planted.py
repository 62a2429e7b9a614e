"""The rules of keys and remnants, each with a leak under which its test turns red."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.model.relay import SavedReply
from storage import calls, engine, keyfiles, remnants, units
from storage import vault as vaults
from storage.calls import call_senders
from storage.keyring import FileKeyring
from storage.relay import Relay
from storage.units import SqlStore
from storage.vault import Vault
from tests.databases import Databases
from tests.fakes import SeededRandom
from tests.planted import Leak, stays_green, turns_red
from tests.storage import test_crew, test_keyring, test_moderation, test_remnants, test_vault


def for_everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keyfiles, "OWNER_ONLY", 0o644)
    patch.setattr(keyfiles, "OTHERS", 0)


def unwrapped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Vault, "wrap", lambda _, key, __: key.hex().encode())
    patch.setattr(Vault, "unwrap", lambda _, box, __: bytes.fromhex(box.decode()))


KEYRINGS = {
    "the file is for everybody's eyes": Leak(
        plant=for_everybody,
        guard=test_keyring.test_the_file_is_for_the_owners_eyes_alone_and_holds_no_bare_key,
    ),
    "a destroyed key is kept": Leak(
        plant=lambda patch: patch.setattr(FileKeyring, "destroy", lambda *_: None),
        guard=test_keyring.test_a_destroyed_key_is_gone_from_the_file,
    ),
    "keys are not wrapped": Leak(
        plant=unwrapped,
        guard=test_keyring.test_the_file_is_for_the_owners_eyes_alone_and_holds_no_bare_key,
    ),
}


@pytest.mark.parametrize("name", KEYRINGS)
async def test_a_leak_in_the_keyring_turns_its_test_red(
    name: str, tmp_path: Path, vault: Vault
) -> None:
    for folder, check in (("green", stays_green), ("red", turns_red)):
        path = tmp_path / folder / "keyring.json"
        path.parent.mkdir()
        await check(KEYRINGS[name], FileKeyring(path, vault, SeededRandom("keyring")), path)


MASTER_KEYS = {
    "the first start makes a key for everybody": Leak(
        plant=for_everybody,
        guard=test_vault.test_the_first_start_makes_a_key_for_the_owners_eyes_alone,
    ),
    "a key that others read is taken": Leak(
        plant=lambda patch: patch.setattr(keyfiles, "OTHERS", 0),
        guard=lambda path: test_vault.test_a_key_that_others_may_read_is_refused(path, 0o640),
    ),
}


@pytest.mark.parametrize("name", MASTER_KEYS)
async def test_a_leak_of_the_master_key_turns_its_test_red(name: str, tmp_path: Path) -> None:
    for folder, check in (("green", stays_green), ("red", turns_red)):
        (tmp_path / folder).mkdir()
        await check(MASTER_KEYS[name], tmp_path / folder / "master.key")


async def test_an_address_whose_box_tells_its_length_turns_its_test_red(vault: Vault) -> None:
    leak = Leak(
        plant=lambda patch: patch.setattr(vaults, "BLOCK_BYTES", 1),
        guard=test_vault.test_a_sealed_account_says_neither_what_nor_how_long_it_is,
    )
    await stays_green(leak, vault)
    await turns_red(leak, vault)


MARKS = {
    "a flag keeps the account": lambda patch: patch.setattr(
        Vault, "flag", lambda _, account, __: account.id.encode().ljust(32)
    ),
    "one mark for all flags of an account": lambda patch: patch.setattr(
        Vault, "flag", lambda vault, account, _: vault.look_up(account)
    ),
    "one mark for all mutes of an author": lambda patch: patch.setattr(
        Vault, "silence", lambda vault, account, *_: vault.look_up(account)
    ),
}


@pytest.mark.parametrize("name", MARKS)
async def test_a_mark_that_tells_an_account_turns_its_test_red(
    name: str, sqlite_store: SqlStore
) -> None:
    leak = Leak(
        plant=MARKS[name],
        guard=test_moderation.test_neither_account_nor_person_stands_beside_a_flag_or_a_silence,
    )
    await turns_red(leak, sqlite_store)


UNSAFE = {**engine.PRAGMAS, "secure_delete": ("OFF", 0)}


async def test_deleted_rows_that_are_not_overwritten_turn_their_test_red(sqlite_url: str) -> None:
    leak = Leak(
        plant=lambda patch: patch.setattr(engine, "PRAGMAS", UNSAFE),
        guard=test_remnants.test_every_connection_keeps_every_pragma,
    )
    await stays_green(leak, sqlite_url)
    await turns_red(leak, sqlite_url)


async def emptied_only_in_words(_: SqlStore) -> bool:
    await asyncio.sleep(0)
    return True


async def test_a_log_that_is_not_emptied_turns_its_test_red(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    leak = Leak(
        plant=lambda patch: patch.setattr(SqlStore, "_emptied", emptied_only_in_words),
        guard=test_remnants.test_a_sweep_empties_the_log_unless_somebody_reads,
    )
    await turns_red(leak, sqlite_store, sqlite_url)


async def test_a_copy_of_the_database_in_another_folder_turns_its_test_red(
    sqlite_store: SqlStore, sqlite_url: str, tmp_path: Path
) -> None:
    leak = Leak(
        plant=lambda patch: patch.setattr(remnants, "spilling_into", lambda _: tmp_path.parent),
        guard=test_remnants.test_the_copy_of_a_rewriting_lies_beside_the_database_and_has_no_name,
    )
    await turns_red(leak, sqlite_store, sqlite_url)


async def test_a_night_without_rewriting_turns_its_test_red(postgres_store: SqlStore) -> None:
    async def idle(_: object) -> None:
        await asyncio.sleep(0)

    leak = Leak(
        plant=lambda patch: patch.setattr(units, "rewrite_server", idle),
        guard=test_remnants.test_after_the_night_postgresql_has_nothing_left_of_what_was_deleted,
    )
    await turns_red(leak, postgres_store)


def calling(patch: pytest.MonkeyPatch) -> None:
    save = Relay.save

    async def calls(relay: Relay, reply: SavedReply, nonce: str) -> bool:
        await call_senders(relay._session)  # noqa: SLF001 - the leak
        return await save(relay, reply, nonce)

    patch.setattr(Relay, "save", calls)


CALLS = {
    "a reply calls the senders": Leak(plant=calling, guard=test_crew.test_a_reply_calls_nobody),
    "a call says for whom": Leak(
        plant=lambda patch: patch.setattr(calls, "_CALL", text(f"NOTIFY {calls.CHANNEL}, '7700'")),
        guard=test_crew.test_what_is_owed_is_heard_once_it_is_committed_and_says_nothing,
    ),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_leak_in_the_calls_turns_its_test_red(
    name: str, databases: Databases, vault: Vault
) -> None:
    for check in (stays_green, turns_red):
        url = await databases.postgres()
        await check(CALLS[name], url, vault)
        await databases.drop(url)
