"""What a delivery says now, where it goes, and in whose language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.flows import digests, ledger, optouts
from bot.flows.agencies import admitting
from bot.flows.areas import posts as areas
from bot.flows.incidents import posts as incidents
from bot.flows.moderation import posts as moderation
from bot.flows.relay import inbox
from bot.flows.requests import posts as requests
from bot.flows.requests import proposals
from bot.model.agencies import EVERY_AGENCY, Agency, AgencyState
from bot.model.channels import Channel
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.ids import (
    AgencyId,
    AreaId,
    ChannelId,
    EntryNumber,
    IncidentNumber,
    PersonId,
    ProposalId,
    ReplyKey,
    RequestNumber,
)
from bot.model.incidents import Incident
from bot.model.maps import MapView
from bot.model.moderation import Ruling
from bot.model.people import Person
from bot.model.pictures import CleanPicture
from bot.model.policy import Policy
from bot.model.proposals import ProposalState
from bot.model.requests import Request, RequestState
from bot.ports.stores import UnitOfWork
from bot.ports.world import Address, Keyring
from bot.replies import Reader, Screen
from bot.services import admissions, agencies, maps
from bot.services.digests import contents, drawing_of
from bot.services.moderation import rulings
from bot.texts.render import Locale, Sheet
from bot.texts.text import Text

ASKING = frozenset({DeliveryKind.REQUEST, DeliveryKind.BELL})
"""What nobody gets who opted out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a claimed delivery says now, where it goes, and in whose language."""

    to: Address
    reader: Reader
    screen: Screen | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is the same for all messages: keys, rules, and the moment of saying them."""

    keyring: Keyring
    policy: Policy
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An incident and its picture."""

    incident: Incident
    picture: CleanPicture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request and whose it is."""

    request: Request
    agency: Agency


