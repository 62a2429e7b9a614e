from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from bot.app.platforms import platforms_of
from bot.app.roles import Role, RoleError, admitted
from bot.app.settings import GivenSettings
from bot.app.system import SystemClock
from bot.app.town import DISCORD_TOKEN, TELEGRAM_TOKEN

SERVER = "postgresql+asyncpg://porchlight@localhost/porchlight"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ALL])
def test_on_sqlite_one_process_does_everything(
    role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(
        app, ["run", "--role", role], env={"COLUMNS": "200", "TELEGRAM_TOKEN": TELEGRAM_TOKEN}
    )
    assert said.exit_code == 2
    for words in (f"--role {role}", "DATABASE_URL=postgresql+asyncpg://", "porchlight backup"):
        assert words in said.output
    assert list(tmp_path.iterdir()) == []


def test_a_role_that_is_none_is_refused_with_those_that_there_are() -> None:
    said = CliRunner().invoke(app, ["run", "--role", "captain"], env={"COLUMNS": "200"})
    assert said.exit_code == 2
    assert all(role in said.output for role in Role)


def test_ears_need_the_token_of_their_bot() -> None:
    settings = GivenSettings(database_url=SERVER, discord_token=DISCORD_TOKEN)
    with pytest.raises(RoleError, match="needs TELEGRAM_TOKEN"):
        admitted(Role.TELEGRAM, settings)
    for role in (Role.DISCORD, Role.SENDER, Role.CLOCK, Role.ALL):
        admitted(role, settings)


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.ALL, {"telegram", "discord"}),
        (Role.SENDER, {"telegram", "discord"}),
        (Role.TELEGRAM, {"telegram"}),
        (Role.DISCORD, {"discord"}),
        (Role.CLOCK, set[str]()),
    ],
)
def test_a_process_holds_the_bots_that_its_role_needs(role: Role, names: set[str]) -> None:
    settings = GivenSettings(
        database_url=SERVER, telegram_token=TELEGRAM_TOKEN, discord_token=DISCORD_TOKEN
    )
    assert set(platforms_of(settings, SystemClock(), role=role)) == names
