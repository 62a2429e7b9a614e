"""Who may come into a channel, without anybody seeing where a person lives."""

from bot.errors import LookupFailedError, NotAllowedError, WatchError
from bot.events import Event
from bot.model.channels import Channel, Chat, ChatKind, Openness
from bot.model.ids import AreaId, Cell, PersonId, PlatformName
from bot.model.people import Account
from bot.model.watches import Circle
from bot.ports.inquiries import Facts, LetIn, MakeDoor
from bot.ports.stores import UnitOfWork
from bot.services.channels import require_admin


async def open_to(uow: UnitOfWork, event: Event, facts: Facts, openness: Openness) -> Channel:
    """Say who may come into the channel that this is; only its admins may.

    Raises:
        WatchError: `door.no_channel`, `area.door`, `door.not_allowed`, or as `require_admin`.
    """
    require_admin(event, facts)
    channel = await uow.channels.at(event.chat.platform, event.chat.id)
    if channel is None:
        raise WatchError("door.no_channel")
    area = await uow.areas.get(channel.area)
    if openness is Openness.RESIDENTS and area is not None and area.drawn:
        raise WatchError("area.door")  # whoever draws areas at will would find out where one lives
    making = MakeDoor(
        chat=chat_of(channel),
        name="" if area is None else area.name,
        old=channel.door,
        asks=openness is not Openness.OPEN,
    )
    try:
        door = facts.get(making)
    except NotAllowedError as refusal:
        if openness is not Openness.OPEN or channel.door:
            raise WatchError("door.not_allowed") from refusal
        door = ""  # it is open; only a link to it there is none
    except LookupFailedError as silence:
        raise WatchError("setup.platform_silent") from silence
    await uow.channels.open_by(channel.id, openness, door)
    return channel


async def knock(uow: UnitOfWork, channel: Channel, account: Account, facts: Facts) -> bool:
    """Let somebody in who watches a place in the channel's area; False: they must ask there.

    Raises:
        WatchError: `door.not_resident`, `door.not_allowed` or `setup.platform_silent`.
    """
    person = await uow.people.find(account)
    if person is None or not await lives_in(uow, person.id, channel.area):
        area = await uow.areas.get(channel.area)
        raise WatchError("door.not_resident", area="" if area is None else area.name)
    try:
        return facts.get(LetIn(chat=chat_of(channel), door=channel.door, account=account))
    except NotAllowedError as refusal:
        raise WatchError("door.not_allowed") from refusal
    except LookupFailedError as silence:
        raise WatchError("setup.platform_silent") from silence


async def lives_in(uow: UnitOfWork, person: PersonId, area: AreaId) -> bool:
    """Whether one of a person's watches lies in the area, or is of it or a part of it."""
    parts = await uow.areas.within(area)
    for watch in await uow.watches.of(person):
        if isinstance(watch.place, Circle):
            if any(each.id == area for each in await uow.areas.holding(watch.place.cell)):
                return True
        elif watch.place in parts:
            return True
    return False


async def around(
    uow: UnitOfWork, platform: PlatformName, place: Cell | Circle | AreaId
) -> tuple[Channel, ...]:
    """The platform's channels whose area holds a place, or is the area that is watched."""
    if isinstance(place, Circle):
        areas = [each.id for each in await uow.areas.holding(place.cell)]
    else:
        areas = [AreaId(place)]
    channels = await uow.channels.within(areas)
    return tuple(each for each in channels if each.platform == platform)


def chat_of(channel: Channel) -> Chat:
    """The chat that a channel is."""
    return Chat(
        platform=channel.platform, id=channel.chat, kind=ChatKind.GROUP, title=channel.title
    )
