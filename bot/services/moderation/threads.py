"""Threads that get heated: when too much is added at once, words wait for a moderator."""

from datetime import datetime

from bot.errors import WatchError
from bot.model.incidents import Incident, Talk
from bot.model.policy import Policy
from bot.ports.stores import UnitOfWork
from bot.services.moderation import notices


def require_open(incident: Incident) -> None:
    """Let nobody add words to a thread that is closed. Raises WatchError `thread.closed`."""
    if incident.talk is Talk.CLOSED:
        raise WatchError("thread.closed", number=str(incident.number))


async def cool(uow: UnitOfWork, incident: Incident, *, now: datetime, policy: Policy) -> Incident:
    """Close the thread of an incident to which too much was added in a short time."""
    lately = [each for each in incident.updates if each.at > now - policy.heated_within]
    if len(lately) < policy.heated or incident.talk is Talk.CLOSED:
        return incident
    await notices.call(uow, await uow.deliveries.came_to(incident.number), now)
    return await uow.incidents.talk(incident.number, Talk.CLOSED)
