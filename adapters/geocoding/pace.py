"""Going easy on a service that others share: turns taken in time, answers remembered."""

import asyncio
from collections import OrderedDict
from typing import Generic, TypeVar

from bot.errors import LookupFailedError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Pace:
    """Lets requests pass one by one, so many a second and no faster."""

    def __init__(self, per_second: float, patience: float) -> None:
        """Whoever would wait longer than `patience` seconds is sent away."""
        self._spacing = 1 / per_second
        self._patience = patience
        self._next = float("-inf")

    async def turn(self) -> None:
        """Wait for one's turn.

        Raises:
            LookupFailedError: too many wait already.
        """
        now = asyncio.get_running_loop().time()
        start = max(now, self._next)
        if start - now > self._patience:
            message = "too many look-ups wait"
            raise LookupFailedError(message)
        self._next = start + self._spacing
        await asyncio.sleep(start - now)


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
