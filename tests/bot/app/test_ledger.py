"""Anyone may take a copy of the ledger, and tell whether one is genuine."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app.settings import GivenSettings, Settings
from storage.engine import make_engine
from tests.bot.app.operators import says, says_meanwhile


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return GivenSettings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'watch.db'}",
        master_key_file=tmp_path / "master.key",
        keyring_file=tmp_path / "keyring.json",
    )


def test_a_copy_goes_on_from_an_earlier_head_until_somebody_changes_it(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.json"
    says("agency", "add", "SPVM", "--domain", "spvm.example", "--yes", settings=settings)
    says("agency", "suspend", "SPVM", settings=settings)
    assert "entries: 1" in says("ledger", "export", str(file), settings=settings).output
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    first = says("ledger", "verify", str(file))
    assert first.exit_code == 0
    assert "or its end cut off" in first.output
    head = first.output.split("head is\n")[1].split()[0]
    says("agency", "resume", "SPVM", settings=settings)
    says("ledger", "export", str(file), settings=settings)
    later = says("ledger", "verify", str(file), "--head", head.upper())
    assert later.exit_code == 0
    assert "nothing before them was changed" in later.output
    other = says("ledger", "verify", str(file), "--head", head[::-1])
    assert other.exit_code == 1
    assert "does not contain the head" in other.output
    file.write_bytes(file.read_bytes().replace(b"suspension", b"resumption"))
    changed = says("ledger", "verify", str(file), "--head", head)
    assert changed.exit_code == 1
    assert "entry 1 was changed" in changed.output


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    missing = says("ledger", "verify", str(tmp_path / "missing.json"))
    assert missing.exit_code == 2
    assert "cannot be read" in missing.output
    short = says("ledger", "verify", str(tmp_path / "missing.json"), "--head", "abc")
    assert short.exit_code == 2
    assert "64 characters" in short.output


async def test_check_says_whether_this_watchs_own_ledger_was_changed(settings: Settings) -> None:
    await says_meanwhile(
        "agency", "add", "SPVM", "--domain", "spvm.example", "--yes", settings=settings
    )
    await says_meanwhile("agency", "suspend", "SPVM", settings=settings)
    await says_meanwhile("agency", "resume", "SPVM", settings=settings)
    whole = (await says_meanwhile("check", "--offline", settings=settings)).output
    assert "2 entries hold together" in whole
    engine = make_engine(settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE ledger SET content = replace(content, 'suspension', 'resumption')")
        )
    await engine.dispose()
    changed = await says_meanwhile("check", "--offline", settings=settings)
    assert changed.exit_code == 1
    assert "Entry 1 is not as it was written" in changed.output
