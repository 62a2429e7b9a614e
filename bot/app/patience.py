"""Waiting for the database when the watch starts before it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.services.health import DATABASE, Health
from storage.engine import is_sqlite_url
from storage.outages import LOCKED, outage_of

log = logging.getLogger("porchlight")

Opened = TypeVar("Opened")

PAUSES_S: Final = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before the next try; the last one repeats."""


class NoDatabaseError(Exception):
    """The database cannot be opened, and waiting would not help; the message says what would."""

    def __init__(self, error: Exception) -> None:
        """Name the error's kind; its own words may hold a password."""
        kind = type(getattr(error, "orig", None) or error).__name__
        super().__init__(
            f"The database that DATABASE_URL names cannot be opened ({kind}). "
            "What to do about it: porchlight check"
        )


async def at_last(opening: Callable[[], Awaitable[Opened]], url: str, health: Health) -> Opened:
    """Open the database, however long its server or another program keeps it out of reach.

    Raises:
        NoDatabaseError: waiting does not mend it.
    """
    pauses = chain(PAUSES_S, repeat(PAUSES_S[-1]))
    while True:
        try:
            found = await opening()
        except (SQLAlchemyError, OSError) as error:
            outage = outage_of(error)
            if outage is None or (is_sqlite_url(url) and outage.why != LOCKED):
                raise NoDatabaseError(error) from None
            pause = next(pauses)
            health.ill(DATABASE, outage.why)
            log.warning("the database is out of reach (%s); again in %.1f s", outage.why, pause)
        else:
            health.well(DATABASE)
            return found
        await asyncio.sleep(pause)
