"""What the operator types, and what the tool says."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.app.redteam.seizures import truth_in
from tests.bot.app.redteam.leaks import LEAKS
from tests.bot.app.redteam.lives import Pace, Seizure, Taken, lived
from tests.bot.app.redteam.towns import founded
from tests.databases import Databases

WITH_ALL = Seizure(before_tick=False, with_keys=True)
TWO_REQUESTS = Pace(requests=(2,), replies=(8,), quarters=(1,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where what was taken lies, and who tries what it tells."""

    folder: Path
    taken: Taken

    async def says(self, *more: str) -> Result:
        """`porchlight redteam seize` with all that was taken."""
        haul = self.taken.haul
        words = ["redteam", "seize", haul.database, "--members", str(haul.members)]
        words += ["--master", str(haul.master), "--keyring", str(haul.keyring)]
        return await says(*words, *more)

    def truth(self) -> Path:
        file = self.folder / "truth.json"
        rows = [
            {"reply": key, "platform": one.platform, "id": one.id, "person": one.person}
            for key, one in self.taken.truth.items()
        ]
        file.write_text(json.dumps(rows))
        return file


async def says(*words: str) -> Result:
    env = {"COLUMNS": "200", "NO_COLOR": "1"}
    return await asyncio.to_thread(CliRunner().invoke, app, list(words), env=env)


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    url = await databases.sqlite(tmp_path / "porchlight.db")
    async with founded(url, tmp_path, "an office", crowd=(30, 30)) as town:
        yield Office(folder=tmp_path, taken=await lived(town, WITH_ALL, TWO_REQUESTS))


async def test_it_guesses_for_every_reply_and_counts_what_was_right(office: Office) -> None:
    result = await office.says("--truth", str(office.truth()))
    assert result.exit_code == 0
    for key in office.taken.truth:
        assert key[:8] in result.output
    assert "of 8; chance would be 0.3 (95 %: 0 to 2). That is no better" in result.output
    assert "who was told first" in result.output, "what is tried is said"


async def test_without_the_truth_it_says_how_sure_it_is(office: Office) -> None:
    result = await office.says()
    assert "8 replies, " in result.output
    assert "--truth" in result.output


async def test_it_tells_a_program_the_same(office: Office) -> None:
    result = await office.says("--truth", str(office.truth()), "--json")
    told = json.loads(result.output)
    assert {row["reply"] for row in told["replies"]} == set(office.taken.truth)
    assert all(0 < row["likelihood"] <= 1 for row in told["replies"])
    assert told["of"] == 8
    assert not told["better_than_chance"]


async def test_the_list_of_members_may_be_a_csv(office: Office) -> None:
    listed = json.loads((office.taken.haul.members or Path()).read_text())
    file = office.folder / "members.csv"
    with file.open("w") as out:
        writer = csv.DictWriter(out, ("platform", "id", "name"))
        writer.writeheader()
        writer.writerows(listed)
    one = await says("redteam", "seize", office.taken.haul.database, "--members", str(file))
    members = str(office.taken.haul.members)
    other = await says("redteam", "seize", office.taken.haul.database, "--members", members)
    assert one.output == other.output


async def test_a_leak_is_named_as_what_gave_it_away(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LEAKS["a thread that follows from the account"].plant(monkeypatch)
    url = await databases.sqlite(tmp_path / "porchlight.db")
    async with founded(url, tmp_path, "a leak", crowd=(30, 30)) as town:
        office = Office(folder=tmp_path, taken=await lived(town, WITH_ALL, TWO_REQUESTS))
    result = await office.says("--truth", str(office.truth()))
    assert "Guessed right 8 of 8" in result.output
    assert "better than chance: something tells who replied" in result.output
    assert "names" in result.output


@pytest.mark.parametrize("named", ["nowhere.db", "sqlite:///nowhere.db", "members.txt"])
async def test_what_is_not_there_or_no_database_is_said(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "members.txt").write_text("This is no database, it is a list of members." * 5)
    result = await says("redteam", "seize", named)
    assert result.exit_code == 2
    assert named.removeprefix("sqlite:///") in result.output


@pytest.mark.parametrize("option", ["--members", "--truth", "--master"])
async def test_a_file_of_another_kind_is_said(office: Office, option: str) -> None:
    file = office.folder / "odd.json"
    file.write_text('{"odd": 1}')
    result = await says("redteam", "seize", office.taken.haul.database, option, str(file))
    assert result.exit_code == 2
    assert " is no " in result.output or "no key files" in result.output


async def test_an_empty_database_has_no_replies(databases: Databases, tmp_path: Path) -> None:
    await databases.sqlite(tmp_path / "empty.db")
    result = await says("redteam", "seize", str(tmp_path / "empty.db"))
    assert "There is no reply in what was taken" in result.output


def test_a_truth_may_name_people_by_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "truth.json"
    rows = [{"reply": "a", "platform": "telegram", "id": "7", "person": -5}]
    file.write_text(json.dumps([*rows, {"reply": "b", "platform": "discord", "id": "8"}]))
    assert [writer.person for writer in truth_in(file).values()] == ["-5", None]
