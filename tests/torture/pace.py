"""A backlog of thousands, sent at the limits of both platforms: how fast, how evenly, what twice.

.venv/bin/python -m tests.torture.pace --seconds 60 --loaded
.venv/bin/python -m tests.torture.pace --seconds 60 --processes 3 --database postgres
.venv/bin/python -m tests.torture.pace --roles telegram discord sender --asks 2 --database postgres

The first process does everything, each further one only sends, unless roles are told. The rate is
that of the seconds after all of them have their shares; limits are held from the first post to
the last, also while strangers ask so many times a second, whose answers count among the posts.
"""

import argparse
import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Self

from adapters.playground.ledger import Entry, Ledger
from adapters.playground.screens import OpenLink, Write
from bot.app.roles import Role
from bot.app.settings import Settings
from bot.app.system import SystemClock
from bot.app.town import Town, built
from tests.databases import Databases
from tests.torture.audit import Audit, audit, kept
from tests.torture.backlog import Backlog, Size
from tests.torture.rows import rows_of
from tests.torture.victim import Victim

ALLOWED = {"telegram": 30.0, "discord": 50.0}
"""Posts a second that a bot may send where nothing else is asked."""

GOALS = {"quiet": 0.99, "loaded": 0.97}
"""Of what is allowed."""

FIRST_WITHIN_S = 60.0
LOOK_S = 0.005
HANDED_OVER_S = 5.0
"""Until a process that joined uses what others gave up for it."""

STRANGERS = 10
"""Who ask in turn, so that none of them is answered twice in a second."""

BUSY = "while True: pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """How long, and how."""

    seconds: float
    roles: tuple[Role, ...]
    database: str
    loaded: bool
    asks: float = 0.0  # a second, on Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    rates: dict[str, float]  # posts a second, by platform
    posts: dict[str, int]
    audit: Audit
    said: dict[tuple[str, str], int]
    late: float  # seconds that the stand-ins themselves came late by, at most
    load: float  # of the machine, at the end


def main() -> int:
    """Soak as told on the command line; 1 when a limit was breached or a post lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--roles", type=Role, nargs="+", help="of the processes, one each")
    parser.add_argument("--asks", type=float, default=0.0, help="questions a second on Telegram")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--loaded", action="store_true", help="with a busy process on each core")
    parser.add_argument("--seed", default="1", help="for the sake of the other runs; not used")
    told = parser.parse_args()
    soak = Soak(
        seconds=told.seconds,
        roles=tuple(told.roles or (Role.ALL, *[Role.SENDER] * (told.processes - 1))),
        database=told.database,
        loaded=told.loaded,
        asks=told.asks,
    )
    with tempfile.TemporaryDirectory(prefix="porchlight-pace-") as name:
        outcome = asyncio.run(soaked(soak, Path(name)))
    print("\n".join(report(soak, outcome)))  # noqa: T201 - it is the program's output
    found = outcome.audit
    return 1 if found.breaches or found.hasty or found.missing or found.doubled else 0


async def soaked(soak: Soak, folder: Path) -> Outcome:
    """Let the real bot send, and look."""
    url = "" if soak.database == "sqlite" else await Databases(folder).postgres()
    async with built() as town:
        settings = town.settings(folder, database_url=url).model_copy(update={"maps": False})
        backlog = Backlog(town=town, size=size_for(soak.seconds))
        await backlog.owe(settings, SystemClock())
        town.telegram.ledger.clear()
        with hogs(os.cpu_count() or 1 if soak.loaded else 0), uncollected(), Watch() as watch:
            bots, before = await _sent(soak, settings, folder, town)
        async with rows_of(settings.database_url) as rows:
            found = await audit(backlog, rows)
        sent = {name: list(ledger)[before[name] :] for name, ledger in _ledgers(town).items()}
        return Outcome(
            rates={name: kept(entries) for name, entries in sent.items()},
            posts={name: _posts(entries) for name, entries in sent.items()},
            audit=found,
            said={key: count for bot in bots for key, count in bot.said.items()},
            load=os.getloadavg()[0],
            late=watch.late,
        )


