import base64
import tempfile
from pathlib import Path

import pytest

from tests.proof.canaries import Hounds, disguises, flock
from tests.proof.cast import ANA, DOV
from tests.proof.media_plants import trust_pictures
from tests.proof.plants import annotate
from tests.proof.runs import Stages
from tests.proof.trials import TRIALS

HARDEST = (
    ("everything, both on Telegram, by code", "sqlite"),
    ("everything, both on Discord, by code", "postgres"),
    ("everything, one on each, a photo", "sqlite"),
    ("everything, one on each, a video", "postgres"),
    ("everything, both on Telegram, a crash midway", "sqlite"),
    ("everything, both on Discord, backups", "sqlite"),
    ("everything, one on each, too many requests", "postgres"),
    ("everything, both on Discord, refused first", "sqlite"),
    ("everything, one on each, the request is closed", "sqlite"),
)


@pytest.fixture
async def hounds(stages: Stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hounds:
    await stages.on("postgres")  # the server's own folder is no temporary file of the bot
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Hounds(temporary)


@pytest.mark.parametrize(("name", "database"), HARDEST)
async def test_nothing_that_tells_who_somebody_is_stands_anywhere(
    name: str, database: str, stages: Stages, hounds: Hounds
) -> None:
    trial = TRIALS[name]
    stage = await stages.on(database)
    await stage.run(trial, trial.one, hounds)
    assert hounds.hits == []


async def test_a_canary_in_a_photo_as_it_came_is_found(
    stages: Stages, hounds: Hounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_pictures(monkeypatch)
    trial = TRIALS["everything, both on Discord, a photo"]
    stage = await stages.on("sqlite")
    await stage.run(trial, trial.one, hounds)
    assert any("'s exif as text" in hit and "Roy's screen" not in hit for hit in hounds.hits)


async def test_a_canary_is_found_in_the_servers_tables_and_in_its_log(
    stages: Stages, hounds: Hounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate(lambda scene, _: scene.event.sender.names[1])(monkeypatch)
    trial = TRIALS["everything, both on Telegram, a photo"]
    stage = await stages.on("postgres")
    await stage.run(trial, trial.one, hounds)
    found = [hit for hit in hounds.hits if "Ana's username as text" in hit]
    assert any("the server's base/" in hit for hit in found)
    assert any("the server's 0000" in hit for hit in found)


@pytest.mark.parametrize("before", ["", "x", "xx", "xxx"])
def test_a_canary_is_known_in_base64_wherever_it_begins(before: str) -> None:
    bits, text = ANA.canaries["name"], ANA.canaries["name"].hex()
    forms = disguises(bits, text).values()
    for content in (bits, text.encode()):
        for write in (base64.b64encode, base64.urlsafe_b64encode):
            written = write(before.encode() + content + b" and more")
            assert any(form in written for form in forms)


def test_no_canary_is_mistaken_for_another() -> None:
    forms = [(name, form) for name, _, form in flock((ANA, DOV))]
    owners = {form: {name for name, each in forms if each == form} for _, form in forms}
    assert all(len(names) == 1 for names in owners.values())
    assert all(len(form) >= 8 for form in owners)
