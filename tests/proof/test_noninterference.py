"""All pairs on SQLite: rows, pages, the log's frames."""

import pytest

from tests.proof.runs import Stages
from tests.proof.trials import ORDERS, PAIRS, STRANGERS, TOLD_APART_MOST


@pytest.mark.parametrize("name", PAIRS)
async def test_nobody_can_tell_which_of_two_replied(name: str, stages: Stages) -> None:
    stage = await stages.on("sqlite")
    assert await stage.compare(PAIRS[name]) == ()


@pytest.mark.parametrize("name", TOLD_APART_MOST)
async def test_nobody_can_tell_which_of_two_strangers_replied(name: str, stages: Stages) -> None:
    stage = await stages.on("sqlite")
    assert await stage.compare(STRANGERS[name]) == ()


@pytest.mark.parametrize("name", ORDERS)
async def test_nobody_can_tell_who_replied_first(name: str, stages: Stages) -> None:
    stage = await stages.on("sqlite")
    assert await stage.compare(ORDERS[name]) == ()
