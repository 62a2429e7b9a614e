"""Who replied, asked of pairs of residents while many messages are under way at once.

Messages that go side by side share commits as the network and the machine have it, so two plays
may differ in that even when the same resident replied. Each pair is therefore played three times:
one replies, the other one does, and the first one again. Nothing but those commits may differ, and
they may differ no more often between two residents than between one and himself: of the pairs in
which only one of the two comparisons shows a difference, a guess must be right as often as chance.

python -m tests.torture.crowds --count 200 --seed 1 --database postgres
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field

from bot.app.redteam.chances import Span, span
from tests.proof.runs import Notes, Stage
from tests.proof.thieves import COMMITS
from tests.proof.trials import Trial
from tests.proof.views import Difference, differences
from tests.torture.pairs import drawn, staged

COUNT = 100
UNDER_WAY = 24
"""As many as go to each platform at once in earnest (`adapters.telegram.limits`)."""

TELL_EVERY = 25


@dataclass(slots=True, kw_only=True)
class Tally:
    """In how many pairs the commits differed, and whatever else did.

    `himself`: only where the same resident replied twice; `another`: only where the other one did.
    """

    pairs: int = 0
    both: int = 0
    himself: int = 0
    another: int = 0
    faults: list[str] = field(default_factory=list)

    async def play(self, stage: Stage, trial: Trial) -> None:
        """One pair more."""
        one = await stage.noted(trial, trial.one)
        other = await stage.noted(trial, trial.other)
        again = await stage.noted(trial, trial.one)
        self.pairs += 1
        apart, twice = (self._commits(trial, one, each) for each in (other, again))
        self.both += apart and twice
        self.another += apart and not twice
        self.himself += twice and not apart
        self.faults.extend(
            _fault(trial, each) for notes in (one, other, again) for each in notes.remnants()
        )

    def _commits(self, trial: Trial, one: Notes, other: Notes) -> bool:
        """Whether two plays differ in their commits; what else differs is a fault."""
        found = differences(one.evidence, other.evidence)
        chance = [each for each in found if each.place.startswith(COMMITS)]
        self.faults.extend(_fault(trial, each) for each in found if each not in chance)
        return bool(chance)

    def chance(self) -> Span:
        """How many of those that differ once would differ between two residents by chance."""
        return span([1 / 2] * (self.himself + self.another))

    def held(self) -> bool:
        """Whether nobody can tell anything."""
        return not self.faults and self.another <= self.chance().most


def _fault(trial: Trial, found: Difference) -> str:
    return (
        f"{trial.name}: {found.place}, character {found.character}\n"
        f"    {found.one}\n    {found.other}"
    )


async def run(count: int, seed: str, stage: Stage) -> Tally:
    """Try so many pairs."""
    tally, began = Tally(), time.monotonic()
    for number in range(count):
        trial, _ = drawn(seed, number)
        await tally.play(stage, trial)
        if not (number + 1) % TELL_EVERY:
            seconds = time.monotonic() - began
            _print(f"{number + 1} pairs in {seconds:.0f} s, {len(tally.faults)} faults")
    return tally


async def _run(told: argparse.Namespace) -> Tally:
    async with staged(told.database, told.under_way) as stage:
        return await run(told.count, told.seed, stage)


def main() -> int:
    """Try as told on the command line; 1 when two residents could be told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--under-way", type=int, default=UNDER_WAY)
    told = parser.parse_args()
    tally = asyncio.run(_run(told))
    for line in figures(tally, told.database):
        _print(line)
    return 0 if tally.held() else 1


def figures(tally: Tally, database: str) -> list[str]:
    """What it came to."""
    chance = tally.chance()
    return [
        *(f"  FAULT: {fault}" for fault in tally.faults),
        f"{tally.pairs} pairs on {database}: {len(tally.faults)} differences beside the commits.",
        (
            f"Commits differed in both comparisons of {tally.both} pairs, between two residents "
            f"alone in {tally.another}, of one resident alone in {tally.himself}; by chance "
            f"{chance.mean:.1f} (95 %: {chance.least} to {chance.most}) would be between two."
        ),
    ]


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it is the program's output


if __name__ == "__main__":
    sys.exit(main())
