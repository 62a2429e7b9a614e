"""What was pressed while the watch was away is lost, and nobody can tell who pressed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.model.ids import PlatformName
from bot.ports.stores import UnitOfWork

PRESS_LIVES = timedelta(seconds=150)
"""How long Telegram keeps a press for a bot that does not fetch it."""

BEAT = timedelta(seconds=30)
"""How often the watch notes that it is there."""

ALIVE = "alive"
"""Beside the platforms' marks: the second until which the watch has heard everything."""


HEARD = "heard "
"""Begins the mark of what one process heard a bot until, for the process that has the clock."""


async def note(uow: UnitOfWork, bot: PlatformName, heard: datetime) -> None:
    """Note until when a bot was heard."""
    await uow.marks.set(f"{HEARD}{bot}", int(heard.timestamp()))


async def noted(uow: UnitOfWork, bots: Iterable[PlatformName], now: datetime) -> datetime:
    """Until when all of these bots were heard; now, where nothing was ever noted."""
    marks = [await uow.marks.get(f"{HEARD}{bot}") for bot in bots]
    return min(
        (datetime.fromtimestamp(mark, UTC) for mark in marks if mark is not None), default=now
    )


async def noticed(uow: UnitOfWork, heard: datetime) -> int:
    """Note until when everything was heard; after an outage, to how many chats it is owed."""
    last, this = await uow.marks.get(ALIVE), int(heard.timestamp())
    if last != this:
        await uow.marks.set(ALIVE, this)
    if last is None or timedelta(seconds=this - last) <= PRESS_LIVES:
        return 0
    return await uow.deliveries.announce(f"{last}.{this}", heard)
