"""Who replied, asked of many pairs of residents that nobody thought of.

python -m tests.torture.pairs --count 2000 --seed 1 --database postgres
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.proof.cast import TYPED, Resident, Side
from tests.proof.haste import ONE_BY_ONE, hurry
from tests.proof.runs import Stage, Stages
from tests.proof.scenarios import Scenario
from tests.proof.trials import Trial, exchange
from tests.proof.views import Difference

COUNT = 200
TELL_EVERY = 50
"""Pairs between two lines that say how far it has come."""

LANGUAGES = ("en", "es", "fr", "pt-BR", "ar")
NAMES = ("Noor", "Zoë", "Bartholomew", "李雷", "O'Neil", "van")
MOST_WEEKS = 200


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was tried, and where two plays differed."""

    seconds: float = 0.0
    scenarios: Counter[str] = field(default_factory=Counter)
    apart: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, trial: Trial, scenario: Scenario, found: tuple[Difference, ...]) -> None:
        """One pair more."""
        one, other = trial.residents
        self.scenarios[scenario] += 1
        self.apart.update(axes(one, other))
        self.faults.extend(
            f"{trial.name}: {each.place}, character {each.character}\n"
            f"    {one}\n    {other}\n    {each.one}\n    {each.other}"
            for each in found
        )


def axes(one: Resident, other: Resident) -> list[str]:
    """In what two residents differ."""
    return [
        name
        for name in Resident.__dataclass_fields__
        if getattr(one, name) != getattr(other, name)
    ]


def somebody(chance: random.Random, mark: str) -> Resident:
    """A resident as they come."""
    weeks = chance.choice((None, chance.randrange(MOST_WEEKS)))
    return Resident(
        mark=mark,
        side=chance.choice(tuple(Side)),
        name=chance.choice(NAMES),
        language=chance.choice(LANGUAGES),
        keyboard=chance.choice(tuple(TYPED)),
        camera=chance.choice(("Pixel", "iPhone", "Fairphone")),
        weeks=weeks,
        watches=weeks is not None and chance.random() < 1 / 2,
    )


def drawn(seed: str, number: int) -> tuple[Trial, Scenario]:
    """Two residents and what they do, the same for the same seed and number."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - to be played again, not to be secret
    one, other = (somebody(chance, f"{side} of {number}, {seed}") for side in ("one", "other"))
    scenario = chance.choice(tuple(Scenario))
    return exchange(f"pair {number}, {scenario}", scenario, one, other), scenario


async def run(count: int, seed: str, stage: Stage) -> Tally:
    """Try so many pairs."""
    tally, began = Tally(), time.monotonic()
    for number in range(count):
        trial, scenario = drawn(seed, number)
        tally.add(trial, scenario, await stage.compare(trial))
        tally.seconds = time.monotonic() - began
        if not (number + 1) % TELL_EVERY:
            _print(f"{number + 1} pairs in {tally.seconds:.0f} s, {len(tally.faults)} faults")
    return tally


@asynccontextmanager
async def staged(database: str, under_way: int = ONE_BY_ONE) -> AsyncIterator[Stage]:
    """A stage of one's own, with so many messages under way on each platform."""
    with (
        tempfile.TemporaryDirectory(prefix="porchlight-pairs-") as name,
        pytest.MonkeyPatch.context() as patch,
    ):
        hurry(patch, {}, {}, under_way)
        folder, crowded = Path(name), under_way != ONE_BY_ONE
        stages = Stages(folder=folder, databases=Databases(folder), crowded=crowded)
        yield await stages.on(database)


async def _run(told: argparse.Namespace) -> Tally:
    async with staged(told.database) as stage:
        return await run(told.count, told.seed, stage)


def main() -> int:
    """Try as told on the command line; 1 when two plays could be told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    told = parser.parse_args()
    tally = asyncio.run(_run(told))
    for line in figures(tally, told.database):
        _print(line)
    return 1 if tally.faults else 0


def figures(tally: Tally, database: str) -> list[str]:
    """What it came to."""
    count = tally.scenarios.total()
    scenarios = ", ".join(f"{number} {what}" for what, number in tally.scenarios.most_common())
    apart = ", ".join(f"{number} in {what}" for what, number in tally.apart.most_common())
    return [
        f"Played: {scenarios}.",
        f"The two differed: {apart}.",
        *(f"  FAULT: {fault}" for fault in tally.faults),
        f"{count} pairs on {database} in {tally.seconds:.0f} s: {len(tally.faults)} differences.",
    ]


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it is the program's output


if __name__ == "__main__":
    sys.exit(main())
