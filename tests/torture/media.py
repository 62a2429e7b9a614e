"""Give the sanitiser a few hundred broken files and see what it lets out.

.venv/bin/python -m tests.torture.media --count 1000 --seed 2
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.adapters.media.mutations import Outcome, Sample, mutated, prepare, tried

COUNT = 500
MIB = 1 << 20


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of how many files; the highest peak in bytes; the faults, with their numbers."""

    count: int = 0
    seconds: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    peak: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, number: int, sample: Sample, outcome: Outcome) -> None:
        """One file more."""
        self.count += 1
        self.ends[outcome.what] += 1
        self.peak = max(self.peak, outcome.peak)
        if outcome.fault:
            self.faults.append(f"number {number}, a broken {sample.name}, {outcome.fault}")


def run(count: int, seed: str) -> Tally:
    """Try so many broken files, two at a time."""
    tally, began = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="porchlight-media-") as name:
        folder = prepare(Path(name))
        with ThreadPoolExecutor(2) as pool:
            broken = [mutated(seed, number) for number in range(count)]
            outcomes = pool.map(partial(tried, folder=folder), broken)
            for number, (sample, outcome) in enumerate(zip(broken, outcomes, strict=True)):
                tally.add(number, sample, outcome)
    tally.seconds = time.monotonic() - began
    return tally


def main() -> int:
    """Try as told on the command line; 1 when anything got through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    tally = run(told.count, told.seed)
    ends = ", ".join(f"{number} {what}" for what, number in tally.ends.most_common())
    lines = [
        f"{tally.count} broken files in {tally.seconds:.0f} s: {ends}.",
        f"The largest worker took {tally.peak / MIB:.0f} MiB.",
        *(f"  FAULT: {fault}" for fault in tally.faults),
        "Nothing got through." if not tally.faults else f"{len(tally.faults)} faults.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
