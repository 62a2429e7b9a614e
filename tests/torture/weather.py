"""A backlog sent through every trouble at once, by a bot that is killed now and then.

.venv/bin/python -m tests.torture.weather --posts 2000 --database sqlite

L1: every post stands at its address. L2: on Telegram none stands there more often than it was in
doubt, by a kill or an answer that could not be read; on Discord none stands there twice.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.playground.discord.rates import POST
from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.faults import FOREVER, UNCLEAR, Fault, Trouble
from adapters.playground.ledger import TOO_MANY, UNHEARD
from adapters.playground.telegram.rates import Rates
from bot.app.system import SystemClock
from bot.app.town import Town, built
from bot.ports.world import Random
from tests.databases import Databases
from tests.fakes import SeededRandom
from tests.torture.audit import Audit, audit
from tests.torture.backlog import Backlog, Size
from tests.torture.nursery import Forked
from tests.torture.rows import Rows, rows_of

PEOPLE, GROUPS, CHANNELS = 30, 4, 12
CHATS = PEOPLE + GROUPS + CHANNELS
LIFE_S = 10
"""The longest life of a bot, in seconds."""

PATIENCE_S = 1_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    kills: int
    struck: Counter[str]
    audit: Audit
    faults: tuple[str, ...]
    said: Counter[tuple[str, str]]
    seconds: float


def main() -> int:
    """Send as told on the command line; 1 when a post was lost, or doubled without a doubt."""
    parser = argparse.ArgumentParser(description="Every trouble at once, and kills.")
    parser.add_argument("--posts", type=int, default=2_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    # Whoever dies in the midst of a call leaves half of it with the stand-ins.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="porchlight-weather-") as name:
        outcome = asyncio.run(weathered(told.posts, told.database, told.seed, Path(name)))
    print("\n".join(report(outcome)))  # noqa: T201 - it is the program's output
    return 1 if outcome.faults else 0


async def weathered(posts: int, database: str, seed: str, folder: Path) -> Outcome:
    """Let it storm until all is sent, and look."""
    began, random = time.monotonic(), SeededRandom(f"weather {seed}")
    url = "" if database == "sqlite" else await Databases(folder).postgres()
    async with built() as town:
        town.telegram.rates, town.discord.gauge.rates = Rates.none(), DiscordRates.none()
        settings = town.settings(folder, database_url=url).model_copy(update={"maps": False})
        size = Size(
            people=PEOPLE, groups=GROUPS, channels=CHANNELS, incidents=max(1, posts // CHATS)
        )
        backlog = Backlog(town=town, size=size)
        await backlog.owe(settings, SystemClock())
        for fault in troubles("sendMessage", 502):
            town.telegram.faults.add(fault)
        for fault in troubles(POST, 503):
            town.discord.faults.add(fault)
        victim = Forked(settings, folder)
        async with rows_of(settings.database_url) as rows:
            try:
                kills = await _killed(victim, rows, random)
            finally:
                await victim.close()
            found = await audit(backlog, rows)
        return Outcome(
            kills=kills,
            struck=_struck(town),
            audit=found,
            faults=(*_lost(backlog, found), *_doubled(backlog, found, kills)),
            said=victim.said,
            seconds=time.monotonic() - began,
        )


def troubles(call: str, status: int) -> Iterator[Fault]:
    """Three calls in ten are refused as too many, one in ten meets something else."""
    flood = Fault(trouble=Trouble.REFUSE, call=call, status=TOO_MANY, retry_after=1.0, share=0.28)
    whole = Fault(
        trouble=Trouble.REFUSE,
        call=call,
        status=TOO_MANY,
        retry_after=1.0,
        everywhere=True,
        share=0.02,
    )
    burst = Fault(trouble=Trouble.REFUSE, call=call, status=status, share=0.03)
    others = [Fault(trouble=each, call=call, share=0.02) for each in (Trouble.CUT, *UNCLEAR)]
    slow = Fault(trouble=Trouble.SLOW, call=call, seconds=1.0, share=0.02)
    for fault in (flood, whole, burst, *others, slow):
        fault.times = FOREVER
        yield fault


async def _killed(victim: Forked, rows: Rows, random: Random) -> int:
    """Start and kill it until nothing is owed; how often it was killed."""
    kills = 0
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await victim.start()
            await victim.ready()
            for _ in range(1 + random.below(LIFE_S)):
                await asyncio.sleep(1)
                if not await rows.owed():
                    await victim.stop()
                    return kills
            victim.kill()
            await victim.buried()
            kills += 1


def _struck(town: Town) -> Counter[str]:
    """How calls to send ended, by status."""
    return Counter(
        str(entry.status)
        for platform in (town.telegram, town.discord)
        for entry in platform.ledger
        if entry.call in {"sendMessage", POST}
    )


def _lost(backlog: Backlog, found: Audit) -> Iterator[str]:
    chats = len(backlog.people) + len(backlog.channels)
    short = chats * backlog.size.incidents - len(found.believed)
    if short:
        yield f"{short} posts were given up"
    if found.missing:
        yield f"{len(found.missing)} posts are missing"


def _doubled(backlog: Backlog, found: Audit, kills: int) -> Iterator[str]:
    channels = backlog.town.discord.realm.channels
    doubts = Counter(
        entry.chat
        for entry in backlog.town.telegram.ledger
        if entry.made and entry.status == UNHEARD
    )
    twice: Counter[str] = Counter()
    for (chat, _), count in found.doubled.items():
        twice[chat] += count
    for chat, count in twice.items():
        allowed = 0 if int(chat) in channels else doubts[chat] + kills
        if count > allowed:
            yield f"{count} doubled posts in a chat, {allowed} allowed"


def report(outcome: Outcome) -> Iterator[str]:
    """It in words."""
    yield f"{len(outcome.audit.believed)} posts, {outcome.kills} kills in {outcome.seconds:.0f} s."
    ends = ", ".join(f"{count} with {status}" for status, count in sorted(outcome.struck.items()))
    yield f"Calls ended: {ends} (0: no answer that can be read)."
    yield f"Doubled: {outcome.audit.doubled.total()}. Impatient calls: {outcome.audit.hasty}."
    for (level, event), count in sorted(outcome.said.items()):
        yield f"  log, {level}: {event} ({count})"
    for fault in outcome.faults:
        yield f"  FAULT: {fault}"
    yield "Nothing was lost." if not outcome.faults else f"{len(outcome.faults)} faults."


if __name__ == "__main__":
    sys.exit(main())
