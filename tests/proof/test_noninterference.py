import pytest

from tests.proof.leaks import LEAKS
from tests.proof.runs import Stage
from tests.proof.trials import EXCHANGES, ORDERS, TRIALS


@pytest.mark.parametrize("name", EXCHANGES)
async def test_nobody_can_tell_which_of_two_replied(name: str, stage: Stage) -> None:
    assert await stage.compare(EXCHANGES[name]) == ()


@pytest.mark.parametrize("name", ORDERS)
async def test_nobody_can_tell_who_replied_first(name: str, stage: Stage) -> None:
    assert await stage.compare(ORDERS[name]) == ()


@pytest.mark.parametrize("name", LEAKS)
async def test_a_planted_leak_is_found(
    name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = LEAKS[name]
    leak.plant(monkeypatch)
    found = await stage.compare(TRIALS[leak.trial])
    assert {each.place for each in found} >= leak.shows
