import stat
from pathlib import Path

import pytest

from bot.model.ids import PersonId
from bot.model.people import Account
from storage.keyfiles import KeyFileError
from storage.vault import Vault, WrongKeyError
from tests.fakes import SeededRandom
from tests.storage.street import DISCORD, TELEGRAM

ACCOUNT = Account(platform=TELEGRAM, id="770012345")
SOMEBODY, SOMEBODY_ELSE = PersonId(1), PersonId(2)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


def test_the_first_start_makes_a_key_for_the_owners_eyes_alone(key_file: Path) -> None:
    Vault.open(key_file, SeededRandom())
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [file.name for file in key_file.parent.iterdir()] == ["master.key"]


def test_the_next_start_uses_the_same_key(key_file: Path) -> None:
    first = Vault.open(key_file, SeededRandom("first"))
    again = Vault.open(key_file, SeededRandom("again"))
    assert again.proof == first.proof
    assert again.unseal(first.seal(ACCOUNT, SOMEBODY), SOMEBODY, TELEGRAM) == ACCOUNT.id


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(key_file: Path, mode: int) -> None:
    Vault.open(key_file, SeededRandom())
    key_file.chmod(mode)
    with pytest.raises(KeyFileError, match=r"chmod 600 .*master\.key"):
        Vault.open(key_file, SeededRandom())


@pytest.mark.parametrize("content", ["", "no key", "ab" * 31, "é" * 64])
def test_a_file_that_holds_no_key_is_refused_and_left_alone(key_file: Path, content: str) -> None:
    key_file.write_text(content, encoding="utf-8")
    key_file.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"master\.key"):
        Vault.open(key_file, SeededRandom())
    assert key_file.read_text(encoding="utf-8") == content


def test_a_sealed_account_says_neither_what_nor_how_long_it_is(vault: Vault) -> None:
    boxes = [vault.seal(Account(platform=TELEGRAM, id=id_), SOMEBODY) for id_ in ("7", "7" * 20)]
    assert len(boxes[0]) == len(boxes[1])
    assert b"7" * 20 not in boxes[1]


def test_the_same_account_is_sealed_differently_each_time(vault: Vault) -> None:
    assert vault.seal(ACCOUNT, SOMEBODY) != vault.seal(ACCOUNT, SOMEBODY)


def test_an_account_is_unsealed_as_its_own_persons_only(vault: Vault) -> None:
    sealed = vault.seal(ACCOUNT, SOMEBODY)
    assert vault.unseal(sealed, SOMEBODY, TELEGRAM) == ACCOUNT.id
    for person, platform in ((SOMEBODY_ELSE, TELEGRAM), (SOMEBODY, DISCORD)):
        with pytest.raises(WrongKeyError):
            vault.unseal(sealed, person, platform)


def test_another_master_key_opens_nothing_and_finds_nobody(vault: Vault) -> None:
    stranger = Vault(b"\1" * 32, SeededRandom())
    with pytest.raises(WrongKeyError, match="master key"):
        stranger.unseal(vault.seal(ACCOUNT, SOMEBODY), SOMEBODY, TELEGRAM)
    assert stranger.look_up(ACCOUNT) != vault.look_up(ACCOUNT)
    assert stranger.proof != vault.proof


def test_platform_and_id_are_looked_up_together(vault: Vault) -> None:
    accounts = [
        Account(platform=TELEGRAM, id="1"),
        Account(platform=DISCORD, id="1"),
        Account(platform=TELEGRAM, id="11"),
    ]
    assert len({vault.look_up(account) for account in accounts}) == 3
