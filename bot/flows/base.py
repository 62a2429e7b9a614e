"""What every dialogue is made of: a scene comes in, answers go out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from bot.errors import WatchError
from bot.events import Called, Event, Filled, Pictured, Pressed, Said
from bot.model.actions import Verb, act
from bot.model.channels import ChatKind
from bot.model.commands import Command
from bot.model.maps import Drawing
from bot.model.people import Person
from bot.model.pictures import CleanPicture, RawPicture, RawVideo
from bot.model.policy import Policy
from bot.ports.inquiries import Facts, Inquiry
from bot.ports.stores import UnitOfWork
from bot.ports.world import Clock, Keyring, Random
from bot.replies import (
    Answer,
    Button,
    ErasePressed,
    FieldKind,
    Form,
    FormField,
    Replace,
    Rows,
    Say,
    Screen,
)
from bot.services import dialogues, hours, people
from bot.services.desk import Desk
from bot.texts.text import Line, Text, Value

MOST_DIGITS = 9
"""Digits of the longest number that is taken for one."""

T = TypeVar("T")
Answers = tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One event and all that a dialogue may use to answer it."""

    event: Event
    uow: UnitOfWork
    facts: Facts
    clock: Clock
    random: Random
    keyring: Keyring
    desk: Desk
    policy: Policy
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is noted on the desk once all of it is committed: a try that failed counts nothing."""

    @property
    def in_private(self) -> bool:
        """Whether nobody else reads along: a private chat, or private answers in a group."""
        private = self.event.chat.kind is ChatKind.PRIVATE
        return private or self.event.limits.private_answers

    @property
    def args(self) -> tuple[str, ...]:
        """The arguments of the action pressed or filled in; empty without one."""
        match self.event.act:
            case Pressed(action=action) | Filled(action=action) if action is not None:
                return action.args
        return ()

    @property
    def arg(self) -> str:
        """The first argument of the action; empty without one."""
        return self.args[0] if self.args else ""

    @property
    def called_with(self) -> str:
        """What stood behind the command; empty without it."""
        return self.event.act.argument if isinstance(self.event.act, Called) else ""

    def learn(self, inquiry: Inquiry[T]) -> T:
        """The answer from outside; see `Facts.get`."""
        return self.facts.get(inquiry)

    async def zone(self) -> str:
        """The IANA time zone in which whoever acted tells and is told times."""
        known = await self.uow.people.find(self.event.sender.account)
        return hours.hours_of(known, self.policy).zone

    async def person(self) -> Person:
        """Who acted, kept from now on. Never on the relay's way."""
        return await people.welcome(self.uow, self.event.sender, self.clock, self.random)


