"""Asks the parts of the watch how they are."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.app.looks import again_and_again
from bot.app.system import SystemClock
from bot.errors import OutOfReachError
from bot.model.ids import PlatformName
from bot.ports.world import Clock
from bot.services.health import Health

log = logging.getLogger("porchlight")

ASK_S = 60.0
"""Seconds between two looks at the database's version."""

LOOK_S = 5.0
"""Seconds between two looks."""

STEP = timedelta(seconds=2)
"""By more than this a clock is not slewed, it was set."""


class Reachable(Protocol):
    """Something at the other end of a line."""

    @property
    def reachable(self) -> bool:
        """Whether it answered when it was last spoken to."""
        ...


class Reckoning(Protocol):
    """Whoever starts things at their time."""

    def reckon(self) -> None:
        """The clock was set."""
        ...


@dataclass(kw_only=True)
class Watchmaker:
    """Notices that the machine's clock was set: it went otherwise than one that never steps."""

    clock: Clock = field(default_factory=SystemClock)
    steady: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """From now on."""
        self._begun, self._steady = self.clock.now(), self.steady()

    def step(self) -> timedelta:
        """By how much the clock was set since the last look, forward or back; else zero."""
        now, steady = self.clock.now(), self.steady()
        off = now - self._begun - timedelta(seconds=steady - self._steady)
        self._begun, self._steady = now, steady
        return off if abs(off) > STEP else timedelta(0)


class Versions:
    """Notices that a newer program has changed the tables: this one goes on, for a while."""

    def __init__(self, overtaken: Callable[[], Awaitable[bool]]) -> None:
        """Ask this."""
        self._overtaken, self._said = overtaken, False

    async def run(self) -> None:
        """Ask every minute until cancelled."""
        await again_and_again(self.look, lambda: ASK_S)

    async def look(self) -> None:
        """Say it once when it is so."""
        with suppress(OutOfReachError):
            if not self._said and await self._overtaken():
                self._said = True
                log.warning("a newer program changed the database: start this one anew with it")


class Vitals:
    """Looks after the parts that cannot speak for themselves."""

    def __init__(
        self,
        health: Health,
        platforms: Mapping[PlatformName, Reachable],
        rounds: Reckoning,
        watchmaker: Watchmaker | None = None,
    ) -> None:
        """Tell `health` of these."""
        self._health, self._platforms, self._rounds = health, platforms, rounds
        self._watchmaker = watchmaker or Watchmaker()

    async def run(self) -> None:
        """Look until cancelled."""
        await again_and_again(self.look, lambda: LOOK_S)

    async def look(self) -> None:
        """How are you all?"""
        for name, platform in self._platforms.items():
            (self._health.well if platform.reachable else self._health.ill)(name)
        if step := self._watchmaker.step():
            way = "forward" if step > timedelta(0) else "back"
            log.warning("the clock was set %s by %.1f s", way, abs(step.total_seconds()))
            self._rounds.reckon()
