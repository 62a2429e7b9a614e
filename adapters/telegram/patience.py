"""How long to wait, and how often, before Telegram is asked again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from adapters.telegram.failures import in_doubt, seconds

Result = TypeVar("Result")

LONGEST_S = 60.0
"""The longest pause between two tries."""

FLOOD_S = 30.0
"""How long an answer waits when Telegram asks for it; after more it is of no use."""

TRIES = 3


class Pauses:
    """Pauses that double from failure to failure, up to a minute."""

    def __init__(self, first: float) -> None:
        """Begin with a pause of `first` seconds."""
        self._first = self._next = first

    def after(self, error: Exception) -> float:
        """The pause in seconds that this failure asks for."""
        pause, self._next = self._next, min(self._next * 2, LONGEST_S)
        return max(pause, seconds(error)) if isinstance(error, RetryAfter) else pause


async def surely(
    call: Callable[[], Awaitable[Result]], pause: float, *, repeatable: bool = False
) -> Result:
    """Make a call; again after a flood warning, or when it surely never left this machine.

    A `repeatable` call does no harm when it is carried out twice: it is made again in doubt, too.

    Raises:
        TelegramError: the last try's; never one that a longer wait would have spared, except
            a flood warning for longer than `FLOOD_S`.
    """
    pauses = Pauses(pause)
    for _ in range(TRIES - 1):
        try:
            return await call()
        except TelegramError as error:
            if not _passing(error, repeatable=repeatable):
                raise
            await asyncio.sleep(pauses.after(error))
    return await call()


def _passing(error: TelegramError, *, repeatable: bool) -> bool:
    if isinstance(error, RetryAfter):
        return seconds(error) <= FLOOD_S
    return (
        isinstance(error, NetworkError)
        and not isinstance(error, BadRequest)
        and (repeatable or not in_doubt(error))
    )
