"""Reporting what happened, and changing what was reported."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import WatchError
from bot.events import Filled, Pinned
from bot.flows.base import (
    Answers,
    Asks,
    Flow,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    only_in_private,
    picture_in,
    pressed,
    put,
    say,
    shown,
    told,
    written,
)
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import Cell, IncidentNumber, PictureKey
from bot.model.incidents import Category, Incident, IncidentDraft, IncidentState
from bot.model.pictures import CleanPicture
from bot.model.places import WIDEST, blurred, cell_at, resolution
from bot.ports.inquiries import CleanUp
from bot.replies import Ask, Button, FieldKind, Form, FormField, Rows, Screen
from bot.services import incidents, places, times
from bot.services.words import within
from bot.texts.text import Ago, Line, Metres, Quote, Text

SHOWN_UPDATES = 2
"""How many updates a post shows, the newest: more would not fit under a picture."""

WHENS = (*incidents.WHENS, "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a report so far."""

    category: Category | None = None
    story: str = ""
    cell: int | None = None
    near: str = ""
    happened: datetime | None = None
    picture: str | None = None
    photo_asked: bool = False


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
        return await go_on(scene, replace(self.known, category=Category(chosen[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStory:
    """What happened?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """One or two sentences."""
        del scene
        ask = say("report.ask_story")
        return Question(lines=(ask,), label=say("form.story"), words=incidents.LONGEST_STORY)

    async def answered(self, scene: Scene) -> Answers:
        """Words within the limit."""
        words = written(scene)
        if words is None:
            raise WatchError("report.write_story")
        story = within(words, incidents.LONGEST_STORY)
        return await go_on(scene, replace(self.known, story=story))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlace:
    """Where?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A pin where the platform has one, or an address."""
        ask = say("place.ask_pin" if scene.event.limits.pins else "place.ask")
        return Question(
            lines=(ask,), label=say("form.place"), words=places.LONGEST_ADDRESS, pin=True
        )

    async def answered(self, scene: Scene) -> Answers:
        """The point becomes a block here and is forgotten."""
        if isinstance(scene.event.act, Pinned):
            return await placed(scene, self.known, cell_at(scene.event.act.point))
        words = written(scene)
        if words is None:
            raise WatchError("place.send")
        found = places.spots(scene.facts, words)
        if len(found) > 1:
            return await put(scene, ChoosePlace(known=self.known, found=found))
        return await placed(scene, self.known, found[0].cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePlace:
    """Which of these places is meant?"""

    known: Known
    found: tuple[places.Spot, ...]

    async def question(self, scene: Scene) -> Question:
        """One button each."""
        del scene
        rows = tuple(
            (button(say("place.label", label=spot.label), Verb.PLACE_CHOICE, index),)
            for index, spot in enumerate(self.found)
        )
        ask = say("place.which")
        return Question(
            lines=(ask,), label=say("form.place"), buttons=rows, words=places.LONGEST_ADDRESS
        )

    async def answered(self, scene: Scene) -> Answers:
        """One of them, or another address."""
        chosen = pressed(scene, Verb.PLACE_CHOICE)
        if chosen is None:
            return await AskPlace(known=self.known).answered(scene)
        return await placed(scene, self.known, self.found[int(chosen[0])].cell)


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
        if chosen is not None and chosen[0] in incidents.WHENS:
            happened = now - incidents.WHENS[chosen[0]]
            return await go_on(scene, replace(self.known, happened=happened))
        words = written(scene)
        if words is None:
            raise WatchError("when.write")
        happened = times.moment(words, now, scene.policy.zone)
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
            return await go_on(scene, replace(self.known, photo_asked=True))
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
        return Question(
            lines=(
                say("report.preview"),
                headline(draft.category, draft.near, draft.happened),
                Quote(text=draft.text),
                say("report.goes_to", count=count),
            ),
            label=say("report.preview"),
            buttons=rows,
            shows=await kept(scene, draft.picture),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Post, show a wider area, or change something."""
        if pressed(scene, Verb.REPORT_POST) is not None:
            return await posted(scene, drafted(self.known))
        if pressed(scene, Verb.REPORT_WIDER) is not None:
            return await widened(scene, self.known)
        change = pressed(scene, Verb.REPORT_CHANGE)
        if change:
            return await put(scene, CHANGE[change[0]](known=self.known))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUpdate:
    """What is new about this incident?"""

    number: int

    async def question(self, scene: Scene) -> Question:
        """One or two sentences."""
        del scene
        ask = say("update.ask", number=str(self.number))
        return Question(lines=(ask,), label=say("form.update"), words=incidents.LONGEST_UPDATE)

    async def answered(self, scene: Scene) -> Answers:
        """Every post of the incident shows it."""
        words = written(scene)
        if words is None:
            raise WatchError("update.write")
        person, text = await scene.person(), within(words, incidents.LONGEST_UPDATE)
        found = IncidentNumber(self.number)
        await incidents.update(scene.uow, person, found, text=text, clock=scene.clock)
        await finish(scene)
        return told(say("update.added"), buttons=owner_rows(found))


async def start(scene: Scene) -> Answers:
    """/report: one form where forms can be opened, else one question after the other."""
    elsewhere = only_in_private(scene, Command.REPORT)
    if elsewhere is not None:
        return elsewhere
    if scene.event.limits.forms:
        return (Ask(form=report_form(scene)),)
    return await begin(scene, AskCategory(known=Known()))


async def filled(scene: Scene) -> Answers:
    """The report's form came back: what fits is kept, what does not is asked again."""
    form = scene.event.act
    if not isinstance(form, Filled):
        raise WatchError("button.gone")
    happened = incidents.WHENS.get(form.fields.get("when", ""))
    known = Known(
        category=Category(form.fields["category"]),
        story=within(form.fields["story"], incidents.LONGEST_STORY),
        happened=None if happened is None else scene.clock.now() - happened,
        photo_asked=True,
    )
    known, *before = await with_photo(scene, known, form)
    try:
        found = places.spots(scene.facts, form.fields["place"])
        if len(found) > 1:
            return await put(scene, ChoosePlace(known=known, found=found), *before)
        return await placed(scene, known, found[0].cell, *before)
    except WatchError as refusal:
        return await put(scene, AskPlace(known=known), *before, refusal.text)


async def with_photo(scene: Scene, known: Known, form: Filled) -> tuple[Known, *tuple[Text, ...]]:
    """The report with its photo, or with a word on why the photo could not be taken."""
    if form.refused is not None:
        return known, say(f"sent.{form.refused.value}")
    if form.picture is None:
        return (known,)
    try:
        clean = scene.learn(CleanUp(picture=form.picture))
    except WatchError as refusal:
        return known, refusal.text
    key = await incidents.keep_picture(scene.uow, clean, scene.random)
    return (replace(known, picture=key),)


async def placed(scene: Scene, known: Known, cell: Cell, *before: Line) -> Answers:
    """The report has a place; its block gets a name."""
    near = await places.name_of(scene.uow, scene.facts, cell)
    return await go_on(scene, replace(known, cell=cell, near=near), *before)


async def widened(scene: Scene, known: Known) -> Answers:
    """Show a wider area instead of the block."""
    cell = drafted(known).cell
    coarser = max(WIDEST, resolution(cell) - 1)
    return await placed(scene, known, blurred(cell, coarser))


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


def drafted(known: Known) -> IncidentDraft:
    """The report, whole. Raises WatchError when something is still missing."""
    if known.category is None or known.cell is None or known.happened is None:
        raise WatchError("button.gone")
    return IncidentDraft(
        category=known.category,
        text=known.story,
        cell=Cell(known.cell),
        near=known.near,
        happened=known.happened,
        picture=None if known.picture is None else PictureKey(known.picture),
    )


async def posted(scene: Scene, draft: IncidentDraft) -> Answers:
    """The report goes out."""
    person = await scene.person()
    incident = await incidents.report(scene.uow, person, draft, scene.clock)
    await finish(scene)
    done = say("report.posted", number=str(incident.number))
    return shown(scene, Screen(lines=(done,), buttons=owner_rows(incident.number)))


async def update(scene: Scene) -> Answers:
    """[Add an update]."""
    found = IncidentNumber(number(scene.arg, "button.gone"))
    await incidents.own(scene.uow, await scene.person(), found)
    return await begin(scene, AskUpdate(number=found))


async def resolve(scene: Scene) -> Answers:
    """[It is resolved]."""
    return await turned(scene, scene.arg, IncidentState.RESOLVED, "incident.resolved_done")


async def withdraw(scene: Scene) -> Answers:
    """[Withdraw]."""
    return await turned(scene, scene.arg, IncidentState.WITHDRAWN, "incident.withdrawn_done")


async def withdraw_which(scene: Scene) -> Answers:
    """/withdraw, with the number of a report or without."""
    elsewhere = only_in_private(scene, Command.WITHDRAW)
    if elsewhere is not None:
        return elsewhere
    if scene.called_with:
        return await turned(
            scene, scene.called_with, IncidentState.WITHDRAWN, "incident.withdrawn_done"
        )
    person = await scene.person()
    mine = await scene.uow.incidents.of(person.id, IncidentState.OPEN)
    if not mine:
        return told(say("incident.none_of_yours"))
    rows = tuple((button(named(each), Verb.INCIDENT_WITHDRAW, each.number),) for each in mine)
    return told(say("incident.withdraw_which"), buttons=rows)


async def turned(scene: Scene, which: str, state: IncidentState, done: str) -> Answers:
    """The reporter changes where his incident stands."""
    found = IncidentNumber(number(which, "incident.which"))
    await incidents.turn(scene.uow, await scene.person(), found, state=state, clock=scene.clock)
    return shown(scene, Screen(lines=(say(done, number=str(found)),)))


def post(incident: Incident, picture: CleanPicture | None, distance: int = 0) -> Screen:
    """The incident as a channel or a neighbour sees it; `distance` in metres, 0 in channels."""
    head = (
        away(incident, distance)
        if distance
        else headline(incident.category, incident.near, incident.happened)
    )
    updates = tuple(
        say("incident.update", ago=Ago(moment=each.at), text=each.text)
        for each in incident.updates[-SHOWN_UPDATES:]
    )
    resolved = incident.state is IncidentState.RESOLVED
    last = (say("incident.resolved"),) if resolved else ()
    by = say("incident.by", number=str(incident.number))
    return Screen(
        lines=(head, say("incident.text", text=incident.text), *updates, *last, by),
        picture=picture,
    )


def headline(category: Category, near: str, happened: datetime) -> Text:
    """Kind, block and time."""
    kind = say(f"category.{category.value}")
    return say("incident.head", category=kind, near=near, ago=Ago(moment=happened))


def away(incident: Incident, distance: int) -> Text:
    """Kind, block, time and how far from where the reader watches."""
    return say(
        "incident.head_away",
        category=say(f"category.{incident.category.value}"),
        near=incident.near,
        ago=Ago(moment=incident.happened),
        distance=Metres(metres=max(50, round(distance, -1))),
    )


def named(incident: Incident) -> Text:
    """A report in one short line, for a button."""
    kind = say(f"category.{incident.category.value}")
    return say("incident.named", number=str(incident.number), category=kind, near=incident.near)


def category_button(category: Category) -> Button:
    """A kind of incident to choose."""
    return button(f"category.{category.value}", Verb.REPORT_CATEGORY, category.value)


def wider(cell: Cell) -> tuple[Button, ...]:
    """[Show a wider area], as long as there is a wider one."""
    more = resolution(cell) > WIDEST
    return (button("report.wider", Verb.REPORT_WIDER),) if more else ()


def owner_rows(incident: IncidentNumber) -> Rows:
    """What the reporter may do with his report."""
    return (
        (button("update.add", Verb.INCIDENT_UPDATE, incident),),
        (
            button("incident.resolve", Verb.INCIDENT_RESOLVE, incident),
            button("incident.withdraw", Verb.INCIDENT_WITHDRAW, incident, tone="danger"),
        ),
    )


async def kept(scene: Scene, key: PictureKey | None) -> CleanPicture | None:
    """The picture of a report, if it has one."""
    return None if key is None else await scene.uow.pictures.get(key)


def report_form(scene: Scene) -> Form:
    """The whole report as one form."""
    kinds = tuple((each.value, say(f"category.{each.value}")) for each in Category)
    whens = tuple((each, say(f"when.{each}")) for each in WHENS)
    return Form(
        title=say("form.report"),
        action=act(Verb.REPORT_FORM),
        fields=(
            FormField(
                name="category",
                label=say("form.category"),
                kind=FieldKind.CHOICE,
                hint=say("form.emergency", emergency=scene.policy.emergency),
                options=kinds,
            ),
            FormField(
                name="story",
                label=say("form.story"),
                kind=FieldKind.PARAGRAPH,
                hint=say("form.story_hint"),
                longest=incidents.LONGEST_STORY,
            ),
            FormField(
                name="place",
                label=say("form.place"),
                kind=FieldKind.LINE,
                hint=say("form.place_hint"),
                longest=places.LONGEST_ADDRESS,
            ),
            FormField(name="when", label=say("form.when"), kind=FieldKind.CHOICE, options=whens),
            FormField(
                name="photo",
                label=say("form.photo"),
                kind=FieldKind.PICTURE,
                hint=say("form.photo_hint"),
                required=False,
            ),
        ),
    )


FLOW = Flow(
    commands={Command.REPORT: start, Command.WITHDRAW: withdraw_which},
    verbs={
        Verb.REPORT_FORM: filled,
        Verb.INCIDENT_UPDATE: update,
        Verb.INCIDENT_RESOLVE: resolve,
        Verb.INCIDENT_WITHDRAW: withdraw,
    },
    questions=(
        AskCategory,
        AskStory,
        AskPlace,
        ChoosePlace,
        AskWhen,
        AskPhoto,
        AskConsent,
        AskUpdate,
    ),
)
