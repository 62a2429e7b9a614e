"""Listening at a stand-in for what a bot says."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

LOOK_AGAIN_S = 0.0005
PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Hears when an answer came in: `arrived` tells the first since `forget`, as time.time()."""

    arrived: Callable[[], float | None]
    forget: Callable[[], None]

    async def after(self, act: Callable[[], Awaitable[None]]) -> float:
        """Milliseconds from the act to the answer."""
        self.forget()
        began = time.time()
        await act()
        async with asyncio.timeout(PATIENCE_S):
            while (arrived := self.arrived()) is None:  # noqa: ASYNC110 - the call itself notes its time
                await asyncio.sleep(LOOK_AGAIN_S)
        return (arrived - began) * 1_000
