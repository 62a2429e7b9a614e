"""Saying where to watch, and changing or ending it."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    button,
    number,
    only_in_private,
    put,
    say,
    shown,
    told,
)
from bot.flows.places import Choose, Then, ask_place, ask_which, take_place, take_which
from bot.flows.watches.lines import listed, when_told
from bot.flows.watches.pages import Shape, shape_of
from bot.flows.watches.shapes import AskShape
from bot.model.actions import Verb, act
from bot.model.channels import Channel
from bot.model.commands import Command
from bot.model.ids import AreaId, Cell, ChannelId, WatchId
from bot.model.watches import Circle, Watch
from bot.replies import Button, Rows, Say, Screen
from bot.services import hours, places, watches

MOST_APART = 5
"""Watches that are shown in messages of their own; more come as one list."""

A_ROW = 5
"""Numbers in a row of buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWatchPlace:
    """Where shall the watch be?"""

    async def question(self, scene: Scene) -> Question:
        """A pin, an address, or the area of the channel one is in."""
        here = await channel_here(scene)
        rows: Rows = () if here is None else ((area_button(here),),)
        pins = scene.event.limits.pins
        return ask_place(say("watch.ask_pin" if pins else "watch.ask_place"), rows)

    async def answered(self, scene: Scene) -> Answers:
        """A circle around the block, to be shaped."""
        return await take_place(scene, *located(scene))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseWatchPlace:
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
    """/watch: where? In a group that others read, the way to the private chat."""
    if scene.in_private:
        person = await scene.uow.people.find(scene.event.sender.account)
        if person is not None:
            await watches.require_room(scene.uow, person.id, scene.policy)
        return await begin(scene, AskWatchPlace())
    here = await channel_here(scene)
    way = Button(label=say("watch.own"), action=act(Verb.COMMAND, Command.WATCH), private=True)
    rows: Rows = ((way,),) if here is None else ((area_button(here),), (way,))
    return told(say("watch.in_private"), buttons=rows)


async def area_of_channel(scene: Scene) -> Answers:
    """[This channel's area]."""
    channel = await scene.uow.channels.get(ChannelId(number(scene.arg, "button.gone")))
    area = None if channel is None else await scene.uow.areas.get(channel.area)
    if area is None:
        raise WatchError("button.gone")
    known = await known_at(scene, area.id)
    if known is not None:
        return await begin(scene, AskShape(shape=known), say("watch.known"))
    shape = Shape(near=area.name, area=area.id, daily=await daily_of(scene))
    return await begin(scene, AskShape(shape=shape))


def located(scene: Scene) -> tuple[Then, Choose]:
    """What follows a place, and what follows an address that may mean several."""
    return (
        lambda cell: circled(scene, cell),
        lambda found: ChooseWatchPlace(found=found),
    )


async def circled(scene: Scene, cell: Cell) -> Answers:
    """A circle around the block, to be shaped; or the one that is there already."""
    near = await places.name_of(scene.uow, scene.facts, cell)
    shape = Shape(near=near, cell=cell, daily=await daily_of(scene))
    known = await known_at(scene, shape.place)
    if known is None:
        return await put(scene, AskShape(shape=shape))
    return await put(scene, AskShape(shape=known), say("watch.known"))


async def known_at(scene: Scene, place: Circle | AreaId) -> Shape | None:
    """The shape of the person's watch of the same block or area."""
    person = await scene.uow.people.find(scene.event.sender.account)
    watch = None if person is None else await watches.watched(scene.uow, person.id, place)
    return None if watch is None else shape_of(watch, await daily_of(scene))


async def daily_of(scene: Scene) -> int:
    """The hour at which the person's daily digest comes."""
    person = await scene.uow.people.find(scene.event.sender.account)
    return hours.hours_of(person, scene.policy).daily


async def mine(scene: Scene) -> Answers:
    """/watches: all of them, each to be changed or ended."""
    elsewhere = only_in_private(scene, Command.WATCHES)
    if elsewhere is not None:
        return elsewhere
    kept = await scene.uow.watches.of((await scene.person()).id)
    if not kept:
        return told(say("watch.none"))
    if len(kept) > MOST_APART:
        return overview(kept)
    daily, now = await daily_of(scene), scene.clock.now()
    return tuple(Say(screen=alone(watch, daily, now)) for watch in kept)


def overview(kept: tuple[Watch, ...]) -> Answers:
    """Many watches in one message, a button each."""
    lines = tuple(
        say("watch.entry", number=str(index), watch=listed(watch))
        for index, watch in enumerate(kept, start=1)
    )
    buttons = [
        button(say("watch.number", number=str(index)), Verb.WATCH_SHOW, watch.id)
        for index, watch in enumerate(kept, start=1)
    ]
    rows = tuple(tuple(buttons[first : first + A_ROW]) for first in range(0, len(buttons), A_ROW))
    return told(*lines, buttons=rows)


async def show(scene: Scene) -> Answers:
    """One of many."""
    found = WatchId(number(scene.arg, "button.gone"))
    watch = await watches.own(scene.uow, await scene.person(), found)
    return (Say(screen=alone(watch, await daily_of(scene), scene.clock.now())),)


def alone(watch: Watch, daily: int, now: datetime) -> Screen:
    """A watch in a message of its own."""
    said = when_told(watch.rhythm, daily, watch.resumes, now)
    return Screen(lines=(listed(watch), *said), buttons=rows_of(watch, now))


async def change(scene: Scene) -> Answers:
    """[Change]."""
    found = WatchId(number(scene.arg, "button.gone"))
    watch = await watches.own(scene.uow, await scene.person(), found)
    return await begin(scene, AskShape(shape=shape_of(watch, await daily_of(scene))))


async def resume(scene: Scene) -> Answers:
    """[Resume]."""
    found = WatchId(number(scene.arg, "button.gone"))
    person = await scene.person()
    await watches.resume(scene.uow, person, found)
    watch = await watches.own(scene.uow, person, found)
    return shown(scene, alone(watch, await daily_of(scene), scene.clock.now()))


async def end(scene: Scene) -> Answers:
    """[End]."""
    found = WatchId(number(scene.arg, "button.gone"))
    await watches.end(scene.uow, await scene.person(), found)
    return shown(scene, Screen(lines=(say("watch.ended"),)))


async def channel_here(scene: Scene) -> Channel | None:
    """The channel that the person is in, if its chat is bound."""
    chat = scene.event.chat
    return await scene.uow.channels.at(chat.platform, chat.id)


def area_button(channel: Channel) -> Button:
    """[This channel's area]."""
    return Button(
        label=say("watch.this_area"), action=act(Verb.WATCH_CHANNEL, channel.id), private=True
    )


def rows_of(watch: Watch, now: datetime) -> Rows:
    """What one may do with a watch."""
    paused = () if watch.tells(now) else (button("watch.resume", Verb.WATCH_RESUME, watch.id),)
    return (
        (
            button("watch.change", Verb.WATCH_CHANGE, watch.id),
            *paused,
            button("watch.end", Verb.WATCH_END, watch.id, tone="danger"),
        ),
    )


FLOW = Flow(
    commands={Command.WATCH: start, Command.WATCHES: mine},
    verbs={
        Verb.WATCH_CHANNEL: area_of_channel,
        Verb.WATCH_CHANGE: change,
        Verb.WATCH_RESUME: resume,
        Verb.WATCH_SHOW: show,
        Verb.WATCH_END: end,
    },
    questions=(AskWatchPlace, ChooseWatchPlace, AskShape),
)
