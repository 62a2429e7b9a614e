"""Hold a million forgeries up to the front door: none may open it, all must be answered alike.

.venv/bin/python -m tests.torture.forgeries --count 1000000 --seed 1
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.replies import EraseTheirs, Pop, Replace, Say, Turn
from bot.texts.text import Text
from tests.fakes import SeededRandom
from tests.torture.forgers import Forger, Forgery
from tests.torture.hall import Dump, Hall, opened
from tests.torture.originals import made

COUNT = 1_000_000
LOOKS = 20_000
"""After so many forgeries the whole database is compared with what it was."""

MOST_FAULTS = 20
"""Faults after which one has seen enough."""

REFUSALS = {
    "closed": frozenset({"request.over"}),
    "no token": frozenset({"button.gone"}),
    "data": frozenset({"button.gone"}),
    "REPLY": frozenset({"request.gone"}),
    "officer's code": frozenset({"verify.wrong"}),
    "six words": frozenset({"code.none"}),
}
"""What is said to a forgery, by a part of its kind's name."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of how many; faults in words."""

    count: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, forgery: Forgery, turn: Turn) -> None:
        """One more; it must be refused, and just as the others of its kind were."""
        self.count += 1
        self.kinds[forgery.kind] += 1
        self.shapes[forgery.shape] += 1
        said, answer = refusal(turn), repr(turn).encode()
        allowed = next(keys for part, keys in REFUSALS.items() if part in forgery.kind)
        if said not in allowed:
            self.faults.append(f"number {self.count}, {forgery.kind}, {forgery.shape}: {said}")
        first = self.answers.setdefault((forgery.kind, forgery.who.account.id[:5]), answer)
        if answer != first:
            self.faults.append(
                f"number {self.count}, {forgery.kind}, {forgery.shape}: other words"
            )


def refusal(turn: Turn) -> str:
    """The key of what is said first; empty when nothing is."""
    for answer in turn.answers:
        match answer:
            case Pop(text=text):
                return text.key
            case Say(screen=screen) | Replace(screen=screen):
                first = screen.lines[0]
                return first.key if isinstance(first, Text) else ""
            case EraseTheirs():
                continue
            case _:
                return type(answer).__name__
    return ""


async def held_up(count: int, seed: str, folder: Path) -> Tally:
    """Try so many forgeries, one after the other."""
    tally, began = Tally(), time.monotonic()
    async with opened(folder, seed) as hall:
        originals = await made(hall)
        forger = Forger(hall=hall, originals=originals, random=SeededRandom(f"forger {seed}"))
        before = await hall.dump("mark")
        while tally.count < count and len(tally.faults) < MOST_FAULTS:
            forgery = forger.next()
            tally.add(forgery, await forgery.who.tries(forgery.act))
            if tally.count % LOOKS == 0:
                _tell(tally, count, time.monotonic() - began)
                await _unchanged(hall, before, tally)
        await _unchanged(hall, before, tally)
    tally.seconds = time.monotonic() - began
    return tally


async def _unchanged(hall: Hall, before: Dump, tally: Tally) -> None:
    """What was refused left nothing behind."""
    after = await hall.dump("mark")
    changed = [table for table, rows in after.items() if rows != before[table]]
    if changed:
        tally.faults.append(f"by number {tally.count} something changed in {changed}")


def _tell(tally: Tally, count: int, seconds: float) -> None:
    words = f"{tally.count} of {count} in {seconds:.0f} s, {len(tally.faults)} faults"
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - for whoever waits


def main() -> int:
    """Try as told on the command line; 1 when anything was let in or answered otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="porchlight-forgeries-") as name:
        tally = asyncio.run(held_up(told.count, told.seed, Path(name)))
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(tally.kinds.items()))
    forms = ", ".join(f"{number} {shape}" for shape, number in sorted(tally.shapes.items()))
    lines = [
        f"{tally.count} forgeries in {tally.seconds:.0f} s.",
        f"By kind: {kinds}.",
        f"By shape: {forms}.",
        *(f"  FAULT: {fault}" for fault in tally.faults),
        "None was accepted; those of a kind were answered alike, byte for byte."
        if not tally.faults
        else f"{len(tally.faults)} faults.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
