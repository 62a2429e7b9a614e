"""The doorbell of a request: rung for everybody, and not often."""

from datetime import datetime, timedelta

from bot.model.relay import Question, Waiting
from bot.ports.stores import UnitOfWork

REST = timedelta(hours=6)
"""Between two rings for one request; a question asked meanwhile waits, and can be found."""


async def ring(uow: UnitOfWork, question: Question, now: datetime) -> datetime:
    """Ring for a question, or let it wait for the bell; when it rings."""
    request = question.request
    if await uow.bells.ring(request, now, now - REST):
        await uow.deliveries.ring(request, question.key, now)
        return now
    await uow.bells.wait(Waiting(request=request, question=question.key))
    rang = await uow.bells.rang(request)
    return now if rang is None else rang + REST


async def ring_rested(uow: UnitOfWork, now: datetime) -> None:
    """Ring for questions that waited for a bell that has rested by now."""
    for waiting in await uow.bells.waiting(now - REST):
        if await uow.bells.ring(waiting.request, now, now - REST):
            await uow.deliveries.ring(waiting.request, waiting.question, now)
