"""Asking the neighbourhood, in one form."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.errors import WatchError
from bot.events import Filled
from bot.flows.base import Answers, Scene, begin, only_in_private, picked, put, say
from bot.flows.places import found_place
from bot.flows.requests.asking import SPANS, AskScene, AskText, Known, located
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.replies import Ask, FieldKind, Form, FormField
from bot.services import places, requests, times
from bot.services.words import plain, within
from bot.texts.text import Line, Quote


async def start(scene: Scene) -> Answers:
    """/request: officers only; one form where forms can be opened."""
    await requests.speaker(scene.uow, scene.event.sender.account, scene.clock.now())
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
    await requests.speaker(scene.uow, scene.event.sender.account, scene.clock.now())
    known, before = await taken(scene, form.fields)
    place = form.fields.get("place", "")
    try:
        return await found_place(scene, place, *located(scene, known, *before), before=before)
    except WatchError as refusal:
        return await put(scene, AskScene(known=known), *before, refusal.text)


async def taken(scene: Scene, fields: Mapping[str, str]) -> tuple[Known, tuple[Line, ...]]:
    """What of a form fits, and why the rest does not; words that do not fit are shown back."""
    now, known, before = scene.clock.now(), Known(), list[Line]()
    zone = await scene.zone()
    takes: dict[str, Callable[[str], Known]] = {
        "text": lambda words: replace(known, text=within(words, requests.LONGEST_TEXT)),
        "case": lambda words: replace(known, case=within(words, requests.LONGEST_CASE)),
        "window": lambda words: replace(
            known, window=times.window(words, now, zone, scene.policy)
        ),
        "closes": lambda words: replace(
            known, closes=requests.closing(now, picked((words,), SPANS), scene.policy)
        ),
    }
    for name, take in takes.items():
        words = fields.get(name, "")
        try:
            known = take(words)
        except WatchError as refusal:
            before += [refusal.text, *((Quote(text=plain(words)),) if plain(words) else ())]
    return known, tuple(before)


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
                name="closes",
                label=say("form.closes"),
                kind=FieldKind.CHOICE,
                value=str(requests.DAYS_IF_IN_DOUBT),
                options=days,
            ),
        ),
    )
