from dataclasses import asdict

import pytest

from tests.proof.cast import APART, Axis
from tests.proof.scenarios import Scenario
from tests.proof.trials import PAIRS

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
