"""A process that has read the whole program once and forks a bot for every line it is told.

`python -m tests.torture.nursery` saves each start the second that importing takes. It answers
`born <pid>` at once and `dead <code>` when that bot is gone. A line may name the commit before or
after which that bot dies by its own hand. Its bots send as fast as the stand-ins take it.
"""

import asyncio
import gc
import os
import signal
import ssl
import sys
from functools import cache
from pathlib import Path
from typing import ClassVar

import certifi
from sqlalchemy.orm import configure_mappers
from typing_extensions import override

from adapters.discord import run as discord
from adapters.telegram import run as telegram
from bot.app import cli
from bot.app.settings import Settings
from bot.model.rates import Rates
from bot.texts.catalogue import LANGUAGES, catalogue
from storage import units
from storage.units import SqlUnit
from tests.torture.victim import Doom, Life, Moment, Victim

QUICK = Rates(per_second=500.0, in_flight=8)
"""No bot on a real platform may."""


class Forked(Victim):
    """A bot without the second of importing, for tests that have to be quick."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """As `Victim`, with all roles."""
        super().__init__(settings, folder)
        self._nursery: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @override
    async def _born(self, doom: Doom | None) -> Life:
        if self._nursery is None:
            self._nursery = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.torture.nursery",
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            self._reading = self._listen(self._nursery.stderr)
        if self._nursery.stdin is None or self._nursery.stdout is None:
            message = "the nursery has no ears"
            raise RuntimeError(message)
        wish = "" if doom is None else f"{doom.moment} {doom.commit}"
        self._nursery.stdin.write(f"another {wish}\n".encode())
        answers = self._nursery.stdout
        pid = int((await answers.readline()).split()[1])

        async def gone() -> int:
            return int((await answers.readline()).split()[1])

        return Life(pid=pid, gone=asyncio.create_task(gone()))

    @override
    async def close(self) -> None:
        """End the nursery, too."""
        await super().close()
        if self._nursery is not None and self._reading is not None:
            self._nursery.kill()
            await self._nursery.wait()
            await self._reading


class Doomed(SqlUnit):
    """A unit of a bot that dies around one of its commits."""

    doom: ClassVar[Doom]
    count: ClassVar[int] = 0

    @override
    async def commit(self) -> None:
        Doomed.count += 1
        if Doomed.count < self.doom.commit:
            return await super().commit()
        if self.doom.moment is Moment.AFTER:
            await super().commit()
        return os.kill(os.getpid(), signal.SIGKILL)


def condemn(line: str) -> None:
    """Let this bot die as the line says, if it does."""
    _, *wish = line.split()
    if wish:
        Doomed.doom = Doom(moment=Moment(wish[0]), commit=int(wish[1]))
        vars(units)["SqlUnit"] = Doomed  # the name that the store looks up for each unit


def hurry() -> None:
    """Send without the pauses that only real platforms need."""
    for run in (telegram, discord):
        vars(run)["RATES"] = QUICK


def warm() -> None:
    """Do once what each life would do again: read catalogues and certificates, map the tables."""
    for language in LANGUAGES:
        catalogue(language)
    configure_mappers()
    trusted = ssl.create_default_context
    vars(ssl)["create_default_context"] = cache(trusted)
    ssl.create_default_context(cafile=certifi.where())
    gc.freeze()  # what is never collected is never copied


def main() -> None:
    """Fork until there are no more lines."""
    hurry()
    warm()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            sys.argv[1:] = ["run"]
            condemn(line)
            cli.main()
        print(f"born {pid}", flush=True)  # noqa: T201 - the protocol
        _, status = os.waitpid(pid, 0)
        print(f"dead {os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201 - the protocol


if __name__ == "__main__":
    main()
