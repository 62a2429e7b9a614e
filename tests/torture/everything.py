"""All that takes long, one after the other: hours by default, a few minutes with --quick.

make torture
make torture ARGS="--quick"
make torture ARGS="--only storms"
"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

STORM = ("tests.torture", "--forked", "--database")
PAIRS = ("tests.torture.pairs", "--database")
PACE = ("tests.torture.pace", "--database", "sqlite")
WEATHER = ("tests.torture.weather",)
MATCHING = ("tests.torture.matching", "--database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of its own: a module with its arguments, and how much of it."""

    name: str
    module: tuple[str, ...]
    amount: str  # the option that says how much
    full: str
    quick: str

    def command(self, *, quick: bool, seed: str) -> list[str]:
        """What is typed."""
        much = self.quick if quick else self.full
        return ["-m", *self.module, self.amount, much, "--seed", seed]


PARTS = (
    Part(
        name="doorsteps",
        module=("tests.torture.doorsteps",),
        amount="--count",
        full="20000",
        quick="400",
    ),
    Part(name="media", module=("tests.torture.media",), amount="--count", full="2000", quick="60"),
    Part(
        name="forgeries",
        module=("tests.torture.forgeries",),
        amount="--count",
        full="1000000",
        quick="5000",
    ),
    Part(
        name="matching",
        module=(*MATCHING, "sqlite"),
        amount="--pairs",
        full="1000000",
        quick="5000",
    ),
    Part(
        name="matching",
        module=(*MATCHING, "postgres"),
        amount="--pairs",
        full="1000000",
        quick="5000",
    ),
    Part(name="pairs", module=(*PAIRS, "sqlite"), amount="--count", full="2000", quick="4"),
    Part(name="pairs", module=(*PAIRS, "postgres"), amount="--count", full="2000", quick="2"),
    Part(
        name="crowds",
        module=("tests.torture.crowds",),
        amount="--count",
        full="500",
        quick="2",
    ),
    Part(name="pace", module=PACE, amount="--seconds", full="600", quick="20"),
    Part(name="weather", module=WEATHER, amount="--posts", full="20000", quick="100"),
    Part(name="fleet", module=("tests.torture.fleet",), amount="--kills", full="500", quick="3"),
    Part(
        name="day",
        module=("tests.torture.day",),
        amount="--updates",
        full="1000000",
        quick="3000",
    ),
    Part(name="fuzz", module=("tests.torture.fuzz",), amount="--minutes", full="60", quick="0.5"),
    Part(name="storms", module=(*STORM, "sqlite"), amount="--kills", full="5000", quick="60"),
    Part(name="storms", module=(*STORM, "postgres"), amount="--kills", full="5000", quick="60"),
)
"""Cheapest first, so that what is broken shows early."""


def main() -> int:
    """Run what is told on the command line; 1 when any of it found a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of hours")
    parser.add_argument("--only", choices=sorted({part.name for part in PARTS}))
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    failed: list[str] = []
    for part in PARTS:
        if told.only in {None, part.name}:
            command = part.command(quick=told.quick, seed=told.seed)
            if not _holds(command):
                failed.append(" ".join(command))
    print("Everything held." if not failed else f"Failed: {failed}")  # noqa: T201 - the output
    return 1 if failed else 0


def _holds(command: list[str]) -> bool:
    print(f"\n--- {' '.join(command)}", flush=True)  # noqa: T201 - for whoever waits
    began = time.monotonic()
    done = subprocess.run([sys.executable, *command], check=False)  # noqa: S603 - of this package
    seconds = time.monotonic() - began
    held = "held" if done.returncode == 0 else "FAILED"
    print(f"--- {held} after {seconds:.0f} s", flush=True)  # noqa: T201 - the same
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
