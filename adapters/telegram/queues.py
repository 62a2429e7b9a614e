"""Answers on their way: one chat's in order, different chats' side by side."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

ROOM = 64
"""How many answers may be on their way before updates wait."""

Work = Callable[[], Awaitable[None]]


class Queues:
    """Works off what each chat is owed, so that a slow chat keeps nobody else waiting."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._room = asyncio.Semaphore(ROOM)
        self._last: dict[int, asyncio.Task[None]] = {}

    async def put(self, chat: int, work: Work) -> None:
        """Do this after all that the chat is owed already; waits only when too much is owed."""
        await self._room.acquire()
        task = asyncio.create_task(self._after(self._last.get(chat), work))
        self._last[chat] = task
        task.add_done_callback(lambda done: self._done(chat, done))

    async def _after(self, before: asyncio.Task[None] | None, work: Work) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a fault in one answer must not stop the chat
            log.error("an answer failed: %s", place_of(error))  # noqa: TRY400 - no values in logs

    def _done(self, chat: int, task: asyncio.Task[None]) -> None:
        self._room.release()
        if self._last.get(chat) is task:
            del self._last[chat]

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        while self._last:
            await asyncio.wait(list(self._last.values()))
            await asyncio.sleep(0)  # the tasks that are done are forgotten now

    async def finish(self, within: float) -> None:
        """Wait for what is on its way, at most `within` seconds; then let go of it."""
        tasks = list(self._last.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def place_of(error: Exception) -> str:
    """Kind and place of a fault, without the values that its message may hold."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.name}:{frame.lineno}"
