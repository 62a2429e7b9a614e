"""What was pressed while the watch was away is lost, and nobody can tell who pressed."""

from datetime import datetime, timedelta

from bot.ports.stores import UnitOfWork

PRESS_LIVES = timedelta(seconds=150)
"""How long Telegram keeps a press for a bot that does not fetch it."""

BEAT = timedelta(seconds=30)
"""How often the watch notes that it is there."""

ALIVE = "alive"
"""Beside the platforms' marks: the second until which the watch has heard everything."""


async def noticed(uow: UnitOfWork, heard: datetime) -> int:
    """Note until when everything was heard; after an outage, to how many chats it is owed."""
    last, this = await uow.marks.get(ALIVE), int(heard.timestamp())
    if last != this:
        await uow.marks.set(ALIVE, this)
    if last is None or timedelta(seconds=this - last) <= PRESS_LIVES:
        return 0
    return await uow.deliveries.announce(f"{last}.{this}", heard)
