"""Reporting what happened, one question after the other."""

from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Asks,
    Question,
    Scene,
    button,
    picked,
    picture_in,
    pressed,
    put,
    say,
    shown,
    written,
)
from bot.flows.incidents.known import Known, drafted, with_story
from bot.flows.incidents.posts import headline
from bot.flows.incidents.prompts import Told, asked_again, taken
from bot.flows.incidents.repeats import post_once
from bot.flows.places import Choose, Then, ask_place, ask_which, take_place, take_which
from bot.model.actions import Verb
from bot.model.ids import Cell, PictureKey
from bot.model.incidents import Category
from bot.model.pictures import CleanPicture
from bot.model.places import WIDEST, blurred, resolution
from bot.ports.inquiries import CleanUp
from bot.replies import Button, Rows, Screen
from bot.services import incidents, maps, places, times
from bot.texts.text import Line, Quote

WHENS = (*incidents.WHENS, "other")
"""The offered answers to "when?"; "other" asks for it in words."""

KINDS = {each.value: each for each in Category}
"""Kinds by the word that stands for each in buttons and forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCategory:
    """What is it about?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """Every first step says whom to call in danger."""
        rows = tuple(
            tuple(category_button(each) for each in pair)
            for pair in zip(list(Category)[::2], list(Category)[1::2], strict=True)
        )
        ask = say("report.ask_category", emergency=scene.policy.emergency)
        return Question(lines=(ask,), label=ask, buttons=rows)

    async def answered(self, scene: Scene) -> Answers:
        """One of the kinds."""
        chosen = pressed(scene, Verb.REPORT_CATEGORY)
        if chosen is None:
            raise WatchError("report.choose_category")
        return await go_on(scene, replace(self.known, category=picked(chosen, KINDS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStory:
    """What happened?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """One or two sentences; some are shown once more before they are taken."""
        del scene
        label, longest = say("form.story"), incidents.LONGEST_STORY
        if not self.known.told:
            return Question(lines=(say("report.ask_story"),), label=label, words=longest)
        return asked_again(self.known.told, "prompt.keep", label=label, longest=longest)

    async def answered(self, scene: Scene) -> Answers:
        """Words within the limit; those that stand may be kept as they are."""
        before = Told(words=self.known.told, prompted=self.known.prompted)
        story = await taken(
            scene, before, longest=incidents.LONGEST_STORY, refusal="report.write_story"
        )
        return await go_on(scene, with_story(self.known, story))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlace:
    """Where?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A pin where the platform has one, or an address."""
        return ask_place(say("place.ask_pin" if scene.event.limits.pins else "place.ask"))

    async def answered(self, scene: Scene) -> Answers:
        """The block gets a name."""
        return await take_place(scene, *located(scene, self.known))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePlace:
    """Which of these places is meant?"""

    known: Known
    found: tuple[places.Spot, ...]

    async def question(self, scene: Scene) -> Question:
        """One button each."""
        del scene
        return ask_which(self.found)

    async def answered(self, scene: Scene) -> Answers:
        """One of them, or another address."""
        return await take_which(scene, self.found, *located(scene, self.known))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWhen:
    """When?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """The common answers as buttons; a moment may be written, too."""
        del scene
        rows = tuple(
            tuple(button(f"when.{each}", Verb.REPORT_WHEN, each) for each in pair)
            for pair in (WHENS[:2], WHENS[2:])
        )
        return Question(lines=(say("when.ask"),), label=say("form.when"), buttons=rows, words=60)

    async def answered(self, scene: Scene) -> Answers:
        """A button, or words such as "yesterday 18:30"."""
        chosen = pressed(scene, Verb.REPORT_WHEN)
        now = scene.clock.now()
        if chosen is not None and chosen != ("other",):
            happened = now - picked(chosen, incidents.WHENS)
            return await go_on(scene, replace(self.known, happened=happened))
        words = written(scene)
        if words is None:
            raise WatchError("when.write")
        happened = times.moment(words, now, await scene.zone())
        return await go_on(scene, replace(self.known, happened=happened))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPhoto:
    """A photo?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A photo, or none."""
        del scene
        skip = (button("photo.skip", Verb.REPORT_SKIP_PHOTO),)
        ask = say("photo.ask")
        return Question(lines=(ask,), label=say("form.photo"), buttons=(skip,), picture=True)

    async def answered(self, scene: Scene) -> Answers:
        """The picture is drawn anew before it is kept."""
        if pressed(scene, Verb.REPORT_SKIP_PHOTO) is not None:
            return await go_on(scene, replace(self.known, picture=None, photo_asked=True))
        brought = picture_in(scene)
        if brought is None:
            raise WatchError("photo.send")
        clean = scene.learn(CleanUp(picture=brought))
        key = await incidents.keep_picture(scene.uow, clean, scene.random)
        return await go_on(scene, replace(self.known, picture=key, photo_asked=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent:
    """This is what neighbours will see: post it?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """The post as it will stand, and whom it goes to."""
        draft = drafted(self.known)
        areas = await places.areas_of(scene.uow, draft.cell)
        count = len(await scene.uow.channels.within([area.id for area in areas]))
        rows: Rows = (
            (button("report.post", Verb.REPORT_POST, tone="main"),),
            (button("button.change", Verb.REPORT_CHANGE), *wider(draft.cell)),
            (button("button.cancel", Verb.CANCEL),),
        )
        photo = await kept(scene, draft.picture)
        map_ = scene.policy.maps and photo is None
        return Question(
            lines=(
                say("report.preview"),
                headline(draft.category, draft.near, draft.happened),
                Quote(text=draft.text),
                say("report.goes_to", count=count),
            ),
            label=say("report.preview"),
            buttons=rows,
            shows=photo,
            drawing=await maps.map_of(scene.uow, draft) if map_ else None,
            alt=maps.alt_of(draft) if map_ else say("alt.photo"),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Post, show a wider area, or change something."""
        if pressed(scene, Verb.REPORT_POST) is not None:
            return await post_once(scene, self.known)
        if pressed(scene, Verb.REPORT_WIDER) is not None:
            return await widened(scene, self.known)
        change = pressed(scene, Verb.REPORT_CHANGE)
        if change:
            return await put(scene, picked(change, CHANGE)(known=self.known))
        if change is not None:
            row = tuple(button(f"change.{each}", Verb.REPORT_CHANGE, each) for each in CHANGE)
            return shown(
                scene, Screen(lines=(say("report.change_what"),), buttons=(row[:3], row[3:]))
            )
        raise WatchError("report.post_or_change")


CHANGE: dict[str, type[AskCategory | AskStory | AskPlace | AskWhen | AskPhoto | AskConsent]] = {
    "category": AskCategory,
    "story": AskStory,
    "place": AskPlace,
    "when": AskWhen,
    "photo": AskPhoto,
    "back": AskConsent,
}
"""What may be changed before posting; "back" returns to the preview."""


def located(scene: Scene, known: Known, *before: Line) -> tuple[Then, Choose]:
    """What follows a place, and what follows an address that may mean several."""
    return (
        lambda cell: placed(scene, known, cell, *before),
        lambda found: ChoosePlace(known=known, found=found),
    )


async def placed(scene: Scene, known: Known, cell: Cell, *before: Line) -> Answers:
    """The report has a place; its block gets a name."""
    near = await places.name_of(scene.uow, scene.facts, cell)
    return await go_on(scene, replace(known, cell=cell, near=near), *before)


async def widened(scene: Scene, known: Known) -> Answers:
    """Show a wider area instead of the block."""
    cell = drafted(known).cell
    coarser = blurred(cell, max(WIDEST, resolution(cell) - 1))
    if not await scene.uow.areas.holding(coarser):
        raise WatchError("report.no_wider")
    return await placed(scene, known, coarser)


async def go_on(scene: Scene, known: Known, *before: Line) -> Answers:
    """Ask the first thing that is not known yet; then show the preview."""
    return await put(scene, missing(known), *before)


def missing(known: Known) -> Asks:
    """The question for what is not known yet."""
    if known.category is None:
        return AskCategory(known=known)
    if not known.story:
        return AskStory(known=known)
    if known.cell is None:
        return AskPlace(known=known)
    if known.happened is None:
        return AskWhen(known=known)
    if not known.photo_asked:
        return AskPhoto(known=known)
    return AskConsent(known=known)


def category_button(category: Category) -> Button:
    """A kind of incident to choose."""
    return button(f"category.{category.value}", Verb.REPORT_CATEGORY, category.value)


def wider(cell: Cell) -> tuple[Button, ...]:
    """[Show a wider area], as long as there is a wider one."""
    more = resolution(cell) > WIDEST
    return (button("report.wider", Verb.REPORT_WIDER),) if more else ()


async def kept(scene: Scene, key: PictureKey | None) -> CleanPicture | None:
    """The picture of a report, if it has one."""
    return None if key is None else await scene.uow.pictures.get(key)
