"""Kill the bot a few thousand times and see what is lost.

.venv/bin/python -m tests.torture --kills 5000 --seed 1 --database sqlite --forked
"""

import argparse
import sys
import time

from tests.torture.storm import Outcome
from tests.torture.storms import Storms, raged


def main() -> int:
    """Run a storm as told on the command line; 1 when anything was lost or doubled too often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--forked", action="store_true", help="short lives at full speed")
    parser.add_argument("--at-once", type=int, default=2, help="towns at the same time")
    told = parser.parse_args()
    began = time.monotonic()
    outcome = raged(
        Storms(
            kills=told.kills,
            seed=told.seed,
            database=told.database,
            quick=told.forked,
            at_once=told.at_once,
        )
    )
    _print(outcome, time.monotonic() - began)
    return 1 if outcome.faults else 0


def _print(outcome: Outcome, seconds: float) -> None:
    deaths = ", ".join(f"{count} {way}" for way, count in sorted(outcome.deaths.items()))
    figures = ", ".join(f"{count} {what}" for what, count in outcome.figures.items())
    lines = [
        f"{outcome.kills} kills in {seconds:.0f} s: {deaths}.",
        f"The street meanwhile: {figures}.",
        f"Doubled: {outcome.doubled.total()} messages {dict(outcome.doubled)}.",
        *(f"  log, {level}: {event} ({n})" for (level, event), n in sorted(outcome.said.items())),
        *(f"  FAULT: {fault}" for fault in outcome.faults),
        "Nothing was lost." if not outcome.faults else f"{len(outcome.faults)} faults.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output


if __name__ == "__main__":
    sys.exit(main())