Turned = Callable[[Scene], Awaitable[Answers]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: lines, buttons, and whether words, a picture or a pin may answer it.

    `words` is the most characters, 0 when words do not answer it; `before` are those that a form
    begins with. `shows` is a picture, `drawing` becomes one; `alt` says what it shows.
    """

    lines: tuple[Line, ...]
    label: Text
    buttons: Rows = ()
    words: int = 0
    before: str = ""
    picture: bool = False
    pin: bool = False
    shows: CleanPicture | None = None
    drawing: Drawing | None = None
    alt: Text | None = None


class Asks(Protocol):
    """A state of a dialogue, named for what it waits for; it holds what is known so far."""

    async def question(self, scene: Scene) -> Question:
        """What is asked now."""
        ...

    async def answered(self, scene: Scene) -> Answers:
        """What an answer leads to. Raises WatchError: the question stands, nothing is lost."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The doors of one dialogue: by command, by button or form, by the question that stands."""

    commands: Mapping[Command, Turned] = field(default_factory=dict)
    verbs: Mapping[Verb, Turned] = field(default_factory=dict)
    questions: tuple[type[Asks], ...] = ()


def say(key: str, /, **values: Value) -> Text:
    """The sentence under a catalogue key."""
    return Text.of(key, **values)


def button(label: str | Text, verb: Verb, *args: object, tone: str = "") -> Button:
    """A button whose label stands in the catalogue under `label`."""
    text = label if isinstance(label, Text) else Text.of(label)
    return Button(label=text, action=act(verb, *args), tone=tone)


def told(*lines: Line, buttons: Rows = ()) -> Answers:
    """A plain message."""
    return (Say(screen=Screen(lines=lines, buttons=buttons)),)


def shown(scene: Scene, screen: Screen) -> Answers:
    """The screen in place of the one that was pressed, or as a new message."""
    if isinstance(scene.event.act, Pressed):
        return (
            (ErasePressed(), Say(screen=screen)) if screen.asks_pin else (Replace(screen=screen),)
        )
    return (Say(screen=screen),)


def drawn(question: Question, scene: Scene) -> Screen:
    """The question as a message: with a way to write where only forms can be written in."""
    limits = scene.event.limits
    writes = question.words > 0 or question.picture
    rows = question.buttons
    if limits.forms and writes:
        rows = (*rows, (button("button.answer", Verb.ANSWER, tone="main"),))
    pin = question.pin and limits.pins and scene.event.chat.kind is ChatKind.PRIVATE
    return Screen(
        lines=question.lines,
        media=question.shows,
        drawing=question.drawing,
        alt=question.alt,
        buttons=() if pin else rows,
        asks_pin=pin,
    )


def form_of(question: Question) -> Form:
    """The question as a form with one field."""
    kind = FieldKind.PARAGRAPH if question.words else FieldKind.FILE
    return Form(
        title=say("form.answer"),
        action=act(Verb.ANSWER_FORM),
        fields=(
            FormField(
                name="answer",
                label=question.label,
                kind=kind,
                value=question.before,
                longest=question.words or 1_000,
            ),
        ),
    )


async def begin(scene: Scene, state: Asks, *before: Line) -> Answers:
    """Keep the state and ask its question in a message of its own."""
    return (Say(screen=await _kept(scene, state, before)),)


async def put(scene: Scene, state: Asks, *before: Line) -> Answers:
    """Keep the state and ask its question in place of the one that was pressed."""
    return shown(scene, await _kept(scene, state, before))


async def _kept(scene: Scene, state: Asks, before: tuple[Line, ...]) -> Screen:
    person = await scene.person()
    await dialogues.keep(scene.uow, person.id, state)
    scene.desk.put_away(scene.event.sender.account)
    return opened(drawn(await state.question(scene), scene), *before)


def opened(screen: Screen, *before: Line) -> Screen:
    """The screen with lines put before its own."""
    return replace(screen, lines=(*before, *screen.lines))


async def finish(scene: Scene) -> None:
    """The dialogue is over."""
    person = await scene.person()
    await scene.uow.dialogues.end(person.id)


def written(scene: Scene) -> str | None:
    """The words that answer a question: said, or written in its form."""
    match scene.event.act:
        case Said(text=text):
            return text
        case Filled(fields=fields) if "answer" in fields:
            return fields["answer"]
    return None


def pressed(scene: Scene, verb: Verb) -> tuple[str, ...] | None:
    """The arguments when this very button was pressed; None otherwise."""
    match scene.event.act:
        case Pressed(action=action) if action is not None and action.verb is verb:
            return action.args
    return None


def picked(args: tuple[str, ...], options: Mapping[str, T]) -> T:
    """What a button's first argument stands for. Raises WatchError `button.gone`."""
    found = options.get(args[0]) if args else None
    if found is None:
        raise WatchError("button.gone")
    return found


def number(text: str, refusal: str) -> int:
    """The whole number in an argument. Raises WatchError(refusal) when there is none."""
    digits = text.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise WatchError(refusal)
    return int(digits)


def only_in_private(scene: Scene, command: Command) -> Answers | None:
    """The way to the private chat when others would read along; None when nobody does."""
    if scene.in_private:
        return None
    way = Button(label=say("button.in_private"), action=act(Verb.COMMAND, command), private=True)
    return told(say("elsewhere.private"), buttons=((way,),))


def films(scene: Scene) -> bool:
    """Whether a video was sent, which answers no question of the watch."""
    act_ = scene.event.act
    return isinstance(act_, Pictured) and isinstance(act_.media, RawVideo)


def picture_in(scene: Scene) -> RawPicture | None:
    """The picture that was sent, if any. Raises WatchError for another file in its place."""
    brought = scene.event.act
    if isinstance(brought, Filled) and brought.refused is not None:
        raise WatchError("sent." + brought.refused.value)
    media = brought.media if isinstance(brought, Pictured | Filled) else None
    if isinstance(media, RawVideo):
        raise WatchError("sent.video")
    return media
