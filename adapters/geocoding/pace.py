"""Going easy on a service that others share: turns taken in time, answers remembered."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.errors import LookupFailedError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

Lease = Callable[[float, float], Awaitable[float | None]]
"""Takes a turn that others share: from spacing and patience to the wait, all in seconds.

None when the wait would be longer than the patience.
"""


class Pace:
    """Lets requests pass one by one, so many a second and no faster."""

    def __init__(self, per_second: float, patience: float, lease: Lease | None = None) -> None:
        """Whoever would wait longer than `patience` seconds is sent away.

        `lease` shares the turns with other processes; without it they are this process's own.
        """
        self._spacing = 1 / per_second
        self._patience = patience
        self._lease = lease or self._own
        self._next = float("-inf")

    async def turn(self) -> None:
        """Wait for one's turn.

        Raises:
            LookupFailedError: too many wait already, or the turns cannot be shared now.
        """
        try:
            wait = await self._lease(self._spacing, self._patience)
        except Exception as fault:  # noqa: BLE001 - whatever shares the turns may raise
            why = type(fault).__name__
        else:
            if wait is not None:
                await asyncio.sleep(wait)
                return
            why = "too many look-ups wait"
        raise LookupFailedError(why)

    async def _own(self, spacing: float, patience: float) -> float | None:
        now = asyncio.get_running_loop().time()
        start = max(now, self._next)
        if start - now > patience:
            return None
        self._next = start + spacing
        return start - now


class Memory(Generic[Asked, Answer]):
    """The latest answers, in this process alone; the one longest unused is forgotten first."""

    def __init__(self, most: int) -> None:
        """Remember so many answers at most."""
        self._most = most
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()

    def recall(self, asked: Asked) -> Answer | None:
        """The answer, or None when it is not remembered."""
        if asked in self._answers:
            self._answers.move_to_end(asked)
        return self._answers.get(asked)

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Remember an answer."""
        self._answers[asked] = answer
        self._answers.move_to_end(asked)
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)