class Watch:
    """Sees how late this process comes to what it is to do: so late may arrivals be noted."""

    def __enter__(self) -> Self:
        """Begin to look."""
        self.late = 0.0
        self._looking = asyncio.create_task(self._look())
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._looking.cancel()

    async def _look(self) -> None:
        while True:
            meant = time.monotonic() + LOOK_S
            await asyncio.sleep(LOOK_S)
            self.late = max(self.late, time.monotonic() - meant)


def size_for(seconds: float) -> Size:
    """More than can be sent in so many seconds, to chats of every kind."""
    return Size(people=250, groups=20, channels=160, incidents=int(seconds) + 20)


async def _sent(
    soak: Soak, settings: Settings, folder: Path, town: Town
) -> tuple[list[Victim], dict[str, int]]:
    """The bots after so many seconds, and how many calls there were when these began."""
    async with AsyncExitStack() as stack:
        bots = [Victim(settings, folder, role) for role in soak.roles]
        for bot in bots:
            stack.push_async_callback(bot.close)
            await bot.start()
        await town.telegram.until(lambda: _posts(town.telegram.ledger) > 0, within=FIRST_WITHIN_S)
        await asyncio.gather(*(bot.ready() for bot in bots))
        await asyncio.sleep(HANDED_OVER_S)
        before = {name: len(ledger) for name, ledger in _ledgers(town).items()}
        async with talk(town, soak.asks):
            await asyncio.sleep(soak.seconds)
        for bot in bots:
            await bot.stop()
        return bots, before


def _ledgers(town: Town) -> dict[str, Ledger]:
    return {"telegram": town.telegram.ledger, "discord": town.discord.ledger}


def _posts(entries: Iterable[Entry]) -> int:
    return sum(len(entry.made) for entry in entries)


@asynccontextmanager
async def talk(town: Town, asks: float) -> AsyncIterator[None]:
    """Strangers ask so many times a second in all, each in his private chat."""
    talking = asyncio.create_task(_talk(town, asks)) if asks else None
    try:
        yield
    finally:
        if talking is not None:
            talking.cancel()
            await asyncio.wait({talking})


async def _talk(town: Town, asks: float) -> None:
    telegram = town.telegram
    (bot,) = telegram.bots.values()
    strangers = [str(telegram.add_person(f"Stranger {n}").id) for n in range(STRANGERS)]
    for number, who in enumerate(cycle(strangers)):
        if number < STRANGERS:
            await telegram.act(who, OpenLink(url=f"https://t.me/{bot.username}"))
        else:
            await telegram.act(who, Write(chat=str(bot.id), text="/help"))
        await asyncio.sleep(1 / asks)


@contextmanager
def uncollected() -> Iterator[None]:
    """The stand-ins' clock stops for no look through their memory: a platform's would not."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def hogs(count: int) -> Iterator[None]:
    """So many processes that want a core each."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]  # noqa: S603 - of this module
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


def report(soak: Soak, outcome: Outcome) -> Sequence[str]:
    """It in words."""
    found, goal = outcome.audit, GOALS["loaded" if soak.loaded else "quiet"]
    busy = ", cores kept busy" if soak.loaded else ""
    asks = f", {soak.asks:g} questions a second" if soak.asks else ""
    bots = f"{len(soak.roles)} process(es) ({', '.join(soak.roles)}), {soak.database}{asks}"
    marks = f"{len(found.missing)} missing, {found.doubled.total()} doubled"
    return [
        f"{soak.seconds:.0f} s, {bots}, load {outcome.load:.1f}{busy}.",
        f"The stand-ins came up to {outcome.late * 1_000:.0f} ms late to what arrived.",
        *(
            f"{name}: {outcome.posts[name]} posts, {rate:.2f}/s of {ALLOWED[name]:.0f} allowed: "
            f"{rate / ALLOWED[name]:.1%} (wanted {goal:.0%})"
            for name, rate in outcome.rates.items()
        ),
        *(
            f"  {each.rule.name}: worst {each.found.worst}, {each.found.breaches} breaches"
            for each in found.windows
        ),
        f"Posts: {marks}, {len(found.unknown)} not marked yet. Impatient calls: {found.hasty}.",
        *(f"  log, {level}: {event} ({n})" for (level, event), n in sorted(outcome.said.items())),
    ]


if __name__ == "__main__":
    sys.exit(main())
