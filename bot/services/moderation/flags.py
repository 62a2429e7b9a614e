"""Neighbours who want a moderator to look at a post; nobody learns which neighbours."""

from datetime import datetime

from bot.errors import WatchError
from bot.model.ids import IncidentNumber
from bot.model.incidents import Aside
from bot.model.moderation import Reach, Says
from bot.model.people import Account
from bot.model.policy import Policy
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services import people
from bot.services.moderation import notices


async def flag(
    uow: UnitOfWork,
    account: Account,
    number: IncidentNumber,
    *,
    now: datetime,
    policy: Policy,
    random: Random,
) -> None:
    """Count an account's flag, once; with enough of them the post rests until a moderator looks.

    What a moderator said may be shown rests no more. Whoever flags cannot tell any of this.

    Raises:
        WatchError: `flag.gone`, the same for what never was and what is shown no more;
            `refused.incident.flag` to who reported it.
    """
    await uow.rulings.take_up(number)
    incident = await uow.incidents.get(number)
    if incident is None or not incident.shown:
        raise WatchError("flag.gone")
    mine = await people.wrote(uow, account, incident)
    require(Permission.INCIDENT_FLAG, frozenset() if mine else frozenset({Standing.NEIGHBOUR}))
    if any(
        each.says is Says.SHOWN and each.reach is Reach.EVERYWHERE
        for each in await uow.rulings.of(number)
    ):
        return
    if await uow.flags.flag(number, account) >= policy.flags_to_rest:
        resting = await uow.incidents.set_aside(number, Aside.FLAGGED)
        await uow.deliveries.refresh(resting, now)
        await notices.tell_resting(uow, resting, random=random, now=now)
        await notices.call(uow, await uow.deliveries.came_to(number), now)
