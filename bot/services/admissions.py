"""Which channels take which agency's requests: their moderators say so, each for their own."""

from datetime import datetime

from bot.model.agencies import Agency, AgencyState
from bot.model.channels import Channel
from bot.model.deliveries import DeliveryKind
from bot.ports.stores import UnitOfWork
from bot.services import agencies, ledger


async def offer(uow: UnitOfWork, agency: Agency, now: datetime) -> None:
    """Ask the moderators of channels within its areas whether they take its requests."""
    areas = await agencies.jurisdiction(uow, agency)
    channels = await uow.channels.within(areas)
    await _offer(uow, agency, channels, now)


async def offer_all(uow: UnitOfWork, channel: Channel, now: datetime) -> None:
    """Ask the moderators of a channel about each agency that may ask where it is."""
    for agency in await concerning(uow, channel):
        await _offer(uow, agency, (channel,), now)


async def _offer(
    uow: UnitOfWork, agency: Agency, channels: tuple[Channel, ...], now: datetime
) -> None:
    undecided = [
        channel.id
        for channel in channels
        if await uow.admissions.decided(channel.id, agency.id) is None
    ]
    await uow.deliveries.tell(DeliveryKind.ADMISSION, str(agency.id), channels=undecided, now=now)


async def concerning(uow: UnitOfWork, channel: Channel) -> tuple[Agency, ...]:
    """The agencies that may ask where a channel is, by name."""
    return tuple(
        [
            agency
            for agency in await uow.agencies.all()
            if agency.state is not AgencyState.REVOKED
            and agency.domain
            and channel.area in await agencies.jurisdiction(uow, agency)
        ]
    )


async def decide(
    uow: UnitOfWork, channel: Channel, agency: Agency, now: datetime, *, admitted: bool
) -> None:
    """A channel takes an agency's requests from now on, or no more; the ledger tells of turns."""
    before = await uow.admissions.decided(channel.id, agency.id)
    await uow.admissions.decide(channel.id, agency.id, now, admitted=admitted)
    if before is None or before is admitted:
        return
    area = await uow.areas.get(channel.area)
    told = ledger.resumed if admitted else ledger.suspended
    await told(uow, agency.id, now, "" if area is None else area.name)


async def takes(uow: UnitOfWork, channel: Channel, agency: Agency) -> bool:
    """Whether a channel takes an agency's requests now."""
    decided = await uow.admissions.decided(channel.id, agency.id)
    return agency.state is AgencyState.ACTIVE and decided is True
