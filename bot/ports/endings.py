"""How to go: what is under way is brought to its end, for a while."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

Done = TypeVar("Done")


async def to_its_end(work: Coroutine[object, object, Done], within: float) -> Done:
    """Do it; whoever is cancelled meanwhile waits at most `within` seconds for it, then goes.

    So a message that was sent is marked as sent, and an update that was committed is answered,
    although the watch is told to go.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        _, late = await asyncio.wait({task}, timeout=within)
        for each in late:
            each.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        raise
