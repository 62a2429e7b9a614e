import pytest

from tests.proof.leaks import LEAKS
from tests.proof.runs import Stages
from tests.proof.trials import ORDERS, PAIRS, STRANGERS, TOLD_APART_MOST, TRIALS

DATABASES = ("sqlite", "postgres")


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("database", DATABASES)
async def test_nobody_can_tell_which_of_two_replied(
    name: str, database: str, stages: Stages
) -> None:
    stage = await stages.on(database)
    assert await stage.compare(PAIRS[name]) == ()


@pytest.mark.parametrize("name", TOLD_APART_MOST)
async def test_nobody_can_tell_which_of_two_strangers_replied(name: str, stages: Stages) -> None:
    stage = await stages.on("sqlite")
    assert await stage.compare(STRANGERS[name]) == ()


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("database", DATABASES)
async def test_nobody_can_tell_who_replied_first(name: str, database: str, stages: Stages) -> None:
    stage = await stages.on(database)
    assert await stage.compare(ORDERS[name]) == ()


@pytest.mark.parametrize("name", LEAKS)
async def test_a_planted_leak_is_found(
    name: str, stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = LEAKS[name]
    stage = await stages.on(leak.database)
    leak.plant(monkeypatch)
    found = await stage.compare(TRIALS[leak.trial])
    assert {each.place for each in found} >= leak.shows
