"""Who moderates what, asked of the platform each time."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import LookupFailedError, WatchError
from bot.events import Event
from bot.model.channels import Channel, ChatKind
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Incident, IncidentState
from bot.model.moderation import AuditEntry, Deed, Reach
from bot.model.people import Account
from bot.model.policy import Policy
from bot.permissions import Permission, Standing, require
from bot.ports.inquiries import CountMembers, Facts, IsAdmin
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services import channels
from bot.services.doors import chat_of

LONGEST_NAME = 60
"""Characters of a moderator's name that are written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A moderator of a channel at work, and what he works with.

    `moderator` is the name under which he acts, empty when he acts as the chat itself; nothing
    else of him is kept.
    """

    uow: UnitOfWork
    channel: Channel
    moderator: str
    facts: Facts
    now: datetime
    random: Random
    policy: Policy

    async def note(
        self, deed: Deed, incident: IncidentNumber | None = None, detail: str = ""
    ) -> None:
        """Write down what he did."""
        await self.uow.audit.note(
            AuditEntry(
                platform=self.channel.platform,
                chat=self.channel.chat,
                moderator=self.moderator,
                deed=deed,
                at=self.now,
                incident=incident,
                detail=detail,
            )
        )

    async def came(self, number: IncidentNumber) -> Incident:
        """An incident that came to the channel; whoever rules on it next waits his turn.

        Raises:
            WatchError: `moderate.unknown`, the same for what never was, went elsewhere or is over.
        """
        await self.uow.rulings.take_up(number)
        incident = await self.uow.incidents.get(number)
        if (
            incident is None
            or incident.state is IncidentState.WITHDRAWN
            or self.channel.id not in await self.uow.deliveries.came_to(number)
        ):
            raise WatchError("moderate.unknown")
        return incident

    async def reach(self) -> Reach:
        """How far the channel's word goes: a small one's, or one's whose area is drawn, not far.

        Anybody can make a group, draw an area for it and be its admin.

        Raises:
            WatchError: `setup.platform_silent`.
        """
        area = await self.uow.areas.get(self.channel.area)
        if area is None or area.drawn or area.gone:
            return Reach.HERE
        try:
            members = self.facts.get(CountMembers(chat=chat_of(self.channel)))
        except LookupFailedError as silence:
            raise WatchError("setup.platform_silent") from silence
        return Reach.EVERYWHERE if members >= self.policy.reach_floor else Reach.HERE


def standing_here(event: Event, facts: Facts, permission: Permission) -> None:
    """Let pass an admin of the group where this happens.

    Raises:
        WatchError: `moderate.in_group`, the permission's refusal or `setup.platform_silent`.
    """
    if event.chat.kind is not ChatKind.GROUP:
        raise WatchError("moderate.in_group")
    require(permission, channels.standing(event, facts))


async def channel_here(uow: UnitOfWork, event: Event) -> Channel:
    """The channel that this chat is. Raises WatchError `moderate.no_channel`."""
    channel = await uow.channels.at(event.chat.platform, event.chat.id)
    if channel is None:
        raise WatchError("moderate.no_channel")
    return channel


async def channel_of(
    uow: UnitOfWork, wanted: ChannelId, account: Account, facts: Facts, *, permission: Permission
) -> Channel:
    """A channel, from wherever its admin is; unknown and foreign ones are refused alike.

    Raises:
        WatchError: the permission's refusal or `setup.platform_silent`.
    """
    channel = await uow.channels.get(wanted)
    if channel is None or channel.platform != account.platform:
        require(permission, frozenset())
        raise WatchError("moderate.no_channel")
    try:
        admin = facts.get(IsAdmin(chat=chat_of(channel), account=account))
    except LookupFailedError as silence:
        raise WatchError("setup.platform_silent") from silence
    require(permission, frozenset({Standing.ADMIN} if admin else ()))
    return channel


def named(event: Event) -> str:
    """The name under which a moderator acts."""
    names = () if event.sender.as_chat else event.sender.names
    return names[0][:LONGEST_NAME] if names else ""
