"""What the operator reads of a watch that runs: how it is, and what goes out."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from adapters.metrics import Board, Reading
from bot.app.doors import Probes, served
from bot.app.looks import again_and_again
from bot.app.settings import Settings
from bot.errors import OutOfReachError
from bot.model.deliveries import Backlog
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.meters import COUNTED
from bot.ports.stores import Store
from bot.ports.world import Clock
from bot.services.health import CLOCK, DATABASE, Health

WRITE_S = 15.0
"""Seconds from page to page: at fixed moments, whatever happens in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """They stand before the watch does: it lives before its database is there."""

    health: Health = field(default_factory=Health)
    board: Board = field(default_factory=Board)

    def __post_init__(self) -> None:
        """Until the database was reached, the watch is not ready."""
        self.health.expect(DATABASE)

    def awaiting(self, platforms: Iterable[PlatformName]) -> Self:
        """The same; the watch is not ready before it was heard of these, either."""
        self.health.expect(*platforms)
        return self

    @asynccontextmanager
    async def shown(self, settings: Settings) -> AsyncIterator[None]:
        """The operator's own door, where METRICS_LISTEN opens one.

        Raises:
            PortTakenError: somebody else listens there.
        """
        if settings.metrics is None:
            yield
            return
        routes = [*self.board.routes(), *Probes(self.health).routes()]
        async with served(routes, settings.metrics, "METRICS_LISTEN"):
            yield


class Bulletins:
    """Writes the board at its moments."""

    def __init__(
        self,
        instruments: Instruments,
        store: Store,
        clock: Clock,
        bots: Mapping[PlatformName, Rates],
    ) -> None:
        """Write of these bots, and of what the store says is owed."""
        self._health, self._board = instruments.health, instruments.board
        self._store, self._clock, self._bots = store, clock, bots
        self._parts: set[str] = set()
        for name, rates in bots.items():
            self._board.joins(name, rates)

    async def run(self) -> None:
        """Write until cancelled."""
        await again_and_again(self.write, lambda: WRITE_S - time.time() % WRITE_S)

    async def write(self) -> None:
        """Write the page anew."""
        troubles = {each.part for each in self._health.troubles()}
        self._parts |= {*troubles, *self._health.known}
        reading = Reading(
            ready=self._health.ready,
            parts={part: part not in troubles for part in sorted(self._parts)},
            backlogs=await self._backlogs(),
        )
        self._board.write(reading)

    async def _backlogs(self) -> dict[PlatformName, Backlog]:
        """What is owed to the public; nothing while the store is out of reach."""
        now = self._clock.now()
        try:
            async with self._store.unit() as uow:
                found = {name: await uow.backlogs.of(name, COUNTED, now) for name in self._bots}
        except OutOfReachError as outage:
            self._health.ill(DATABASE, outage.why)
            return {}
        if CLOCK not in self._health.known:  # rounds tell better: they write
            self._health.well(DATABASE)
        return found
