"""Asking the neighbourhood, in one form."""

from dataclasses import replace

from bot.errors import WatchError
from bot.events import Filled
from bot.flows.base import Answers, Scene, begin, number, only_in_private, put, say
from bot.flows.places import found_place
from bot.flows.requests.asking import AskScene, AskText, Known, located
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.replies import Ask, FieldKind, Form, FormField
from bot.services import places, requests, times
from bot.services.words import within
from bot.texts.text import Text


async def start(scene: Scene) -> Answers:
    """/request: officers only; one form where forms can be opened."""
    await requests.asker(scene.uow, scene.event.sender.account)
    elsewhere = only_in_private(scene, Command.REQUEST)
    if elsewhere is not None:
        return elsewhere
    if scene.event.limits.forms:
        return (Ask(form=request_form()),)
    return await begin(scene, AskText(known=Known()))


async def filled(scene: Scene) -> Answers:
    """The request's form came back: what fits is kept, what does not is asked again."""
    form = scene.event.act
    if not isinstance(form, Filled):
        raise WatchError("button.gone")
    await requests.asker(scene.uow, scene.event.sender.account)
    now = scene.clock.now()
    days = number(form.fields["closes"], "request.choose_closes")
    known = Known(
        text=within(form.fields["text"], requests.LONGEST_TEXT),
        case=within(form.fields["case"], requests.LONGEST_CASE),
        closes=requests.closing(now, days, scene.policy),
    )
    known, *before = windowed(scene, known, form.fields["window"])
    try:
        return await found_place(scene, form.fields["place"], *located(scene, known, *before))
    except WatchError as refusal:
        return await put(scene, AskScene(known=known), *before, refusal.text)


def windowed(scene: Scene, known: Known, words: str) -> tuple[Known, *tuple[Text, ...]]:
    """The request with its stretch of time, or with a word on why it could not be taken."""
    try:
        window = times.window(words, scene.clock.now(), scene.policy.zone)
    except WatchError as refusal:
        return known, refusal.text
    return (replace(known, window=window),)


def request_form() -> Form:
    """The whole request as one form."""
    days = tuple((str(each), say("request.days", count=each)) for each in requests.DAYS)
    return Form(
        title=say("form.request_title"),
        action=act(Verb.REQUEST_FORM),
        fields=(
            FormField(
                name="text",
                label=say("form.request"),
                kind=FieldKind.PARAGRAPH,
                hint=say("form.request_hint"),
                longest=requests.LONGEST_TEXT,
            ),
            FormField(
                name="case",
                label=say("form.case"),
                kind=FieldKind.LINE,
                longest=requests.LONGEST_CASE,
            ),
            FormField(
                name="place",
                label=say("form.place"),
                kind=FieldKind.LINE,
                hint=say("form.place_hint"),
                longest=places.LONGEST_ADDRESS,
            ),
            FormField(
                name="window",
                label=say("form.window"),
                kind=FieldKind.LINE,
                hint=say("form.window_hint"),
                longest=60,
            ),
            FormField(
                name="closes", label=say("form.closes"), kind=FieldKind.CHOICE, options=days
            ),
        ),
    )
