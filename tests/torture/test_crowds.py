"""What tells of who replied is seen although messages share commits by chance."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from typing_extensions import override

from tests.databases import Databases
from tests.proof.runs import Notes, Stage
from tests.proof.scenes import BEFORE, Parts
from tests.proof.thieves import COMMITS
from tests.proof.trials import Trial
from tests.torture.crowds import Tally
from tests.torture.pairs import drawn

PAIRS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand(Stage):
    """A stage on which nothing shows but `place`, where plays differ now and then.

    `tells`: there they differ the more often by who replied.
    """

    place: str = f"{COMMITS}, {BEFORE}"
    tells: bool
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - nothing secret

    @override
    async def noted(self, trial: Trial, parts: Parts) -> Notes:
        shared = self.chance.random() < (0.8 if self.tells and parts is trial.other else 0.2)
        return Notes(evidence={self.place: (f"written {int(shared)}",)})


async def played(stand: Stand) -> Tally:
    tally = Tally()
    for number in range(PAIRS):
        trial, _ = drawn("a crowd", number)
        await tally.play(stand, trial)
    return tally


@pytest.mark.parametrize("tells", [False, True])
async def test_commits_may_differ_by_chance_but_not_by_who_replied(
    *, tells: bool, databases: Databases, tmp_path: Path
) -> None:
    tally = await played(Stand(folder=tmp_path, databases=databases, tells=tells))
    assert tally.himself + tally.another > PAIRS / 4
    assert tally.held() is not tells
    assert not tally.faults


async def test_whatever_else_differs_is_a_fault(databases: Databases, tmp_path: Path) -> None:
    stand = Stand(folder=tmp_path, databases=databases, tells=False, place="the rows")
    tally = await played(stand)
    assert tally.faults
    assert not tally.held()
