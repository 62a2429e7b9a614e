"""Reporting what happened, in one form."""

from dataclasses import replace

from bot.errors import WatchError
from bot.events import Filled
from bot.flows.base import Answers, Scene, begin, only_in_private, picture_in, put, say
from bot.flows.incidents.known import Known, with_story
from bot.flows.incidents.prompts import looked_at
from bot.flows.incidents.reports import KINDS, WHENS, AskCategory, AskPlace, located
from bot.flows.places import found_place
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.incidents import Category
from bot.ports.inquiries import CleanUp
from bot.replies import Ask, FieldKind, Form, FormField
from bot.services import incidents, places
from bot.services.words import plain, within
from bot.texts.text import Line, Quote


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
        category=KINDS.get(form.fields.get("category", "")),
        happened=None if happened is None else scene.clock.now() - happened,
        photo_asked=True,
    )
    known, *story = await told_in(scene, known, form.fields.get("story", ""))
    known, *photo = await with_photo(scene, known)
    before, place = (*story, *photo), form.fields.get("place", "")
    try:
        return await found_place(scene, place, *located(scene, known, *before), before=before)
    except WatchError as refusal:
        return await put(scene, AskPlace(known=known), *before, refusal.text)


async def told_in(scene: Scene, known: Known, words: str) -> tuple[Known, *tuple[Line, ...]]:
    """The report with its story, or with a word on why it could not be taken, and the words."""
    try:
        story = within(words, incidents.LONGEST_STORY)
        return (with_story(known, await looked_at(scene, story, known.prompted)),)
    except WatchError as refusal:
        kept = (Quote(text=plain(words)),) if plain(words) else ()
        return known, refusal.text, *kept


async def with_photo(scene: Scene, known: Known) -> tuple[Known, *tuple[Line, ...]]:
    """The report with its photo, or with a word on why the photo could not be taken."""
    try:
        picture = picture_in(scene)
        if picture is None:
            return (known,)
        clean = scene.learn(CleanUp(picture=picture))
    except WatchError as refusal:
        return known, refusal.text
    key = await incidents.keep_picture(scene.uow, clean, scene.random)
    return (replace(known, picture=key),)


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
                kind=FieldKind.FILE,
                hint=say("form.photo_hint"),
                required=False,
            ),
        ),
    )
