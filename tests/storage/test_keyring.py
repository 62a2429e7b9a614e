import base64
import json
import stat
from pathlib import Path

import pytest

from storage.keyfiles import KeyFileError
from storage.keyring import FileKeyring
from storage.vault import Vault, WrongKeyError
from tests.fakes import SeededRandom


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


@pytest.fixture
def keyring(path: Path, vault: Vault) -> FileKeyring:
    return FileKeyring(path, vault, SeededRandom("keyring"))


def test_a_key_is_made_kept_and_found_again(
    keyring: FileKeyring, path: Path, vault: Vault
) -> None:
    keyring.create(1)
    keyring.create(2)
    again = FileKeyring(path, vault, SeededRandom("another start"))
    assert again.key(1) == keyring.key(1)
    assert again.key(1) != again.key(2)
    assert len(again.key(1) or b"") == 32
    assert again.key(3) is None


def test_the_file_is_for_the_owners_eyes_alone_and_holds_no_bare_key(
    keyring: FileKeyring, path: Path
) -> None:
    keyring.create(1)
    key = keyring.key(1)
    assert key is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_text(encoding="ascii"))
    assert list(kept) == ["1"]
    held = base64.b64decode(kept["1"])
    assert not {key in held, key.hex().encode() in held, base64.b64encode(key) in held} - {False}
    assert [file.name for file in path.parent.iterdir()] == ["keyring.json"]


def test_a_destroyed_key_is_gone_from_the_file(keyring: FileKeyring, path: Path) -> None:
    keyring.create(1)
    keyring.create(2)
    destroyed = json.loads(path.read_text(encoding="ascii"))["1"]
    keyring.destroy(1)
    keyring.destroy(1)
    assert keyring.key(1) is None
    assert keyring.key(2) is not None
    assert destroyed not in path.read_text(encoding="ascii")


def test_a_request_number_that_comes_again_gets_a_fresh_key(keyring: FileKeyring) -> None:
    keyring.create(1)
    first = keyring.key(1)
    keyring.create(1)
    assert keyring.key(1) not in {first, None}


def test_what_a_crash_left_behind_goes_at_the_next_start(
    keyring: FileKeyring, path: Path, vault: Vault
) -> None:
    keyring.create(1)
    draft = path.with_name(".keyring.json.draft")
    draft.write_bytes(path.read_bytes())
    FileKeyring(path, vault, SeededRandom())
    assert not draft.exists()
    assert keyring.key(1) is not None


def test_a_keyring_that_others_may_read_is_refused(
    keyring: FileKeyring, path: Path, vault: Vault
) -> None:
    keyring.create(1)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match=r"chmod 600 .*keyring\.json"):
        keyring.key(1)
    with pytest.raises(KeyFileError):
        FileKeyring(path, vault, SeededRandom())


@pytest.mark.parametrize("content", ["", "[]", '{"one": "AA=="}', '{"1": "?"}', '{"1": 1}'])
def test_a_file_that_is_no_keyring_is_refused(path: Path, vault: Vault, content: str) -> None:
    path.write_text(content, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"keyring\.json"):
        FileKeyring(path, vault, SeededRandom())


def test_another_master_key_is_told_apart(keyring: FileKeyring, path: Path) -> None:
    keyring.create(1)
    stranger = FileKeyring(path, Vault(b"\1" * 32, SeededRandom()), SeededRandom())
    with pytest.raises(WrongKeyError, match="master key"):
        stranger.key(1)
