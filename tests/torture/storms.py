"""Many storms, one town after the other, a few at once: together so many kills."""

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.databases import Databases
from tests.torture.storm import Outcome, Plan, storm

KILLS_A_TOWN = 250
"""Towns stay small, so that looking at their screens costs little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storms:
    """So many kills on a database, in towns of which `at_once` live at the same time."""

    kills: int
    seed: str
    database: str
    quick: bool
    at_once: int

    def plans(self) -> Iterator[Plan]:
        """One plan a town; in every fourth town people settle while the bot is killed already."""
        left, town = self.kills, 0
        while left > 0:
            kills = min(left, KILLS_A_TOWN)
            seed = f"{self.seed} town {town}"
            yield Plan(kills=kills, seed=seed, quick=self.quick, calm=town % 4 != 0)
            left, town = left - kills, town + 1


def raged(storms: Storms) -> Outcome:
    """All of them; what they left together."""
    plans = list(storms.plans())
    with tempfile.TemporaryDirectory(prefix="porchlight-torture-") as name:
        urls = asyncio.run(_urls(storms.database, len(plans), Path(name)))
        with ProcessPoolExecutor(storms.at_once, mp_context=get_context("spawn")) as pool:
            towns = [pool.submit(_one, each) for each in zip(plans, urls, strict=True)]
            return _together(towns)


async def _urls(database: str, count: int, folder: Path) -> list[str]:
    """One empty database for each town; none where it makes its own SQLite file."""
    if database == "sqlite":
        return [""] * count
    databases = Databases(folder)
    return [await databases.postgres() for _ in range(count)]


def _one(town: tuple[Plan, str]) -> Outcome:
    plan, url = town
    # Whoever dies in the midst of a call leaves half of it with the stand-ins.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="porchlight-town-") as name:
        return asyncio.run(storm(plan, Path(name), url))


def _together(towns: list[Future[Outcome]]) -> Outcome:
    whole = Outcome(
        kills=0, faults=[], doubled=Counter(), deaths=Counter(), said=Counter(), figures=Counter()
    )
    for done, town in enumerate(as_completed(towns), 1):
        whole.add(town.result())
        words = f"{done} of {len(towns)} towns, {whole.kills} kills, {len(whole.faults)} faults"
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - for whoever waits
        for fault in town.result().faults:
            print(f"  FAULT: {fault}", file=sys.stderr, flush=True)  # noqa: T201 - the same
    return whole
