from pathlib import Path

import pytest

from adapters.media.cleaner import ConfinedCleaner
from bot.model.pictures import CleanPicture, RawPicture
from tests.databases import Databases
from tests.proof.runs import Stage


@pytest.fixture(scope="session")
def drawn() -> dict[RawPicture, CleanPicture]:
    """Pictures that were drawn anew already."""
    return {}


@pytest.fixture(autouse=True)
def once_each(drawn: dict[RawPicture, CleanPicture], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture is drawn anew in a process of its own, but the same one only once."""
    draw = ConfinedCleaner.clean

    async def clean(self: ConfinedCleaner, picture: RawPicture) -> CleanPicture:
        if picture not in drawn:
            drawn[picture] = await draw(self, picture)
        return drawn[picture]

    monkeypatch.setattr(ConfinedCleaner, "clean", clean)


@pytest.fixture
def stage(tmp_path: Path, databases: Databases) -> Stage:
    return Stage(folder=tmp_path, databases=databases)
