"""`make torture`: kill the bot a few hundred times and see what is lost.

make torture ARGS="--kills 200 --seed 1 --database sqlite"
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from tests.databases import Databases
from tests.torture.storm import Outcome, Plan, storm


def main() -> int:
    """Run a storm as told on the command line; 1 when anything was lost or doubled too often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--forked", action="store_true", help="do not import anew for each start")
    told = parser.parse_args()
    # Whoever dies in the midst of a call leaves half of it with the stand-ins.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    plan = Plan(kills=told.kills, seed=told.seed, forked=told.forked)
    outcome = asyncio.run(_storm(plan, told.database))
    _print(outcome)
    return 1 if outcome.faults else 0


async def _storm(plan: Plan, database: str) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="porchlight-torture-") as name:
        folder = Path(name)
        url = await Databases(folder).postgres() if database == "postgres" else ""
        return await storm(plan, folder, url)


def _print(outcome: Outcome) -> None:
    deaths = ", ".join(f"{count} {way}" for way, count in sorted(outcome.deaths.items()))
    figures = ", ".join(f"{count} {what}" for what, count in outcome.figures.items())
    lines = [
        f"{outcome.kills} kills in {outcome.seconds:.0f} s: {deaths}.",
        f"The street meanwhile: {figures}.",
        f"Doubled: {outcome.doubled.total()} messages {dict(outcome.doubled)}.",
        *(f"  log, {level}: {event} ({n})" for (level, event), n in sorted(outcome.said.items())),
        *(f"  FAULT: {fault}" for fault in outcome.faults),
        "Nothing was lost." if not outcome.faults else f"{len(outcome.faults)} faults.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output


if __name__ == "__main__":
    sys.exit(main())
