"""All pairs on PostgreSQL: rows, where they lie, by which transactions."""

import pytest

from tests.proof.runs import Stages
from tests.proof.trials import ORDERS, PAIRS


@pytest.mark.parametrize("name", PAIRS)
async def test_nobody_can_tell_which_of_two_replied(name: str, stages: Stages) -> None:
    stage = await stages.on("postgres")
    assert await stage.compare(PAIRS[name]) == ()


@pytest.mark.parametrize("name", ORDERS)
async def test_nobody_can_tell_who_replied_first(name: str, stages: Stages) -> None:
    stage = await stages.on("postgres")
    assert await stage.compare(ORDERS[name]) == ()
