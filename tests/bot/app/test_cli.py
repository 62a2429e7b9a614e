import asyncio
import re
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.app.settings import GivenSettings
from bot.app.system import SystemClock, SystemRandom
from bot.app.wiring import stored
from bot.services.agencies import digest

run = CliRunner()

STATION = ("agency", "add", "Station 31", "--domain", "police.example", "--yes")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and none of the operator's own environment."""
    monkeypatch.chdir(tmp_path)
    for name in (*GivenSettings.model_fields,):
        monkeypatch.delenv(name.upper(), raising=False)


def says(*words: str) -> Result:
    return run.invoke(app, [*words], env={"COLUMNS": "200", "NO_COLOR": "1"})


def test_run_without_a_token_says_where_tokens_come_from_and_offers_the_demo() -> None:
    result = says("run")
    assert result.exit_code == 2
    for words in ("@BotFather", "discord.com/developers", "porchlight demo"):
        assert words in result.output


def test_run_with_a_token_that_cannot_be_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "this is no token")
    result = says("run")
    assert result.exit_code == 2
    assert "Telegram refuses the bot token" in result.output
    assert "this is no token" not in result.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("RELAY_TICK", "0", "RELAY_TICK is in seconds"),
        ("TIME_ZONE", "Montreal", "IANA name"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is one of"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_work(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    result = says("run")
    assert result.exit_code == 2
    assert name in result.output
    assert words in result.output


def test_a_geocoder_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "42:abcdefghijklmnopqrstuvwxyzabcdefghi")
    monkeypatch.setenv("GEOCODER_URL", "carrierpigeon://loft")
    result = says("run")
    assert result.exit_code == 2
    assert "nominatim://" in result.output


def test_an_agency_is_enrolled_with_a_code_that_works() -> None:
    result = says(*STATION)
    code = re.search(r"/verify ([A-Z2-7-]{19})", result.output)
    assert result.exit_code == 0
    assert code is not None

    async def redeemed() -> bool:
        store, _ = await stored(GivenSettings(), SystemRandom())
        async with store.unit() as uow:
            agency = await uow.agencies.redeem(digest(code[1]), SystemClock().now())
        await store.close()
        return agency is not None

    assert asyncio.run(redeemed())


def test_an_agency_is_enrolled_once_and_named_exactly() -> None:
    says(*STATION)
    again = says(*STATION)
    assert again.exit_code == 2
    assert "enrolled already" in again.output
    assert "No agency has exactly this name" in says("agency", "suspend", "station 31").output
    assert says("agency", "suspend", "Station 31").exit_code == 0
    assert says("agency", "resume", "Station 31").exit_code == 0
    assert "/verify" in says("agency", "code", "Station 31").output


def test_key_files_that_others_may_read_are_refused(tmp_path: Path) -> None:
    says(*STATION)
    (tmp_path / "porchlight.key").chmod(0o644)
    result = says("areas", "list")
    assert result.exit_code == 2
    assert "chmod 600" in result.output


def test_another_master_key_is_refused(tmp_path: Path) -> None:
    says(*STATION)
    (tmp_path / "porchlight.key").unlink()
    result = says("areas", "list")
    assert result.exit_code == 2
    assert "another master key" in result.output


def test_a_page_whose_port_is_taken_says_how_to_choose_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = says("demo", "--port", str(port))
    assert result.exit_code == 2
    assert f"Port {port} is taken" in result.output
    assert "porchlight demo --port" in result.output
