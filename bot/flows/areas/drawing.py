"""The area of a chat, drawn by its moderator: a circle around a place, or a map in a file.

Where all of a group read along this happens in the private chat; the chat that it is for travels
in the link. Whether the moderator is one is asked of the platform at every step.
"""

from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.events import Event, Filled, Mapped
from bot.flows.areas.forms import (
    CANCEL,
    LONGEST_LABEL,
    again,
    described,
    map_form,
    radius_row,
    which_feature,
)
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
    written,
)
from bot.flows.places import ask_place, ask_which, take_place, take_which
from bot.model.actions import Verb
from bot.model.areas import RawMap
from bot.model.channels import Chat, ChatKind
from bot.model.ids import Cell
from bot.replies import Ask, Rows, Screen
from bot.services import channels, places
from bot.services.areas import drawing
from bot.services.areas.drawing import RADII_M, Feature, Sketch
from bot.services.areas.reading import LONGEST_NAME
from bot.services.channels import folded

RADII = {str(each): each for each in RADII_M}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSketch:
    """How shall the area be drawn?"""

    sketch: Sketch

    async def question(self, scene: Scene) -> Question:
        """Around a place, or from a file."""
        del scene
        rows: Rows = (
            (button("area.circle", Verb.AREA_CIRCLE), button("area.file", Verb.AREA_FILE)),
            CANCEL,
        )
        return Question(lines=(say("area.how"),), label=say("area.how"), buttons=rows)

    async def answered(self, scene: Scene) -> Answers:
        """One of both; or the file at once."""
        require_admin(scene, self.sketch)
        if pressed(scene, Verb.AREA_CIRCLE) is not None:
            return await put(scene, AskMiddle(sketch=self.sketch))
        if pressed(scene, Verb.AREA_FILE) is not None:
            if scene.event.limits.forms:
                return (Ask(form=map_form()),)
            return await put(scene, AskMap(sketch=self.sketch))
        return await take_map(scene, self.sketch)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMap:
    """Which file?"""

    sketch: Sketch

    async def question(self, scene: Scene) -> Question:
        """A document."""
        del scene
        return Question(
            lines=(say("area.send_file"),), label=say("area.file_label"), buttons=(CANCEL,)
        )

    async def answered(self, scene: Scene) -> Answers:
        """The map, or why it is none."""
        require_admin(scene, self.sketch)
        return await take_map(scene, self.sketch)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFeature:
    """Which of the shapes in the file is it?"""

    sketch: Sketch
    features: tuple[Feature, ...]

    async def question(self, scene: Scene) -> Question:
        """One button for each of the first; the others by their names."""
        del scene
        return which_feature(self.features, range(len(self.features)))

    async def answered(self, scene: Scene) -> Answers:
        """One of them; or a part of its name; or another file."""
        require_admin(scene, self.sketch)
        chosen = pressed(scene, Verb.AREA_FEATURE)
        if chosen is not None:
            index = number(chosen[0] if chosen else "", "button.gone")
            if index >= len(self.features):
                raise WatchError("button.gone")
            return await chosen_feature(scene, self.sketch, self.features[index])
        words = written(scene)
        if words is None:
            return await take_map(scene, self.sketch)
        return await self._named(scene, words)

    async def _named(self, scene: Scene, words: str) -> Answers:
        found = [
            index
            for index, feature in enumerate(self.features)
            if folded(words) in folded(feature.name)
        ]
        if not found:
            raise WatchError("area.no_feature", name=words[:LONGEST_LABEL])
        if len(found) == 1:
            return await chosen_feature(scene, self.sketch, self.features[found[0]])
        question = which_feature(self.features, found)
        return shown(scene, Screen(lines=question.lines, buttons=question.buttons))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMiddle:
    """Around which place?"""

    sketch: Sketch

    async def question(self, scene: Scene) -> Question:
        """A pin or an address."""
        pins = scene.event.limits.pins
        return ask_place(say("area.middle_pin" if pins else "area.middle"), (CANCEL,))

    async def answered(self, scene: Scene) -> Answers:
        """A circle around its block."""
        require_admin(scene, self.sketch)
        return await take_place(
            scene,
            lambda cell: circled(scene, self.sketch, cell),
            lambda found: ChooseMiddle(sketch=self.sketch, found=found),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMiddle:
    """Which of these places is meant?"""

    sketch: Sketch
    found: tuple[places.Spot, ...]

    async def question(self, scene: Scene) -> Question:
        """One button each."""
        del scene
        return ask_which(self.found)

    async def answered(self, scene: Scene) -> Answers:
        """One of them, or another address."""
        require_admin(scene, self.sketch)
        return await take_which(
            scene,
            self.found,
            lambda cell: circled(scene, self.sketch, cell),
            lambda found: ChooseMiddle(sketch=self.sketch, found=found),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDrawn:
    """Is this the area?"""

    sketch: Sketch

    async def question(self, scene: Scene) -> Question:
        """A picture of it, its size, and what lies around."""
        look = await drawing.looked_at(scene.uow, chat_of(scene.event, self.sketch), self.sketch)
        rows: Rows = (
            *((radius_row(self.sketch),) if self.sketch.outline is None else ()),
            (button("area.name", Verb.AREA_NAME), again(self.sketch)),
            (button("area.save", Verb.AREA_SAVE, tone="main"), *CANCEL),
        )
        lines = described(look, self.sketch)
        return Question(
            lines=lines,
            label=lines[0],
            buttons=rows,
            drawing=look.view,
            alt=say("alt.area", area=self.sketch.name),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Each press changes the drawing or puts it up."""
        require_admin(scene, self.sketch)
        radius = pressed(scene, Verb.AREA_RADIUS)
        if radius is not None:
            wider = replace(self.sketch, radius=picked(radius, RADII))
            return await put(scene, AskDrawn(sketch=wider))
        if pressed(scene, Verb.AREA_NAME) is not None:
            return await put(scene, AskName(sketch=self.sketch))
        if pressed(scene, Verb.AREA_SAVE) is not None:
            return await put_up(scene, self.sketch)
        raise WatchError("area.choose")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskName:
    """What do people here call it?"""

    sketch: Sketch

    async def question(self, scene: Scene) -> Question:
        """Words."""
        del scene
        return Question(
            lines=(say("area.ask_name"),),
            label=say("area.name_label"),
            buttons=(CANCEL,),
            words=LONGEST_NAME,
        )

    async def answered(self, scene: Scene) -> Answers:
        """The drawing under its name."""
        require_admin(scene, self.sketch)
        name = await drawing.name_for(
            scene.uow, chat_of(scene.event, self.sketch), written(scene) or ""
        )
        return await put(scene, AskDrawn(sketch=replace(self.sketch, name=name)))


async def start(scene: Scene) -> Answers:
    """[Draw an area], in the chat itself or, through a link, in private; or [Draw it anew]."""
    here = scene.event.chat
    sketch = Sketch(chat=here.id, title=here.title)
    if here.kind is ChatKind.PRIVATE:
        sketch = Sketch(chat=chat_named(scene.arg))
    require_admin(scene, sketch)
    known = await scene.uow.channels.at(here.platform, sketch.chat)
    if known is not None and not sketch.title:
        sketch = replace(sketch, title=known.title)
    return await begin(scene, AskSketch(sketch=sketch))


async def take_map(scene: Scene, sketch: Sketch) -> Answers:
    """The shapes of a file that was sent; one is taken at once, of several one is chosen."""
    features = await drawing.features_of(scene.uow, map_in(scene))
    if len(features) == 1:
        return await chosen_feature(scene, sketch, features[0])
    return await begin(scene, AskFeature(sketch=sketch, features=features))


async def chosen_feature(scene: Scene, sketch: Sketch, feature: Feature) -> Answers:
    """A shape of the file, to be looked at; without a name it is asked for first."""
    await drawing.check_ground(scene.uow, feature.outline)
    taken = replace(sketch, cell=None, outline=feature.outline, name=feature.name)
    return await put(scene, AskDrawn(sketch=taken) if taken.name else AskName(sketch=taken))


async def circled(scene: Scene, sketch: Sketch, cell: Cell) -> Answers:
    """A circle around the block, to be looked at; its name is asked for first."""
    drawn = replace(sketch, cell=cell, outline=None)
    await drawing.check_ground(scene.uow, drawing.shape_of(drawn))
    if drawn.name:
        return await put(scene, AskDrawn(sketch=drawn))
    return await put(scene, AskName(sketch=drawn))


async def put_up(scene: Scene, sketch: Sketch) -> Answers:
    """[That is it]: the chat's area from now on; the chat is told, too."""
    at, now = aimed(scene.event, sketch), scene.clock.now()
    area = await drawing.put_up(scene.uow, at, scene.facts, sketch, now=now)
    await finish(scene)
    return shown(scene, Screen(lines=(say("area.done", area=area.name),)))


def require_admin(scene: Scene, sketch: Sketch) -> None:
    """Let pass an admin of the chat that the drawing is for, asked of the platform now."""
    channels.require_admin(aimed(scene.event, sketch), scene.facts)


def aimed(event: Event, sketch: Sketch) -> Event:
    """The event as if it happened in the chat that the drawing is for."""
    return replace(event, chat=chat_of(event, sketch))


def chat_of(event: Event, sketch: Sketch) -> Chat:
    """The chat that the drawing is for."""
    return Chat(
        platform=event.chat.platform, id=sketch.chat, kind=ChatKind.GROUP, title=sketch.title
    )


def chat_named(spot: str) -> str:
    """The chat that travelled in a button. Raises WatchError `button.gone`."""
    try:
        return bytes.fromhex(spot).decode("ascii")
    except ValueError:
        raise WatchError("button.gone") from None


def map_in(scene: Scene) -> RawMap:
    """The file that was sent. Raises WatchError when there is none, or none that is taken."""
    match scene.event.act:
        case Mapped(map=found):
            return found
        case Filled(map=RawMap() as found):
            return found
        case Filled(refused=refused) if refused is not None:
            raise WatchError("sent." + refused.value)
    raise WatchError("area.send_file")


TAKES_MAPS = (AskSketch, AskMap, AskFeature)
"""The questions that a file may answer."""

FLOW = Flow(
    verbs={Verb.AREA_DRAW: start},
    questions=(AskSketch, AskMap, AskFeature, AskMiddle, ChooseMiddle, AskDrawn, AskName),
)
