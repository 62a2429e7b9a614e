"""Saying where to watch, and changing or ending it."""

from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    picked,
    pressed,
    put,
    say,
    shown,
    told,
)
from bot.flows.places import Choose, Then, ask_place, ask_which, take_place, take_which
from bot.model.actions import Verb, act
from bot.model.channels import Channel, Openness
from bot.model.commands import Command
from bot.model.ids import AreaId, Cell, ChannelId, WatchId
from bot.model.incidents import ALL_CATEGORIES, Category
from bot.model.watches import RADII_M, Circle, Watch, WatchDraft
from bot.replies import Button, Rows, Screen
from bot.services import doors, places, watches
from bot.texts.text import Metres, Text

FIRST_RADIUS_M = 500
RADII = {str(each): each for each in RADII_M}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A watch as it stands while it is being shaped; `watch` is set when it is kept already."""

    near: str
    cell: int | None = None
    radius: int = FIRST_RADIUS_M
    area: int | None = None
    categories: frozenset[Category] = ALL_CATEGORIES
    watch: int | None = None

    @property
    def place(self) -> Circle | AreaId:
        """A circle or an area."""
        if self.cell is not None:
            return Circle(cell=Cell(self.cell), radius=self.radius)
        return AreaId(self.area or 0)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AskShape:
    """How wide, and which kinds?"""

    shape: Shape

    async def question(self, scene: Scene) -> Question:
        """The watch as it stands, every choice a button."""
        del scene
        radii = tuple(radius_button(each, self.shape) for each in RADII_M)
        kinds = tuple(kind_button(each, self.shape) for each in Category)
        rows: Rows = (
            *((radii,) if self.shape.cell is not None else ()),
            (all_button(self.shape), *kinds[:2]),
            kinds[2:],
            (
                button("watch.save", Verb.WATCH_SAVE, tone="main"),
                button("button.cancel", Verb.CANCEL),
            ),
        )
        line = described(self.shape.place, self.shape.near)
        return Question(lines=(line, say("watch.shape")), label=line, buttons=rows)

    async def answered(self, scene: Scene) -> Answers:
        """Each press changes the watch or keeps it."""
        radius = pressed(scene, Verb.WATCH_RADIUS)
        if radius is not None:
            shape = replace(self.shape, radius=picked(radius, RADII))
            return await put(scene, AskShape(shape=shape))
        kind = pressed(scene, Verb.WATCH_CATEGORY)
        if kind is not None:
            shape = replace(self.shape, categories=picked(kind, toggles(self.shape.categories)))
            return await put(scene, AskShape(shape=shape))
        if pressed(scene, Verb.WATCH_SAVE) is not None:
            return await saved(scene, self.shape)
        raise WatchError("watch.choose")


async def start(scene: Scene) -> Answers:
    """/watch: where? In a group that others read, the way to the private chat."""
    if scene.in_private:
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
    return await begin(scene, AskShape(shape=Shape(near=area.name, area=area.id)))


def located(scene: Scene) -> tuple[Then, Choose]:
    """What follows a place, and what follows an address that may mean several."""
    return (
        lambda cell: circled(scene, cell),
        lambda found: ChooseWatchPlace(found=found),
    )


async def circled(scene: Scene, cell: Cell) -> Answers:
    """A circle around the block, to be shaped."""
    near = await places.name_of(scene.uow, scene.facts, cell)
    return await put(scene, AskShape(shape=Shape(near=near, cell=cell)))


async def saved(scene: Scene, shape: Shape) -> Answers:
    """The watch is kept, or changed."""
    person = await scene.person()
    draft = WatchDraft(
        place=shape.place, near=shape.near, categories=shape.categories, person=person.id
    )
    if shape.watch is None:
        await watches.keep(scene.uow, person, draft)
    else:
        await watches.change(scene.uow, person, WatchId(shape.watch), draft)
    await finish(scene)
    offered, ways = await entrances(scene, draft.place)
    lines = (described(draft.place, draft.near), say("watch.saved"), *offered)
    return shown(scene, Screen(lines=lines, buttons=ways))


async def entrances(scene: Scene, place: Circle | AreaId) -> tuple[tuple[Text, ...], Rows]:
    """The channels around there: a link to each, or a button where that opens it."""
    found = await doors.around(scene.uow, scene.event.chat.platform, place)
    links = tuple(
        say("door.offer", title=each.title, link=each.link) for each in found if each.link
    )
    ways = tuple(
        (button(say("door.let_me_in", title=each.title), Verb.DOOR_KNOCK, each.id),)
        for each in found
        if not each.link and each.openness is Openness.RESIDENTS
    )
    return links, ways


async def mine(scene: Scene) -> Answers:
    """/watches: all of them, each to be changed or ended."""
    if not scene.in_private:
        way = Button(
            label=say("button.in_private"),
            action=act(Verb.COMMAND, Command.WATCHES),
            private=True,
        )
        return told(say("elsewhere.private"), buttons=((way,),))
    kept = await scene.uow.watches.of((await scene.person()).id)
    if not kept:
        return told(say("watch.none"))
    return tuple(
        answer for watch in kept for answer in told(listed(watch), buttons=rows_of(watch))
    )


async def change(scene: Scene) -> Answers:
    """[Change]."""
    found = WatchId(number(scene.arg, "button.gone"))
    watch = await watches.own(scene.uow, await scene.person(), found)
    circle = watch.place if isinstance(watch.place, Circle) else None
    shape = Shape(
        near=watch.near,
        cell=None if circle is None else circle.cell,
        radius=FIRST_RADIUS_M if circle is None else circle.radius,
        area=None if isinstance(watch.place, Circle) else watch.place,
        categories=watch.categories,
        watch=watch.id,
    )
    return await begin(scene, AskShape(shape=shape))


async def end(scene: Scene) -> Answers:
    """[End]."""
    found = WatchId(number(scene.arg, "button.gone"))
    await watches.end(scene.uow, await scene.person(), found)
    return shown(scene, Screen(lines=(say("watch.ended"),)))


async def channel_here(scene: Scene) -> Channel | None:
    """The channel that the person is in, if its chat is bound."""
    chat = scene.event.chat
    return await scene.uow.channels.at(chat.platform, chat.id)


def described(place: Circle | AreaId, near: str) -> Text:
    """A watch in one line."""
    if isinstance(place, Circle):
        return say("watch.circle", radius=Metres(metres=place.radius), near=near)
    return say("watch.area", area=near)


def listed(watch: Watch) -> Text:
    """A watch with its kinds, in one line."""
    place = described(watch.place, watch.near)
    if watch.categories == ALL_CATEGORIES:
        return say("watch.listed_all", place=place)
    return say("watch.listed", place=place, count=len(watch.categories))


def toggles(wanted: frozenset[Category]) -> dict[str, frozenset[Category]]:
    """What each button makes of the kinds: one more or less, or all, or none when all were."""
    every = frozenset[Category]() if wanted == ALL_CATEGORIES else ALL_CATEGORIES
    return {"all": every, **{each.value: wanted ^ {each} for each in Category}}


def radius_button(radius: int, shape: Shape) -> Button:
    """A radius, ticked when it is the chosen one."""
    label = Text.of("watch.radius_label", radius=Metres(metres=radius))
    return button(ticked(label) if radius == shape.radius else label, Verb.WATCH_RADIUS, radius)


def kind_button(category: Category, shape: Shape) -> Button:
    """A kind, ticked when it is wanted."""
    label = say(f"category.{category.value}")
    wanted = category in shape.categories
    return button(ticked(label) if wanted else label, Verb.WATCH_CATEGORY, category.value)


def all_button(shape: Shape) -> Button:
    """All kinds, ticked when all are wanted."""
    label = say("watch.all_kinds")
    every = shape.categories == ALL_CATEGORIES
    return button(ticked(label) if every else label, Verb.WATCH_CATEGORY, "all")


def ticked(label: Text) -> Text:
    """The label with a tick."""
    return say("button.ticked", label=label)


def area_button(channel: Channel) -> Button:
    """[This channel's area]."""
    return Button(
        label=say("watch.this_area"), action=act(Verb.WATCH_CHANNEL, channel.id), private=True
    )


def rows_of(watch: Watch) -> Rows:
    """What one may do with a watch."""
    return (
        (
            button("watch.change", Verb.WATCH_CHANGE, watch.id),
            button("watch.end", Verb.WATCH_END, watch.id, tone="danger"),
        ),
    )


FLOW = Flow(
    commands={Command.WATCH: start, Command.WATCHES: mine},
    verbs={
        Verb.WATCH_CHANNEL: area_of_channel,
        Verb.WATCH_CHANGE: change,
        Verb.WATCH_END: end,
    },
    questions=(AskWatchPlace, ChooseWatchPlace, AskShape),
)
