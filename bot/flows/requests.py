"""Officers ask the neighbourhood for help and see what came back."""

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
    pressed,
    put,
    say,
    shown,
    told,
    written,
)
from bot.model.actions import Verb, act
from bot.model.agencies import Agency
from bot.model.commands import Command
from bot.model.ids import Cell, RequestNumber
from bot.model.places import cell_at
from bot.model.requests import Request, RequestDraft, RequestState
from bot.replies import Ask, Button, FieldKind, Form, FormField, Rows, Screen
from bot.services import places, requests, times
from bot.services.words import within
from bot.texts.text import Day, Hour, Line, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a request so far."""

    text: str = ""
    case: str = ""
    cell: int | None = None
    near: str = ""
    window: tuple[datetime, datetime] | None = None
    closes: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskText:
    """What is being looked for?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """One or two sentences."""
        del scene
        ask = say("request.ask_text")
        return Question(lines=(ask,), label=say("form.request"), words=requests.LONGEST_TEXT)

    async def answered(self, scene: Scene) -> Answers:
        """Words within the limit."""
        text = within(needed(scene), requests.LONGEST_TEXT)
        return await go_on(scene, replace(self.known, text=text))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCase:
    """Which case number?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """The agency's own number, so that neighbours can ask back at the station."""
        del scene
        ask = say("request.ask_case")
        return Question(lines=(ask,), label=say("form.case"), words=requests.LONGEST_CASE)

    async def answered(self, scene: Scene) -> Answers:
        """Words within the limit."""
        case = within(needed(scene), requests.LONGEST_CASE)
        return await go_on(scene, replace(self.known, case=case))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScene:
    """Where did it happen?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A pin where the platform has one, or an address: never a drawn audience."""
        ask = say("request.ask_pin" if scene.event.limits.pins else "request.ask_place")
        return Question(
            lines=(ask,), label=say("form.place"), words=places.LONGEST_ADDRESS, pin=True
        )

    async def answered(self, scene: Scene) -> Answers:
        """The point becomes a block here."""
        if isinstance(scene.event.act, Pinned):
            return await placed(scene, self.known, cell_at(scene.event.act.point))
        found = places.spots(scene.facts, needed(scene))
        if len(found) > 1:
            return await put(scene, ChooseScene(known=self.known, found=found))
        return await placed(scene, self.known, found[0].cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseScene:
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
            return await AskScene(known=self.known).answered(scene)
        return await placed(scene, self.known, self.found[int(chosen[0])].cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWindow:
    """From when until when?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A stretch of 15 minutes to 12 hours."""
        del scene
        ask = say("request.ask_window")
        return Question(lines=(ask,), label=say("form.window"), words=60)

    async def answered(self, scene: Scene) -> Answers:
        """Words such as "yesterday 14:00-17:00"."""
        window = times.window(needed(scene), scene.clock.now(), scene.policy.zone)
        return await go_on(scene, replace(self.known, window=window))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCloses:
    """For how long may neighbours answer?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """Some days, as buttons."""
        del scene
        row = tuple(
            button(say("request.days", count=days), Verb.REQUEST_CLOSES, days)
            for days in requests.DAYS
        )
        ask = say("request.ask_closes")
        return Question(lines=(ask,), label=ask, buttons=(row,))

    async def answered(self, scene: Scene) -> Answers:
        """One of them."""
        chosen = pressed(scene, Verb.REQUEST_CLOSES)
        if chosen is None:
            raise WatchError("request.choose_closes")
        days = number(chosen[0], "request.choose_closes")
        closes = requests.closing(scene.clock.now(), days, scene.policy)
        return await go_on(scene, replace(self.known, closes=closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLeave:
    """This is what neighbours will see: ask them?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """The request as it will stand, and the area that is asked."""
        draft = await drafted(scene, self.known)
        areas = await places.areas_of(scene.uow, draft.cell)
        rows: Rows = (
            (button("request.post", Verb.REQUEST_POST, tone="main"),),
            (
                button("button.change", Verb.REQUEST_CHANGE),
                button("button.cancel", Verb.CANCEL),
            ),
        )
        lines: tuple[Line, ...] = (
            say("request.preview"),
            say("request.case", case=draft.case),
            say("request.text", text=draft.text),
            stretch(draft.near, draft.window_from, draft.window_until),
            say("request.until", day=Day(moment=draft.closes)),
            say("request.goes_to", area=areas[0].name),
        )
        return Question(lines=lines, label=say("request.preview"), buttons=rows)

    async def answered(self, scene: Scene) -> Answers:
        """Ask the neighbourhood, or change something."""
        if pressed(scene, Verb.REQUEST_POST) is not None:
            return await posted(scene, await drafted(scene, self.known))
        change = pressed(scene, Verb.REQUEST_CHANGE)
        if change:
            return await put(scene, CHANGE[change[0]](known=self.known))
        if change is not None:
            row = tuple(button(f"change.{each}", Verb.REQUEST_CHANGE, each) for each in CHANGE)
            return shown(
                scene, Screen(lines=(say("report.change_what"),), buttons=(row[:3], row[3:]))
            )
        raise WatchError("request.post_or_change")


CHANGE: dict[str, type[AskText | AskCase | AskScene | AskWindow | AskCloses | AskLeave]] = {
    "text": AskText,
    "case": AskCase,
    "place": AskScene,
    "window": AskWindow,
    "closes": AskCloses,
    "back": AskLeave,
}
"""What may be changed before posting; "back" returns to the preview."""


def needed(scene: Scene) -> str:
    """The words that were written. Raises WatchError `words.empty` when none were."""
    words = written(scene)
    if words is None:
        raise WatchError("words.empty")
    return words


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
    before: list[Text] = []
    try:
        window = times.window(form.fields["window"], now, scene.policy.zone)
        known = replace(known, window=window)
    except WatchError as refusal:
        before.append(refusal.text)
    try:
        found = places.spots(scene.facts, form.fields["place"])
        if len(found) > 1:
            return await put(scene, ChooseScene(known=known, found=found), *before)
        return await placed(scene, known, found[0].cell, *before)
    except WatchError as refusal:
        return await put(scene, AskScene(known=known), *before, refusal.text)


async def placed(scene: Scene, known: Known, cell: Cell, *before: Line) -> Answers:
    """The request has a place; its block gets a name."""
    near = await places.name_of(scene.uow, scene.facts, cell)
    return await go_on(scene, replace(known, cell=cell, near=near), *before)


async def go_on(scene: Scene, known: Known, *before: Line) -> Answers:
    """Ask the first thing that is not known yet; then show the preview."""
    return await put(scene, missing(known), *before)


def missing(known: Known) -> Asks:
    """The question for what is not known yet."""
    if not known.text:
        return AskText(known=known)
    if not known.case:
        return AskCase(known=known)
    if known.cell is None:
        return AskScene(known=known)
    if known.window is None:
        return AskWindow(known=known)
    if known.closes is None:
        return AskCloses(known=known)
    return AskLeave(known=known)


async def drafted(scene: Scene, known: Known) -> RequestDraft:
    """The request, whole. Raises WatchError when something is still missing."""
    officer, agency = await requests.asker(scene.uow, scene.event.sender.account)
    if known.cell is None or known.window is None or known.closes is None:
        raise WatchError("button.gone")
    return RequestDraft(
        agency=agency.id,
        officer=officer,
        case=known.case,
        text=known.text,
        cell=Cell(known.cell),
        near=known.near,
        window_from=known.window[0],
        window_until=known.window[1],
        closes=known.closes,
    )


async def posted(scene: Scene, draft: RequestDraft) -> Answers:
    """The request goes out."""
    request = await requests.ask(
        scene.uow,
        scene.event.sender.account,
        draft,
        clock=scene.clock,
        keyring=scene.keyring,
    )
    await finish(scene)
    done = say("request.posted", number=str(request.number), area=await area_name(scene, request))
    return shown(scene, Screen(lines=(done,)))


async def mine(scene: Scene) -> Answers:
    """/requests: the agency's requests, newest first."""
    elsewhere = only_in_private(scene, Command.REQUESTS)
    if elsewhere is not None:
        return elsewhere
    _, agency = await requests.asker(scene.uow, scene.event.sender.account)
    filed = await scene.uow.requests.of(agency.id)
    if not filed:
        return told(say("request.none"))
    return tuple(answer for each in filed for answer in told(listed(each), buttons=rows_of(each)))


async def resolve(scene: Scene) -> Answers:
    """/resolve 12, or [Resolve]: asks once more, because nothing can be brought back."""
    which = scene.called_with or scene.arg
    elsewhere = only_in_private(scene, Command.RESOLVE)
    if elsewhere is not None:
        return elsewhere
    if not which:
        return await mine(scene)
    found = RequestNumber(number(which, "request.which"))
    request = await requests.own(scene.uow, scene.event.sender.account, found)
    if request.state is RequestState.CLOSED:
        raise WatchError("request.over", number=str(found))
    sure = button("request.resolve_surely", Verb.REQUEST_RESOLVE_SURELY, found, tone="danger")
    return told(say("request.resolve_ask", number=str(found)), buttons=((sure,),))


async def resolve_surely(scene: Scene) -> Answers:
    """The request ends; replies, pictures and questions are destroyed."""
    found = RequestNumber(number(scene.arg, "request.which"))
    request = await requests.own(scene.uow, scene.event.sender.account, found)
    await requests.close(scene.uow, request, scene.keyring)
    return shown(scene, Screen(lines=(say("request.resolved", number=str(found)),)))


async def check(scene: Scene) -> Answers:
    """/check 12: is this request genuine?"""
    found = RequestNumber(number(scene.called_with, "check.which"))
    request = await scene.uow.requests.get(found)
    agency = None if request is None else await scene.uow.agencies.get(request.agency)
    if request is None or agency is None:
        return told(say("check.unknown", number=str(found)))
    key = "check.open" if request.state is RequestState.OPEN else "check.closed"
    return told(
        say(
            key,
            number=str(found),
            agency=agency.name,
            case=request.case,
            asked=Day(moment=request.asked),
        )
    )


async def area_name(scene: Scene, request: Request) -> str:
    """The name of the area that was asked."""
    area = await scene.uow.areas.get(request.audience)
    return "" if area is None else area.name


def post(request: Request, agency: Agency) -> Screen:
    """The request as a channel sees it: a button and no capability."""
    privately = Button(
        label=say("request.reply"),
        action=act(Verb.COPY_OPEN, request.number),
        private=True,
        tone="main",
    )
    privacy = Button(label=say("request.privacy"), action=act(Verb.PRIVACY), private=True)
    return Screen(lines=body(request, agency), buttons=((privately,), (privacy,)))


def body(request: Request, agency: Agency) -> tuple[Line, ...]:
    """The words of a request, the same in every copy."""
    number_, case = str(request.number), request.case
    return (
        say("request.head", agency=agency.name, number=number_, case=case),
        say("request.text", text=request.text),
        stretch(request.near, request.window_from, request.window_until),
        say("request.until", day=Day(moment=request.closes)),
        say("request.free", number=number_),
    )


def closed(request: Request, agency: Agency) -> Screen:
    """What stands in place of a request that is over."""
    head = say("request.head", agency=agency.name, number=str(request.number), case=request.case)
    return Screen(lines=(head, say("request.closed")))


def bell(request: Request) -> Screen:
    """The doorbell: the same for everybody who was asked."""
    way = Button(label=say("bell.see"), action=act(Verb.BELL, request.number), private=True)
    return Screen(lines=(say("bell.ring", number=str(request.number)),), buttons=((way,),))


def stretch(near: str, first: datetime, last: datetime) -> Text:
    """Place and time of what is looked for."""
    return say("request.stretch", near=near, first=Day(moment=first), last=Hour(moment=last))


def listed(request: Request) -> Text:
    """A request in one line."""
    return say(
        f"request.listed_{request.state.value}",
        number=str(request.number),
        case=request.case,
        near=request.near,
        day=Day(moment=request.closes),
    )


def rows_of(request: Request) -> Rows:
    """What its agency may do with a request."""
    if request.state is RequestState.CLOSED:
        return ()
    return (
        (
            button("request.show", Verb.REQUEST_SHOW, request.number),
            button("request.resolve", Verb.REQUEST_RESOLVE, request.number, tone="danger"),
        ),
    )


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


FLOW = Flow(
    commands={
        Command.REQUEST: start,
        Command.REQUESTS: mine,
        Command.RESOLVE: resolve,
        Command.CHECK: check,
    },
    verbs={
        Verb.REQUEST_FORM: filled,
        Verb.REQUEST_RESOLVE: resolve,
        Verb.REQUEST_RESOLVE_SURELY: resolve_surely,
    },
    questions=(AskText, AskCase, AskScene, ChooseScene, AskWindow, AskCloses, AskLeave),
)
