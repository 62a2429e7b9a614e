"""Asking the neighbourhood, one question after the other."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Asks,
    Question,
    Scene,
    button,
    picked,
    pressed,
    put,
    say,
    shown,
    written,
)
from bot.flows.places import Choose, Then, ask_place, ask_which, take_place, take_which
from bot.flows.requests import proposals
from bot.flows.requests.posts import around, stretch
from bot.model.actions import Verb
from bot.model.ids import Cell
from bot.model.requests import INTERESTS_M, USUAL_INTEREST_M, RequestDraft
from bot.replies import Rows, Screen
from bot.services import audiences, places, policies, requests, times
from bot.services.words import within
from bot.texts.text import Day, Line, Metres

INTERESTS = {str(each): each for each in INTERESTS_M}
"""How far around the place a request may ask, in metres, by the word for it in a button."""

SPANS = {str(days): days for days in requests.DAYS}
"""For how many days a request may be open, by the word that stands for it in a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a request so far."""

    text: str = ""
    case: str = ""
    cell: int | None = None
    near: str = ""
    window: tuple[datetime, datetime] | None = None
    closes: datetime | None = None
    interest: int = USUAL_INTEREST_M


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
        _, agency = await requests.speaker(
            scene.uow, scene.event.sender.account, scene.clock.now()
        )
        with requests.ruled(agency.id):
            policies.require_words(text, agency)
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
        policies.require_number(case)
        return await go_on(scene, replace(self.known, case=case))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScene:
    """Where did it happen?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """A pin where the platform has one, or an address: never a drawn audience."""
        pins = scene.event.limits.pins
        return ask_place(say("request.ask_pin" if pins else "request.ask_place"))

    async def answered(self, scene: Scene) -> Answers:
        """The block gets a name."""
        return await take_place(scene, *located(scene, self.known))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseScene:
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
        window = times.window(needed(scene), scene.clock.now(), await scene.zone(), scene.policy)
        return await go_on(scene, replace(self.known, window=window))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCloses:
    """For how long may neighbours answer?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """Some days, as buttons."""
        del scene
        row = tuple(
            button(
                say("request.days", count=days),
                Verb.REQUEST_CLOSES,
                days,
                tone="main" if days == requests.DAYS_IF_IN_DOUBT else "",
            )
            for days in requests.DAYS
        )
        ask = say("request.ask_closes")
        return Question(lines=(ask,), label=ask, buttons=(row,))

    async def answered(self, scene: Scene) -> Answers:
        """One of them."""
        chosen = pressed(scene, Verb.REQUEST_CLOSES)
        if chosen is None:
            raise WatchError("request.choose_closes")
        days = picked(chosen, SPANS)
        closes = requests.closing(scene.clock.now(), days, scene.policy)
        return await go_on(scene, replace(self.known, closes=closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInterest:
    """How far around the place?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """Some distances, as buttons."""
        del scene
        row = tuple(
            button(
                say("request.within", radius=Metres(metres=each)),
                Verb.REQUEST_INTEREST,
                each,
                tone="main" if each == self.known.interest else "",
            )
            for each in INTERESTS_M
        )
        ask = say("request.ask_interest")
        return Question(lines=(ask,), label=ask, buttons=(row,))

    async def answered(self, scene: Scene) -> Answers:
        """One of them."""
        chosen = pressed(scene, Verb.REQUEST_INTEREST)
        if chosen is None:
            raise WatchError("request.choose_interest")
        return await go_on(scene, replace(self.known, interest=picked(chosen, INTERESTS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLeave:
    """This is what neighbours will see: ask them?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """The request as it will stand, and the area that is asked."""
        draft = await drafted(scene, self.known)
        now = scene.clock.now()
        _, agency = await requests.speaker(scene.uow, scene.event.sender.account, now)
        survey = audiences.Survey(facts=scene.facts, now=now, policy=scene.policy)
        audience = await requests.addressed(scene.uow, agency, draft.cell, survey)
        area = await scene.uow.areas.get(audience.area)
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
            around(draft.interest),
            say("request.until", day=Day(moment=draft.closes)),
            say("request.goes_to", area="" if area is None else area.name),
        )
        return Question(lines=lines, label=say("request.preview"), buttons=rows)

    async def answered(self, scene: Scene) -> Answers:
        """Ask the neighbourhood, or change something."""
        if pressed(scene, Verb.REQUEST_POST) is not None:
            return await proposals.sign(scene, await drafted(scene, self.known))
        change = pressed(scene, Verb.REQUEST_CHANGE)
        if change:
            return await put(scene, picked(change, CHANGE)(known=self.known))
        if change is not None:
            row = tuple(button(f"change.{each}", Verb.REQUEST_CHANGE, each) for each in CHANGE)
            return shown(
                scene,
                Screen(lines=(say("report.change_what"),), buttons=(row[:3], row[3:5], row[5:])),
            )
        raise WatchError("request.post_or_change")


CHANGE: dict[
    str,
    type[AskText | AskCase | AskScene | AskInterest | AskWindow | AskCloses | AskLeave],
] = {
    "text": AskText,
    "case": AskCase,
    "place": AskScene,
    "interest": AskInterest,
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


def located(scene: Scene, known: Known, *before: Line) -> tuple[Then, Choose]:
    """What follows a place, and what follows an address that may mean several."""
    return (
        lambda cell: placed(scene, known, cell, *before),
        lambda found: ChooseScene(known=known, found=found),
    )


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
    officer, agency = await requests.speaker(
        scene.uow, scene.event.sender.account, scene.clock.now()
    )
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
        interest=known.interest,
    )
