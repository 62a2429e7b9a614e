import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

import pytest

from storage.vault import Vault
from tests.storage.processes import PATIENCE_S, Process, line_breaks, process

EARS = ("the first ear", "the second ear", "the third ear")
NAMES = ("first", "other")
UNDER_WAY_S = 0.05


@dataclass
class Rota:
    """How often each duty is done now, by whom, and the most that one ever was."""

    doing: Counter[tuple[str, str]] = field(default_factory=Counter)
    most: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def stand(self, name: str, process: Process) -> None:
        """The process wants its part of all the duties."""
        works = {duty: partial(self._do, name, duty) for duty in EARS}
        await asyncio.gather(*(process.crew.keep(each, works[each], EARS) for each in EARS))

    async def _do(self, name: str, duty: str) -> None:
        self.doing[name, duty] += 1
        self.most = max(self.most, sum(self.doing[each, duty] for each in NAMES))
        self.changed.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(UNDER_WAY_S)
            self.doing[name, duty] -= 1
            self.changed.set()

    async def until(self, **parts: int) -> None:
        """Each does so many."""
        async with asyncio.timeout(PATIENCE_S):
            while parts != {name: sum(self.doing[name, duty] for duty in EARS) for name in parts}:
                self.changed.clear()
                await self.changed.wait()


async def test_duties_that_are_alike_are_dealt_out_and_those_of_the_dead_taken_over(
    postgres_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.crew.LOOK_S", 0.1)
    rota = Rota()
    async with (
        process(postgres_url, vault, "first") as first,
        process(postgres_url, vault, "other") as other,
    ):
        standing = [asyncio.create_task(rota.stand("first", first))]
        await rota.until(first=3)
        standing.append(asyncio.create_task(rota.stand("other", other)))
        await rota.until(first=2, other=1)
        assert rota.most == 1  # what is given up ends before another begins
        await line_breaks(first, other)
        await rota.until(first=0, other=3)
        for task in standing:
            task.cancel()
        await asyncio.wait(standing)
