from pathlib import Path

import pytest

from tests.databases import Databases
from tests.proof.haste import Drawn, Shot, hurry
from tests.proof.runs import Stages


@pytest.fixture(scope="session")
def drawn() -> Drawn:
    """Pictures that were drawn anew already."""
    return {}


@pytest.fixture(scope="session")
def shot() -> Shot:
    """The same for videos."""
    return {}


@pytest.fixture(autouse=True)
def haste(drawn: Drawn, shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits, and nothing is drawn twice."""
    hurry(monkeypatch, drawn, shot)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """A server of its own: it is kept from doing anything by itself."""
    return Databases(tmp_path_factory.mktemp("proof"))


@pytest.fixture(scope="session")
def servers() -> dict[str, str]:
    """The server's database in which all plays of this process are played."""
    return {}


@pytest.fixture
def stages(tmp_path: Path, databases: Databases, servers: dict[str, str]) -> Stages:
    return Stages(folder=tmp_path, databases=databases, servers=servers)
