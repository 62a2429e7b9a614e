"""Turns that answers take, opened by hand."""

import asyncio
from dataclasses import dataclass, field

from bot.ports.pace import Start
from bot.ports.world import Address


@dataclass
class Gate:
    """Nobody's turn comes before it is opened; notes who asked, and who was answered."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[tuple[Address, int]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def at_once(self, to: Address, calls: int = 1) -> Start:
        self.asked.append((to, calls))
        self.reached.set()
        await self.opened.wait()
        return Start(began=0.0)

    def answered(self, start: Start) -> None:
        assert start.began == 0.0
        self.done.set()
