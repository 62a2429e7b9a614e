"""Showing what happened around a place: a list, and a map of it."""

from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.events import Called
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    number,
    only_in_private,
    say,
    shown,
    told,
)
from bot.flows.places import (
    Choose,
    Then,
    ask_place,
    ask_which,
    found_place,
    take_place,
    take_which,
)
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.directions import Direction
from bot.model.ids import AreaId, Cell, IncidentNumber, WatchId
from bot.model.incidents import ALL_CATEGORIES, Category, Incident
from bot.model.nearby import Nearby
from bot.model.watches import Circle, Watch
from bot.replies import Button, Rows, Say, Screen
from bot.services import dialogues, maps, nearby, places, watches
from bot.services.nearby import Look
from bot.texts.render import Locale, plain
from bot.texts.text import Ago, Metres, Text

SPARE = 60
"""Characters of a message that stay free: what platforms add to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNearPlace:
    """Around which place?"""

    async def question(self, scene: Scene) -> Question:
        """A pin or an address."""
        return ask_place(say("near.ask_pin" if scene.event.limits.pins else "near.ask_place"))

    async def answered(self, scene: Scene) -> Answers:
        """What happened around it."""
        return await take_place(scene, *located(scene))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseNearPlace:
    """Which of these places is meant?"""

    found: tuple[places.Spot, ...]

    async def question(self, scene: Scene) -> Question:
        """One button each."""
        del scene
        return ask_which(self.found)

    async def answered(self, scene: Scene) -> Answers:
        """One of them, or another address."""
        return await take_which(scene, self.found, *located(scene))


async def start(scene: Scene) -> Answers:
    """/near: around the place behind the command, in the channel's area, where one watches."""
    chat = scene.event.chat
    channel = await scene.uow.channels.at(chat.platform, chat.id)
    if not scene.in_private:
        if channel is None:
            return only_in_private(scene, Command.NEAR) or ()
        return await looked(scene, Look(place=channel.area))
    if scene.called_with:
        return await found_place(scene, scene.called_with, *located(scene))
    if channel is not None:
        return await looked(scene, Look(place=channel.area))
    return await among_watches(scene)


async def among_watches(scene: Scene) -> Answers:
    """Around the one place that somebody watches, or: which of them? Or: where?"""
    person = await scene.uow.people.find(scene.event.sender.account)
    kept = () if person is None else await scene.uow.watches.of(person.id)
    if not kept:
        return await begin(scene, AskNearPlace())
    if len(kept) == 1:
        return await looked(scene, Look(place=kept[0].place))
    rows = tuple((watch_button(watch),) for watch in kept)
    return told(say("near.which_watch"), buttons=(*rows, (elsewhere_button(),)))


async def around_watch(scene: Scene) -> Answers:
    """[One of my watches]."""
    found = WatchId(number(scene.arg, "button.gone"))
    watch = await watches.own(scene.uow, await scene.person(), found)
    return await looked(scene, Look(place=watch.place))


async def elsewhere(scene: Scene) -> Answers:
    """[Somewhere else]."""
    return await begin(scene, AskNearPlace())


async def again(scene: Scene) -> Answers:
    """[1 day], [7 days], [30 days], or a kind: the same place, seen differently."""
    place, days, kind, *_ = (*scene.args, "", "", "")
    return await looked(scene, nearby.read(place, days, kind))


async def on_map(scene: Scene) -> Answers:
    """[Map] under an alert."""
    found = IncidentNumber(number(scene.arg, "button.gone"))
    incident = await nearby.told(scene.uow, found)
    line = say("near.on_map", category=kind_of(incident), near=incident.near)
    view = await maps.map_of(scene.uow, incident)
    return (Say(screen=Screen(lines=(line,), drawing=view, alt=maps.alt_of(incident))),)


def located(scene: Scene) -> tuple[Then, Choose]:
    """What follows a place, and what follows an address that may mean several."""
    return (
        lambda cell: around(scene, cell),
        lambda found: ChooseNearPlace(found=found),
    )


async def around(scene: Scene, cell: Cell) -> Answers:
    """What happened around a block; where somebody looks is not kept."""
    await places.areas_of(scene.uow, cell)
    answers = await looked(scene, Look(place=Circle(cell=cell, radius=nearby.AROUND_M)))
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is not None and not isinstance(scene.event.act, Called):
        await dialogues.leave(scene.uow, person.id)  # the question where is answered
    return answers


