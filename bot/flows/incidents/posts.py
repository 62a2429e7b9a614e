"""How an incident looks to those who read it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.flows.base import button, say
from bot.model.actions import Verb
from bot.model.directions import Direction
from bot.model.ids import IncidentNumber
from bot.model.incidents import Category, Incident, IncidentState, IncidentUpdate, Voices
from bot.model.pictures import CleanPicture
from bot.ports.stores import UnitOfWork
from bot.replies import Button, Rows, Screen
from bot.services import incidents
from bot.services.moderation import rulings
from bot.texts.render import Locale, plain
from bot.texts.text import Ago, Metres, Text

NEAREST_TOLD_M = 50
"""Metres: what is nearer is said to be this far."""

SHOWN_UPDATES = 2
"""How many updates a post shows: more would not fit under a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many characters of the story and of each update a post shows."""

    story: int
    update: int


WHOLE = Room(story=incidents.LONGEST_STORY, update=incidents.LONGEST_UPDATE)
ROOMS = (
    WHOLE,
    Room(story=WHOLE.story, update=110),
    Room(story=WHOLE.story, update=60),
    Room(story=300, update=60),
    Room(story=120, update=30),
)
"""From the roomiest to one that fits under any picture, whatever neighbours add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Where an incident lies from where its reader watches; `distance` in metres."""

    distance: int
    direction: Direction


def fitted(
    incident: Incident,
    picture: CleanPicture | None,
    away: Away | None,
    *,
    locale: Locale,
    longest: int,
) -> Screen:
    """The post with as many of all words as make it no longer than this.

    A post that no longer fits could not be changed any more, not even to be taken back.
    """
    for room in ROOMS:
        screen = post(incident, picture, away, room)
        if _length(screen, locale) <= longest:
            break
    return screen


def post(
    incident: Incident,
    picture: CleanPicture | None,
    away: Away | None = None,
    room: Room = WHOLE,
) -> Screen:
    """The incident as a neighbour sees it; in channels and areas it is `away` from nowhere."""
    head = headline(incident.category, incident.near, incident.happened)
    updates = tuple(added(each, shortened(each.text, room.update)) for each in newest(incident))
    settled = incident.state is IncidentState.SETTLED
    over = say("incident.settled" if settled else "incident.resolved")
    last = (over,) if incident.resolved else ()
    return Screen(
        lines=(
            head if away is None else headline_away(incident, away),
            say("incident.text", text=shortened(incident.text, room.story)),
            *updates,
            *last,
            signed(incident),
        ),
        media=picture,
        alt=None if picture is None else say("alt.photo"),
        buttons=neighbour_rows(incident, room),
    )


def newest(incident: Incident) -> tuple[IncidentUpdate, ...]:
    """The updates that a post shows; the newest correction is among them, however old."""
    last = incident.words[-SHOWN_UPDATES:]
    corrections = [each for each in incident.words if each.corrects]
    if not corrections or corrections[-1] in last:
        return last
    return (corrections[-1], *last[1:])


def signed(incident: Incident) -> Text:
    """From whom it is, without a name, and what other neighbours say of it."""
    reporters = incident.voices.reporters
    source = (
        say("incident.from_one")
        if reporters == 1
        else say("incident.from_several", count=reporters)
    )
    number = str(incident.number)
    return say("incident.by", source=source, standing=heard(incident.voices), number=number)


def heard(voices: Voices) -> Text:
    """Whether neighbours confirm it."""
    if voices.disputed:
        return say("incident.disputed")
    if voices.seen:
        return say("incident.confirmed", count=voices.seen)
    return say("incident.unconfirmed")


def added(update: IncidentUpdate, text: str) -> Text:
    """An update with these of its words."""
    ago = Ago(moment=update.at)
    if update.corrects:
        return say("incident.correction", ago=ago, text=text)
    if update.another:
        return say("incident.update_another", ago=ago, text=text)
    return say("incident.update", ago=ago, text=text)


async def left_out(uow: UnitOfWork, incident: IncidentNumber, text: str) -> tuple[Text, ...]:
    """Say in how many channels words that were added are not shown, if so."""
    count = await rulings.leaving_out(uow, incident, text)
    return (say("prompt.left_out", count=count),) if count else ()


def shortened(text: str, longest: int) -> str:
    """As much of somebody's words as a post shows."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def neighbour_rows(incident: Incident, room: Room) -> Rows:
    """What a reader may do: say whether it is so, and read what the post has no room for."""
    says = (
        button("voice.seen", Verb.INCIDENT_SEEN, incident.number),
        button("voice.denied", Verb.INCIDENT_DENIED, incident.number),
    )
    adds = (
        replace(button("comment.do", Verb.INCIDENT_COMMENT, incident.number), private=True),
        button("flag.do", Verb.INCIDENT_FLAG, incident.number),
    )
    open_ = (says, adds) if incident.state is IncidentState.OPEN else ()
    more = button("incident.more", Verb.INCIDENT_MORE, incident.number)
    return (*open_, (replace(more, private=True),)) if _hides(incident, room) else open_


def _hides(incident: Incident, room: Room) -> bool:
    """Whether something was said or shown that the post does not show."""
    return (
        len(incident.text) > room.story
        or len(incident.words) > SHOWN_UPDATES
        or any(each.picture or len(each.text) > room.update for each in incident.words)
    )


def _length(screen: Screen, locale: Locale) -> int:
    """The length of a message's words as the strictest platform counts it, in UTF-16 units."""
    said = "\n".join(plain(line, locale) for line in screen.lines if isinstance(line, Text))
    return len(said.encode("utf-16-le")) // 2


def map_row(incident: IncidentNumber) -> tuple[Button, ...]:
    """[Map]."""
    return (button("incident.map", Verb.INCIDENT_MAP, incident),)


def headline(category: Category, near: str, happened: datetime) -> Text:
    """Kind, block and time."""
    kind = say(f"category.{category.value}")
    return say("incident.head", category=kind, near=near, ago=Ago(moment=happened))


def headline_away(incident: Incident, away: Away) -> Text:
    """Kind, block, time, and how far in which direction from where the reader watches."""
    kind, ago = say(f"category.{incident.category.value}"), Ago(moment=incident.happened)
    if away.direction is Direction.HERE:
        return say("incident.head_here", category=kind, near=incident.near, ago=ago)
    return say(
        "incident.head_away",
        category=kind,
        near=incident.near,
        ago=ago,
        distance=Metres(metres=max(NEAREST_TOLD_M, round(away.distance, -1))),
        direction=say(f"direction.{away.direction.value}"),
    )


def named(incident: Incident) -> Text:
    """A report in one short line, for a button."""
    kind = say(f"category.{incident.category.value}")
    return say("incident.named", number=str(incident.number), category=kind, near=incident.near)


def owner_rows(incident: IncidentNumber) -> Rows:
    """What the reporter may do with his report."""
    return (
        (button("update.add", Verb.INCIDENT_UPDATE, incident),),
        (
            button("incident.resolve", Verb.INCIDENT_RESOLVE, incident),
            button("incident.withdraw", Verb.INCIDENT_WITHDRAW, incident, tone="danger"),
        ),
    )
