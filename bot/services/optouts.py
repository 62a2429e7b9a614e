"""Residents who take no more requests, of one agency or of any."""

from bot.model.agencies import EVERY_AGENCY, Agency, AgencyState
from bot.model.ids import AgencyId
from bot.ports.stores import UnitOfWork

MOST_OFFERED = 20
"""Agencies that are buttons at once; any other can be stopped under what it asks."""


async def offered(uow: UnitOfWork, out: frozenset[AgencyId]) -> tuple[Agency, ...]:
    """The agencies that can be stopped or taken again: those stopped first, each by name."""
    found = [each for each in await uow.agencies.all() if each.state is not AgencyState.REVOKED]
    return tuple(sorted(found, key=lambda each: each.id not in out)[:MOST_OFFERED])


async def known(uow: UnitOfWork, agency: AgencyId) -> bool:
    """Whether there is such an agency to stop, or it stands for all of them."""
    return agency == EVERY_AGENCY or await uow.agencies.get(agency) is not None