async def looked(scene: Scene, look: Look) -> Answers:
    """The list with its map."""
    where = await named(scene, look.place)
    chat = scene.event.chat
    channel = await scene.uow.channels.at(chat.platform, chat.id)
    found = await nearby.look(scene.uow, look, scene.clock.now(), channel)
    head = say("near.head", place=where, count=look.days)
    listed = await fitting(scene, head, look, found)
    lines = (head, *(entry(look, index, each) for index, each in enumerate(listed, start=1)))
    more = found.count - len(listed)
    if not listed:
        lines = (*lines, say("near.nothing"))
    elif more:
        lines = (*lines, say("near.more", count=more))
    view = await nearby.view_of(scene.uow, look.place, listed)
    alt = say("alt.near", place=where, count=len(listed))
    screen = Screen(lines=lines, buttons=rows_of(look), drawing=view, alt=alt)
    return shown(scene, screen)


async def named(scene: Scene, place: Circle | AreaId) -> Text:
    """A place in words. Raises WatchError: there is no such place in this watch."""
    if isinstance(place, Circle):
        near = await places.name_of(scene.uow, scene.facts, place.cell)
        return say("near.circle", radius=Metres(metres=place.radius), near=near)
    area = await scene.uow.areas.get(place)
    if area is None:
        raise WatchError("button.gone")
    return say("near.area", area=area.name)


async def fitting(scene: Scene, head: Text, look: Look, found: Nearby) -> tuple[Incident, ...]:
    """As many of them as fit under a picture here."""
    person = await scene.uow.people.find(scene.event.sender.account)
    language = scene.event.sender.language if person is None else person.language
    locale = Locale(language=language, zone=scene.policy.zone, now=scene.clock.now())
    more = say("near.more", count=found.count)
    room = scene.event.limits.caption - SPARE - len(plain(head, locale)) - len(plain(more, locale))
    fits = 0
    for index, incident in enumerate(found.newest, start=1):
        room -= len(plain(entry(look, index, incident), locale)) + 1
        if room < 0:
            break
        fits = index
    return found.newest[:fits]


def entry(look: Look, index: int, incident: Incident) -> Text:
    """An incident in one line, with its number on the map."""
    kind, ago = kind_of(incident), Ago(moment=incident.happened)
    away = nearby.bearing(look.place, incident)
    if away is None or away.direction is Direction.HERE:
        return say("near.entry", number=str(index), category=kind, near=incident.near, ago=ago)
    return say(
        "near.entry_away",
        number=str(index),
        category=kind,
        near=incident.near,
        ago=ago,
        distance=Metres(metres=away.distance),
        direction=say(f"direction.{away.direction.value}"),
    )


def kind_of(incident: Incident) -> Text:
    """The kind, and whether it is over."""
    kind = say(f"category.{incident.category.value}")
    return say("near.resolved", category=kind) if incident.resolved else kind


def rows_of(look: Look) -> Rows:
    """How far back, which kinds, where else."""
    days = tuple(
        look_button(look, replace(look, days=each), say("near.days", count=each), "d")
        for each in nearby.DAYS
    )
    every = look_button(look, replace(look, categories=ALL_CATEGORIES), say("near.all_kinds"), "k")
    kinds = tuple(
        look_button(
            look, replace(look, categories=frozenset({each})), say(f"category.{each.value}"), "k"
        )
        for each in Category
    )
    return (days, (every, *kinds[:2]), kinds[2:4], kinds[4:], (elsewhere_button(),))


def look_button(look: Look, other: Look, label: Text, row: str) -> Button:
    """Another look at the same place, ticked when it is the one that is shown.

    `row` keeps apart two buttons of one message that mean the same: platforms take no twins.
    """
    return Button(
        label=say("button.ticked", label=label) if other == look else label,
        action=act(Verb.NEAR_SHOW, *nearby.written(other), row),
        private=True,
    )


def watch_button(watch: Watch) -> Button:
    """[One of my watches]."""
    circle = watch.place if isinstance(watch.place, Circle) else None
    label = (
        say("near.area", area=watch.near)
        if circle is None
        else say("near.circle", radius=Metres(metres=circle.radius), near=watch.near)
    )
    return Button(label=label, action=act(Verb.NEAR_WATCH, watch.id))


def elsewhere_button() -> Button:
    """[Somewhere else]."""
    return Button(label=say("near.elsewhere"), action=act(Verb.NEAR_ELSEWHERE), private=True)


FLOW = Flow(
    commands={Command.NEAR: start},
    verbs={
        Verb.NEAR_WATCH: around_watch,
        Verb.NEAR_SHOW: again,
        Verb.NEAR_ELSEWHERE: elsewhere,
        Verb.INCIDENT_MAP: on_map,
    },
    questions=(AskNearPlace, ChooseNearPlace),
)
