import pytest

from tests.proof.leaks import LEAKS
from tests.proof.runs import Stages
from tests.proof.trials import TRIALS


@pytest.mark.parametrize("name", LEAKS)
async def test_a_planted_leak_is_found(
    name: str, stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = LEAKS[name]
    stage = await stages.on(leak.database)
    leak.plant(monkeypatch)
    found = await stage.compare(TRIALS[leak.trial])
    assert {each.place for each in found} >= leak.shows