class Contents:
    """What deliveries say, as of one transaction; what many of them tell is looked up once."""

    def __init__(self, uow: UnitOfWork, setting: Setting, room: int) -> None:
        """Look things up here; `room` is how many characters the platform takes."""
        self._uow, self._setting, self._room = uow, setting, room
        self._people: dict[PersonId, Person | None] = {}
        self._channels: dict[ChannelId, Channel | None] = {}
        self._said: dict[IncidentNumber, Mapping[ChannelId, Ruling]] = {}
        self._maps = dict[IncidentNumber, MapView]()
        self._told: dict[IncidentNumber, Told | None] = {}
        self._asked: dict[RequestNumber, Asked | None] = {}
        self._out: dict[PersonId, frozenset[AgencyId]] = {}

    async def expect(self, deliveries: Collection[Delivery]) -> None:
        """These will be asked for: look up at once to whom they go."""
        people = {each.person for each in deliveries if each.person is not None}
        if people:
            await self._meet(people)
        channels = {each.channel for each in deliveries if each.channel is not None}
        if channels:
            await self._visit(channels)
        asked = {each.person for each in deliveries if each.person and each.kind in ASKING}
        if asked:
            await self._hear(asked)

    async def owed(self, delivery: Delivery) -> Owed | None:
        """What it says and where it goes; None when nobody is there any more."""
        addressed = await self._address(delivery)
        if addressed is None:
            return None
        to, reader = addressed
        locale = Locale(language=reader.language, zone=reader.zone, now=self._setting.now)
        sheet = Sheet(locale=locale, room=self._room)
        screen, version = await self._says(delivery, sheet)
        if screen is not None and self._setting.policy.maps:
            screen = await self._mapped(delivery, screen)
        return Owed(to=to, reader=reader, screen=screen, version=version)

    async def _address(self, delivery: Delivery) -> tuple[Address, Reader] | None:
        zone = self._setting.policy.zone
        if delivery.channel is not None:
            channel = await self._channel(delivery)
            if channel is None:
                return None
            reader = Reader(language=channel.language, zone=zone)
            return Address(id=channel.chat, personal=False), reader
        person = None if delivery.person is None else await self._person(delivery.person)
        if person is None:
            return None
        reader = Reader(
            language=person.language, zone=zone if person.hours is None else person.hours.zone
        )
        return Address(id=person.account.id, personal=True), reader

    async def _person(self, person: PersonId) -> Person | None:
        if person not in self._people:
            await self._meet({person})
        return self._people[person]

    async def _meet(self, people: Collection[PersonId]) -> None:
        self._people |= dict.fromkeys(people)
        self._people |= {each.id: each for each in await self._uow.people.those(people)}

    async def _channel(self, delivery: Delivery) -> Channel | None:
        if delivery.channel is None:
            return None
        if delivery.channel not in self._channels:
            await self._visit({delivery.channel})
        return self._channels[delivery.channel]

    async def _visit(self, channels: Collection[ChannelId]) -> None:
        self._channels |= dict.fromkeys(channels)
        self._channels |= {each.id: each for each in await self._uow.channels.those(channels)}

    async def _hear(self, people: Collection[PersonId]) -> None:
        self._out |= dict.fromkeys(people, frozenset[AgencyId]())
        self._out |= await self._uow.opt_outs.those(people)

    async def _wanted(self, person: PersonId, agency: Agency) -> bool:
        """Whether somebody takes the agency's requests, also since they were owed to him."""
        if person not in self._out:
            await self._hear({person})
        return self._out[person].isdisjoint({EVERY_AGENCY, agency.id})

    async def _mapped(self, delivery: Delivery, screen: Screen) -> Screen:
        """An incident's post with a map: in a channel as its picture, in private by a button.

        Whoever lives near can do without the picture, and many of them would wait for it.
        """
        if delivery.kind is not DeliveryKind.INCIDENT:
            return screen
        number = IncidentNumber(int(delivery.subject))
        if delivery.channel is None:
            return replace(screen, buttons=(*screen.buttons, incidents.map_row(number)))
        told = await self._incident(number)
        if told is None or screen.media is not None:
            return screen
        if number not in self._maps:
            self._maps[number] = await maps.map_of(self._uow, told.incident)
        return replace(screen, drawing=self._maps[number], alt=maps.alt_of(told.incident))

    async def _says(self, delivery: Delivery, sheet: Sheet) -> tuple[Screen | None, int]:
        """The message as of now (None: nothing any more) and the version of its subject."""
        match delivery.kind:
            case DeliveryKind.INCIDENT:
                return await self._says_incident(delivery, sheet)
            case DeliveryKind.REQUEST:
                return await self._says_request(delivery)
            case DeliveryKind.PROPOSAL:
                return await self._says_proposal(delivery), delivery.owed
            case DeliveryKind.DIGEST:
                return await self._says_digest(delivery, sheet), delivery.owed
            case _:
                return await self._says_what_stays(delivery), 1

    async def _says_what_stays(self, delivery: Delivery) -> Screen | None:
        match delivery.kind:
            case DeliveryKind.BELL:
                return await self._says_bell(delivery)
            case DeliveryKind.REPLY:
                return await self._says_reply(delivery)
            case DeliveryKind.ADMISSION | DeliveryKind.AREA | DeliveryKind.HEAD:
                return await self._says_notice(delivery)
            case DeliveryKind.RULING | DeliveryKind.WAITING | DeliveryKind.SNIPPET:
                return await moderation.says(self._uow, delivery)
            case _:
                return _outage(delivery)

    async def _says_notice(self, delivery: Delivery) -> Screen | None:
        match delivery.kind:
            case DeliveryKind.ADMISSION:
                return await self._says_admission(delivery)
            case DeliveryKind.AREA:
                return await self._says_area(delivery)
            case _:
                return await self._says_head(delivery)

    async def _says_incident(self, delivery: Delivery, sheet: Sheet) -> tuple[Screen | None, int]:
        told = await self._incident(IncidentNumber(int(delivery.subject)))
        if told is None:
            return None, delivery.owed
        channel = await self._channel(delivery)
        ruling = None if channel is None else await self._ruling(told.incident.number, channel.id)
        if not rulings.standing(told.incident, channel, ruling):
            return None, told.incident.version
        screen = incidents.fitted(
            rulings.told_in(told.incident, channel),
            told.picture,
            _away(delivery),
            locale=sheet.locale,
            longest=sheet.room,
        )
        return replace(screen, public=True), told.incident.version

    async def _says_request(self, delivery: Delivery) -> tuple[Screen | None, int]:
        asked = await self._request(RequestNumber(int(delivery.subject)))
        if asked is None:
            return None, 0
        if asked.request.state is RequestState.CLOSED:
            posted = delivery.posted is not None
            return (requests.closed(asked.request, asked.agency) if posted else None), 2
        if delivery.posted is None and not await self._taken(delivery, asked.agency):
            return None, 1
        screen = requests.post(asked.request, asked.agency)
        if delivery.channel is None:
            rows = (*screen.buttons, optouts.fewer_row(asked.agency.id))
            screen = replace(screen, buttons=rows)
        return screen, 1

    async def _taken(self, delivery: Delivery, agency: Agency) -> bool:
        """Whether the agency may ask by now, and in this channel, or this person."""
        if delivery.person is not None:
            active = agency.state is AgencyState.ACTIVE
            return active and await self._wanted(delivery.person, agency)
        if delivery.channel is None:
            return False
        channel = await self._channel(delivery)
        return channel is not None and await admissions.takes(self._uow, channel, agency)

    async def _says_admission(self, delivery: Delivery) -> Screen | None:
        """Whether the channel takes an agency's requests, for its moderators to say."""
        agency = await self._uow.agencies.get(AgencyId(int(delivery.subject)))
        if agency is None or agency.state is AgencyState.REVOKED or delivery.channel is None:
            return None
        taken = await self._uow.admissions.decided(delivery.channel, agency.id)
        return None if taken is not None else admitting.asked(agency, delivery.channel, taken=None)

    async def _says_proposal(self, delivery: Delivery) -> Screen | None:
        """To those who may be the second while it waits; what became of it, once it does not."""
        proposal = await self._uow.proposals.get(ProposalId(int(delivery.subject)))
        agency = None if proposal is None else await self._uow.agencies.get(proposal.agency)
        if proposal is None or agency is None or agency.state is not AgencyState.ACTIVE:
            return None
        waits = proposal.state is ProposalState.SECOND
        if delivery.channel is not None:
            return proposals.notice(proposal, agency, delivery.channel) if waits else None
        if not await agencies.hears(self._uow, agency, delivery.person, self._setting.now):
            return None
        return proposals.full(proposal, agency) if waits else proposals.outcome(proposal)

    async def _says_bell(self, delivery: Delivery) -> Screen | None:
        asked = await self._request(RequestNumber(int(delivery.subject.partition(".")[0])))
        if asked is None or asked.request.state is RequestState.CLOSED:
            return None
        if delivery.person is not None and not await self._wanted(delivery.person, asked.agency):
            return None
        return requests.bell(asked.request)

    async def _says_reply(self, delivery: Delivery) -> Screen | None:
        """A letter; none to whoever may not read it now, and finds it in the inbox later."""
        reply = await self._uow.relay.get(ReplyKey(delivery.subject))
        asked = None if reply is None else await self._request(reply.request)
        key = None if reply is None else self._setting.keyring.key(reply.request)
        if reply is None or key is None or asked is None:
            return None
        if not await agencies.hears(self._uow, asked.agency, delivery.person, self._setting.now):
            return None
        return inbox.letter(reply, key, repeat=delivery.repeat)

    async def _says_area(self, delivery: Delivery) -> Screen | None:
        """What became of areas; nothing where the channel went elsewhere meanwhile."""
        gone, place, _ = (AreaId(int(part)) for part in delivery.subject.split("."))
        was, now = await self._uow.areas.get(gone), await self._uow.areas.get(place)
        if delivery.channel is None:
            return areas.told_resident(was, now)
        channel = await self._channel(delivery)
        if channel is None or channel.area != (place or gone):
            return None
        return areas.told_channel(was, now)

    async def _says_head(self, delivery: Delivery) -> Screen | None:
        number = EntryNumber(int(delivery.subject))
        page = await self._uow.ledger.page(EntryNumber(number + 1), 1)
        return ledger.head(page[0]) if page else None

    async def _says_digest(self, delivery: Delivery, sheet: Sheet) -> Screen | None:
        """What gathered, as it stands now; nothing where all of it was withdrawn meanwhile."""
        uow = self._uow
        told = await contents(uow, delivery)
        if not told:
            return None
        channel = await self._channel(delivery)
        area = None if channel is None else await uow.areas.get(channel.area)
        recap = None if channel is None else channel.recap
        head = digests.head_of(len(told), recap, "" if area is None else area.name)
        screen, listed = digests.post(head, told, sheet)
        return replace(screen, drawing=await drawing_of(uow, told, listed, sheet.locale.zone))

    async def _incident(self, number: IncidentNumber) -> Told | None:
        if number not in self._told:
            self._told[number] = await self._look_up_incident(number)
        return self._told[number]

    async def _ruling(self, number: IncidentNumber, channel: ChannelId) -> Ruling | None:
        """What a channel says of an incident; asked once for all its channels."""
        if number not in self._said:
            said = await self._uow.rulings.of(number)
            self._said[number] = {each.channel: each for each in said}
        return self._said[number].get(channel)

    async def _look_up_incident(self, number: IncidentNumber) -> Told | None:
        incident = await self._uow.incidents.get(number)
        if incident is None:
            return None
        key = incident.picture
        return Told(
            incident=incident, picture=None if key is None else await self._uow.pictures.get(key)
        )

    async def _request(self, number: RequestNumber) -> Asked | None:
        if number not in self._asked:
            self._asked[number] = await self._look_up_request(number)
        return self._asked[number]

    async def _look_up_request(self, number: RequestNumber) -> Asked | None:
        request = await self._uow.requests.get(number)
        agency = None if request is None else await self._uow.agencies.get(request.agency)
        return None if request is None or agency is None else Asked(request=request, agency=agency)


def _away(delivery: Delivery) -> incidents.Away | None:
    """Where it lies from the reader's circle; None in channels and for those who watch areas."""
    if delivery.channel is not None or delivery.direction is None:
        return None
    return incidents.Away(distance=delivery.distance, direction=delivery.direction)


def _outage(delivery: Delivery) -> Screen:
    first, last = (
        datetime.fromtimestamp(int(second), UTC) for second in delivery.subject.split(".")
    )
    return requests.away(first, last)


def gone(delivery: Delivery) -> Screen:
    """What stands for a moment where something that is over may have been posted."""
    if delivery.kind is DeliveryKind.INCIDENT:
        return Screen(lines=(Text.of("incident.over", number=delivery.subject),))
    return Screen(lines=(Text.of("request.ended_time"),))
