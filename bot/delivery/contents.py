"""What a delivery says now, where it goes, and in whose language."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.flows import digests
from bot.flows.areas import posts as areas
from bot.flows.incidents import posts as incidents
from bot.flows.moderation import posts as moderation
from bot.flows.relay import inbox
from bot.flows.requests import posts as requests
from bot.model.agencies import AgencyState
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.ids import AreaId, IncidentNumber, ReplyKey, RequestNumber
from bot.model.policy import Policy
from bot.model.requests import RequestState
from bot.ports.stores import UnitOfWork
from bot.ports.world import Address, Keyring
from bot.replies import Reader, Screen
from bot.services import maps
from bot.services.digests import contents, drawing_of
from bot.services.moderation import rulings
from bot.texts.render import Sheet
from bot.texts.text import Text


async def mapped(uow: UnitOfWork, delivery: Delivery, screen: Screen) -> Screen:
    """An incident's post with a map: in a channel as its picture, in private behind a button.

    A picture is sent to each address anew, and sending one takes several times as long as words:
    a handful of channels can bear that, thousands of neighbours would be alerted late.
    """
    if delivery.kind is not DeliveryKind.INCIDENT:
        return screen
    number = IncidentNumber(int(delivery.subject))
    if delivery.channel is None:
        return replace(screen, buttons=(*screen.buttons, incidents.map_row(number)))
    incident = await uow.incidents.get(number)
    if incident is None or screen.media is not None:
        return screen
    return replace(screen, drawing=await maps.map_of(uow, incident), alt=maps.alt_of(incident))


async def address(
    uow: UnitOfWork, delivery: Delivery, policy: Policy
) -> tuple[Address, Reader] | None:
    """Where a delivery goes and in which language; None when nobody is there any more."""
    if delivery.channel is not None:
        channel = await uow.channels.get(delivery.channel)
        if channel is None:
            return None
        reader = Reader(language=channel.language, zone=policy.zone)
        return Address(id=channel.chat, personal=False), reader
    person = None if delivery.person is None else await uow.people.get(delivery.person)
    if person is None:
        return None
    zone = policy.zone if person.hours is None else person.hours.zone
    reader = Reader(language=person.language, zone=zone)
    return Address(id=person.account.id, personal=True), reader


async def says(
    uow: UnitOfWork, delivery: Delivery, keyring: Keyring, sheet: Sheet
) -> tuple[Screen | None, int]:
    """The message as of now (None: nothing any more) and the version of its subject."""
    match delivery.kind:
        case DeliveryKind.INCIDENT:
            return await _incident(uow, delivery, sheet)
        case DeliveryKind.REQUEST:
            return await _request(uow, delivery)
        case DeliveryKind.DIGEST:
            return await _digest(uow, delivery, sheet), delivery.owed
        case _:
            return await _unchanging(uow, delivery, keyring), 1


async def _unchanging(uow: UnitOfWork, delivery: Delivery, keyring: Keyring) -> Screen | None:
    match delivery.kind:
        case DeliveryKind.BELL:
            return await _bell(uow, delivery)
        case DeliveryKind.REPLY:
            return await _reply(uow, delivery, keyring)
        case DeliveryKind.AREA:
            return await _area(uow, delivery)
        case DeliveryKind.RULING:
            return await moderation.notice(uow, delivery.subject)
        case DeliveryKind.SNIPPET:
            return await moderation.snippet(uow, delivery)
        case _:
            return _outage(delivery)


async def _incident(
    uow: UnitOfWork, delivery: Delivery, sheet: Sheet
) -> tuple[Screen | None, int]:
    incident = await uow.incidents.get(IncidentNumber(int(delivery.subject)))
    if incident is None:
        return None, delivery.owed
    if not await rulings.standing_at(uow, incident, delivery.channel):
        return None, incident.version
    picture = None if incident.picture is None else await uow.pictures.get(incident.picture)
    away, longest = _away(delivery), sheet.room
    screen = incidents.fitted(incident, picture, away, locale=sheet.locale, longest=longest)
    return screen, incident.version


def _away(delivery: Delivery) -> incidents.Away | None:
    """Where it lies from the reader's circle; None in channels and for those who watch areas."""
    if delivery.channel is not None or delivery.direction is None:
        return None
    return incidents.Away(distance=delivery.distance, direction=delivery.direction)


async def _request(uow: UnitOfWork, delivery: Delivery) -> tuple[Screen | None, int]:
    request = await uow.requests.get(RequestNumber(int(delivery.subject)))
    agency = None if request is None else await uow.agencies.get(request.agency)
    if request is None or agency is None:
        return None, 0
    if request.state is RequestState.CLOSED:
        posted = delivery.posted is not None
        return (requests.closed(request, agency) if posted else None), 2
    return requests.post(request, agency), 1


async def _bell(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    request = await uow.requests.get(RequestNumber(int(delivery.subject.partition(".")[0])))
    if request is None or request.state is RequestState.CLOSED:
        return None
    return requests.bell(request)


async def _reply(uow: UnitOfWork, delivery: Delivery, keyring: Keyring) -> Screen | None:
    """A letter; none to an agency that is suspended, which finds it in its inbox afterwards."""
    reply = await uow.relay.get(ReplyKey(delivery.subject))
    request = None if reply is None else await uow.requests.get(reply.request)
    agency = None if request is None else await uow.agencies.get(request.agency)
    key = None if reply is None else keyring.key(reply.request)
    if reply is None or key is None or agency is None or agency.state is not AgencyState.ACTIVE:
        return None
    return inbox.letter(reply, key, repeat=delivery.repeat)


async def _area(uow: UnitOfWork, delivery: Delivery) -> Screen | None:
    """What became of areas; nothing where the channel went elsewhere meanwhile."""
    gone, place, _ = (AreaId(int(part)) for part in delivery.subject.split("."))
    was, now = await uow.areas.get(gone), await uow.areas.get(place)
    if delivery.channel is None:
        return areas.told_resident(was, now)
    channel = await uow.channels.get(delivery.channel)
    if channel is None or channel.area != (place or gone):
        return None
    return areas.told_channel(was, now)


async def _digest(uow: UnitOfWork, delivery: Delivery, sheet: Sheet) -> Screen | None:
    """What gathered, as it stands now; nothing where all of it was withdrawn meanwhile."""
    told = await contents(uow, delivery)
    if not told:
        return None
    channel = None if delivery.channel is None else await uow.channels.get(delivery.channel)
    area = None if channel is None else await uow.areas.get(channel.area)
    recap = None if channel is None else channel.recap
    head = digests.head_of(len(told), recap, "" if area is None else area.name)
    screen, listed = digests.post(head, told, sheet)
    return replace(screen, drawing=await drawing_of(uow, told, listed, sheet.locale.zone))


def _outage(delivery: Delivery) -> Screen:
    first, last = (
        datetime.fromtimestamp(int(second), UTC) for second in delivery.subject.split(".")
    )
    return requests.away(first, last)


def gone(delivery: Delivery) -> Screen:
    """What stands for a moment where something that is over may have been posted."""
    if delivery.kind is DeliveryKind.INCIDENT:
        return Screen(lines=(Text.of("incident.over", number=delivery.subject),))
    return Screen(lines=(Text.of("request.closed"),))
