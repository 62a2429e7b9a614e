"""Telling an author in private what was decided, and moderators that something waits for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.model.deliveries import DeliveryKind
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Incident
from bot.model.moderation import Deed
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services.moderation.offices import Office

SUFFIX_BYTES = 4
HOUR_S = 3_600

RESTING = "0.resting"
"""In place of a channel and its deed, where no moderator has looked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What an author is told of: a deed of a channel's moderators about a report."""

    incident: IncidentNumber
    channel: ChannelId
    deed: Deed

    @classmethod
    def read(cls, subject: str) -> Self:
        """The notice that `tell_author` wrote."""
        incident, channel, deed, _ = subject.split(".")
        return cls(
            incident=IncidentNumber(int(incident)),
            channel=ChannelId(int(channel)),
            deed=Deed(deed),
        )


async def tell_author(office: Office, incident: Incident, deed: Deed) -> None:
    """Owe the author a word about what was done, and how to appeal."""
    once = office.random.bytes(SUFFIX_BYTES).hex()
    subject = f"{incident.number}.{office.channel.id}.{deed.value}.{once}"
    await office.uow.deliveries.tell(
        DeliveryKind.RULING, subject, people=(incident.reporter,), now=office.now
    )


async def tell_resting(
    uow: UnitOfWork, incident: Incident, *, random: Random, now: datetime
) -> None:
    """Owe the author a word that neighbours asked for a moderator, and the report rests."""
    subject = f"{incident.number}.{RESTING}.{random.bytes(SUFFIX_BYTES).hex()}"
    await uow.deliveries.tell(DeliveryKind.RULING, subject, people=(incident.reporter,), now=now)


async def call(uow: UnitOfWork, channels: Collection[ChannelId], now: datetime) -> None:
    """Owe channels a word that something waits for their moderators, at most once an hour.

    Who moderates is asked of the platform and kept nowhere, so it is said where they are.
    """
    if not channels:
        return
    hour = str(int(now.timestamp()) // HOUR_S)
    await uow.deliveries.tell(DeliveryKind.WAITING, hour, channels=channels, now=now)
