"""Listening at a stand-in for what a bot says."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

LOOK_AGAIN_S = 0.0005
PATIENCE_S = 30.0


Found = TypeVar("Found")


async def until(look: Callable[[], Found | None]) -> Found:
    """What is there, as soon as it is there."""
    async with asyncio.timeout(PATIENCE_S):
        while (found := look()) is None:  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(LOOK_AGAIN_S)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Hears when an answer came in: `arrived` tells the first since `forget`, by monotonic()."""

    arrived: Callable[[], float | None]
    forget: Callable[[], None]

    async def after(self, act: Callable[[], Awaitable[None]]) -> float:
        """Milliseconds from the act to the answer."""
        self.forget()
        began = time.monotonic()
        await act()
        return (await until(self.arrived) - began) * 1_000
