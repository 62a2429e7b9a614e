"""The storm: a town, a bot that is killed again and again, and the proof at its end.

A quick storm has a forked bot, platforms without limits of speed and people who wait for nothing;
a slow one goes at the pace of real platforms, its bot reading the whole program for each life.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.telegram.rates import Rates
from bot.app.agencies.store import enrol
from bot.app.demo import settle
from bot.app.settings import Settings
from bot.app.story import PAPERS
from bot.app.town import Town, built
from bot.ports.world import Random
from tests.fakes import SeededRandom
from tests.torture.book import Book
from tests.torture.hearers import Hearers
from tests.torture.nursery import Forked
from tests.torture.proofs import Proof
from tests.torture.reaper import QUICK, SLOW, Reaper
from tests.torture.rows import Rows, rows_of
from tests.torture.street import LostError, Street
from tests.torture.victim import Victim

FINISHED_S = 600.0
DRAINED_S = 300.0
"""Seconds for the last dialogues, and for what a group may get only 20 times a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many kills, drawn from which seed; `calm` is when people settle before the first."""

    kills: int
    seed: str
    quick: bool = False
    calm: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a storm left."""

    kills: int
    faults: list[str]
    doubled: Counter[str]
    deaths: Counter[str]
    said: Counter[tuple[str, str]]
    figures: Counter[str]
    seconds: float = 0.0  # of all towns, one after the other

    def add(self, other: "Outcome") -> None:
        """What another town's storm left, too."""
        self.kills += other.kills
        self.faults += other.faults
        self.doubled += other.doubled
        self.deaths += other.deaths
        self.said += other.said
        self.figures += other.figures
        self.seconds += other.seconds


async def storm(plan: Plan, folder: Path, database_url: str = "") -> Outcome:
    """Kill the bot so many times while the street lives on; then look what is lost."""
    random = SeededRandom(plan.seed)
    began = time.monotonic()
    async with built() as town:
        usual = town.settings(folder, tick=1 if plan.quick else 2, database_url=database_url)
        settings = usual.model_copy(update={"maps": False})  # drawing outlasts a life
        await settle(settings)
        code = await enrol(settings, PAPERS)
        victim = (Forked if plan.quick else Victim)(settings, folder)
        street = _street(plan, town, settings, random.fork("street"))
        reaper = Reaper(
            town=town,
            victim=victim,
            random=random.fork("reaper"),
            span=QUICK if plan.quick else SLOW,
            commits=plan.quick,
        )
        try:
            if plan.calm:
                await _settled(street, code, reaper)
            left = await _raged(plan, code, street, reaper)
            outcome = await _looked(settings, street, reaper)
            outcome.seconds = time.monotonic() - began
            outcome.faults[:0] = left
            return outcome
        finally:
            await victim.close()


def _street(plan: Plan, town: Town, settings: Settings, random: Random) -> Street:
    if not plan.quick:
        return Street(town=town, settings=settings, book=Book(), random=random)
    street = Street(
        town=town,
        settings=settings,
        book=Book(),
        random=random,
        pause=0.2,
        patience=0.7,
        crowd=True,
    )
    town.telegram.rates = Rates.none()
    town.discord.gauge.rates = DiscordRates.none()
    return street


async def _settled(street: Street, code: str, reaper: Reaper) -> None:
    """The first life is a quiet one."""
    await reaper.victim.start()
    async with asyncio.timeout(FINISHED_S):
        await street.settle(code)
    reaper.victim.kill()
    await reaper.victim.buried()


async def _looked(settings: Settings, street: Street, reaper: Reaper) -> Outcome:
    """Wait for what is owed, end the bot, and prove everything."""
    kills, victim = reaper.deaths.total(), reaper.victim
    async with rows_of(settings.database_url) as rows:
        faults = await drained(street.town, rows)
        exit_code = await victim.stop()
        letters = [message.text for message in street.officer.letters.all()]
        hearers = Hearers(town=street.town)
        proof = Proof(book=street.book, hearers=hearers, rows=rows, letters=letters)
        await proof.all(settings)
        figures = await _figures(rows, street.book)
    if exit_code:
        faults.append(f"the bot ended with {exit_code}")
    return Outcome(
        kills=kills,
        faults=faults + proof.faults + _too_many(proof.doubled, kills) + _errors(victim),
        doubled=proof.doubled,
        deaths=reaper.deaths,
        said=victim.said,
        figures=figures,
    )


async def _raged(plan: Plan, code: str, street: Street, reaper: Reaper) -> list[str]:
    """All kills, and then time to finish what was begun; what was never finished."""
    living = asyncio.create_task(street.live() if plan.calm else _lived(street, code))
    left: list[str] = []
    try:
        for _ in range(plan.kills):
            if living.done():
                break
            await reaper.round()
        street.book.over = True
        await reaper.victim.start()
        async with asyncio.timeout(FINISHED_S):
            await living
    except* (LostError, TimeoutError) as group:
        left = [f"somebody never finished: {error!r}" for error in group.exceptions]
    finally:
        living.cancel()
    return left


async def _lived(street: Street, code: str) -> None:
    await street.settle(code)
    await street.live()


async def drained(town: Town, rows: Rows) -> list[str]:
    """Wait until nothing is owed and no update waits; what is left then."""
    until = time.monotonic() + DRAINED_S
    while True:
        owed = await rows.owed()
        waiting = sum(len(bot.mailbox.waiting()) for bot in town.telegram.bots.values())
        if not owed and not waiting:
            return []
        if time.monotonic() > until:
            return [f"{owed} deliveries and {waiting} updates are left"]
        await asyncio.sleep(0.5)


def _too_many(doubled: Counter[str], kills: int) -> list[str]:
    count = doubled.total()
    return [f"{count} doubled messages, more than {kills} kills"] if count > kills else []


def _errors(victim: Victim) -> list[str]:
    return [
        f"{count} times in the log: {event}"
        for (level, event), count in victim.said.items()
        if level in {"error", "critical"}
    ]


async def _figures(rows: Rows, book: Book) -> Counter[str]:
    return Counter(
        {
            "reports": len(book.reports),
            "updates": len(book.updates_written),
            "withdrawn": sum(each.state == "withdrawn" for each in book.reports.values()),
            "requests": len(book.requests),
            "replies saved": sum(each.saved for each in book.replies.values()),
            "deliveries": await rows.count("delivery"),
        }
    )
