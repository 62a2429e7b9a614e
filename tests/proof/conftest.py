from pathlib import Path

import pytest

from tests.databases import Databases
from tests.proof.runs import Stage


@pytest.fixture
def stage(tmp_path: Path, databases: Databases) -> Stage:
    return Stage(folder=tmp_path, databases=databases)
