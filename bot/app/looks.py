"""Looking after things now and then."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.app.logs import fault

log = logging.getLogger("porchlight")


async def again_and_again(
    look: Callable[[], Awaitable[object]], pause: Callable[[], float]
) -> None:
    """Look until cancelled, with a pause in seconds in between; what trips a look ends nothing."""
    while True:
        try:
            await look()
        except Exception as error:  # noqa: BLE001 - whoever only looks must not end the watch
            log.error("a look failed: %s", fault(error))  # noqa: TRY400 - no values in logs
        await asyncio.sleep(pause())
