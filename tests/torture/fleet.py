"""Several processes of one watch, killed one after the other: what is lost, doubled, or too fast.

.venv/bin/python -m tests.torture.fleet --kills 100 --seed 1
"""

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.app.roles import Role
from bot.app.system import SystemClock
from bot.app.town import Town, built
from bot.ports.world import Random
from tests.databases import Databases
from tests.fakes import SeededRandom
from tests.torture.audit import Audit, audit
from tests.torture.backlog import Backlog, Size
from tests.torture.rows import Rows, rows_of
from tests.torture.storm import drained
from tests.torture.victim import Victim

CREW = (Role.ALL, Role.SENDER, Role.TELEGRAM, Role.CLOCK)
"""Two of everything that Telegram needs; whoever is killed comes back."""

SIZE = Size(people=60, groups=4, channels=4, incidents=1)
"""What is owed anew for so many kills at a time."""

KILLS_A_BACKLOG = 3
TAKEN_OVER_S = 15.0
"""Seconds until a person must be answered again by another process, on a busy machine."""

FIRST_S = 60.0
LONGEST_LIFE_S = 4.0
WELCOME = "I am the neighbourhood watch"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    kills: int = 0
    answered: list[float] = field(default_factory=list)  # seconds after each kill
    doubled: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, found: Audit) -> None:
        """Note what an audit found."""
        self.doubled += found.doubled.total()
        if found.missing:
            self.faults.append(f"{len(found.missing)} posts are missing")
        if found.breaches:
            self.faults.append(f"{found.breaches} calls came in windows that were full")
        if any(times > KILLS_A_BACKLOG for times in found.doubled.values()):
            self.faults.append("an address got a post more often than it was in doubt")


def main() -> int:
    """Kill as told on the command line; 1 when anything was lost, too fast or too late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="porchlight-fleet-") as name:
        outcome = asyncio.run(raged(told.kills, SeededRandom(told.seed), Path(name)))
    print("\n".join(report(outcome, time.monotonic() - began)))  # noqa: T201 - it is the output
    return 1 if outcome.faults else 0


async def raged(kills: int, random: Random, folder: Path) -> Outcome:
    """Towns, one after the other, each with a backlog of its own, until there were enough."""
    outcome, databases = Outcome(), Databases(folder)
    while outcome.kills < kills and not outcome.faults:
        url = await databases.postgres()
        home = folder / f"town-{outcome.kills}"
        home.mkdir()
        async with built() as town, rows_of(url) as rows:
            await _lived(Life(town=town, rows=rows, random=random, folder=home), outcome, url)
        await databases.drop(url)
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A town, the database of its watch, and what fate draws from."""

    town: Town
    rows: Rows
    random: Random
    folder: Path


async def _lived(life: Life, outcome: Outcome, url: str) -> None:
    usual = life.town.settings(life.folder, database_url=url)
    settings = usual.model_copy(update={"maps": False})
    backlog = Backlog(town=life.town, size=SIZE)
    async with AsyncExitStack() as stack:
        crew = [Victim(settings, life.folder, role) for role in CREW]
        for process in crew:
            stack.push_async_callback(process.close)
            await process.start()
        for process in crew:
            await process.ready()
        await answered(life.town, FIRST_S)
        await backlog.owe(settings, SystemClock())
        for _ in range(KILLS_A_BACKLOG):
            for process in crew:
                await process.ready()
            await asyncio.sleep(LONGEST_LIFE_S * life.random.below(1_000) / 1_000)
            await _killed(crew[life.random.below(len(crew))], life.town, outcome)
        outcome.faults += await drained(life.town, life.rows)
        for process in crew:
            await process.ready()
            if code := await process.stop():
                outcome.faults.append(f"a process ended with {code}")
    outcome.look(await audit(backlog, life.rows))


async def _killed(process: Victim, town: Town, outcome: Outcome) -> None:
    process.kill()
    await process.buried()
    outcome.kills += 1
    await process.start()
    try:
        outcome.answered.append(await answered(town))
    except TimeoutError:
        outcome.faults.append(f"nobody answered within {TAKEN_OVER_S:.0f} s")


async def answered(town: Town, within: float = TAKEN_OVER_S) -> float:
    """How many seconds a person waits for an answer. Raises TimeoutError."""
    ana, began = town.person("Ana"), time.monotonic()
    before = len(ana.messages(WELCOME))
    await ana.write(town.bot, "/start")
    await town.telegram.until(lambda: len(ana.messages(WELCOME)) > before, within=within)
    return time.monotonic() - began


def report(outcome: Outcome, seconds: float) -> list[str]:
    """It in words."""
    waits = sorted(outcome.answered) or [0.0]
    return [
        f"{outcome.kills} kills among {len(CREW)} processes in {seconds:.0f} s.",
        f"Answered again: {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s (most).",
        f"Doubled: {outcome.doubled} posts.",
        *(f"  FAULT: {fault}" for fault in outcome.faults),
        "Nothing was lost." if not outcome.faults else f"{len(outcome.faults)} faults.",
    ]


if __name__ == "__main__":
    sys.exit(main())
