from dataclasses import asdict

import pytest

from tests.proof.cast import APART, Axis
from tests.proof.leaks import LEAKS
from tests.proof.runs import Stages
from tests.proof.scenarios import Scenario
from tests.proof.trials import ORDERS, PAIRS, STRANGERS, TOLD_APART_MOST, TRIALS

DATABASES = ("sqlite", "postgres")


FIELDS = {
    Axis.USER: set(),
    Axis.PLATFORM: {"side"},
    Axis.NAME: {"name"},
    Axis.LANGUAGE: {"language"},
    Axis.KEYBOARD: {"keyboard"},
    Axis.CAMERA: {"camera"},
    Axis.AGE: {"weeks"},
    Axis.SUBSCRIPTIONS: {"watches"},
}


@pytest.mark.parametrize("axis", Axis)
def test_two_residents_differ_in_one_axis_and_in_their_accounts(axis: Axis) -> None:
    one, other = map(asdict, APART[axis])
    assert {name for name in one if one[name] != other[name]} == {"mark"} | FIELDS[axis]


def test_every_axis_meets_every_scenario() -> None:
    assert set(PAIRS) == {f"{axis}, {scenario}" for axis in Axis for scenario in Scenario}
    assert len(PAIRS) == 8 * 12


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
