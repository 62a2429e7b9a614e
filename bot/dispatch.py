"""The way in: one event, one transaction."""

import logging
import traceback
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.errors import OutOfReachError, RuleError, WatchError
from bot.events import (
    Act,
    Arrived,
    Called,
    CalledUnknown,
    Departed,
    Event,
    Filled,
    Knocked,
    Mapped,
    Mark,
    Moved,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
)
from bot.flows import (
    agencies,
    areas,
    channels,
    doors,
    guide,
    imitations,
    incidents,
    ledger,
    moderation,
    nearby,
    optouts,
    privacy,
    quiet,
    recaps,
    relay,
    requests,
    watches,
)
from bot.flows.base import (
    Answers,
    Asks,
    Flow,
    Question,
    Scene,
    Turned,
    drawn,
    films,
    form_of,
    opened,
    told,
)
from bot.flows.relay import codes, drafts
from bot.model.actions import SENDS, Action, Verb
from bot.model.channels import ChatKind
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from bot.ports.inquiries import Facts, Outside, UnansweredError
from bot.ports.stores import Store, UnitOfWork
from bot.ports.world import Clock, Keyring, Random, Wake
from bot.replies import Ask, Pop, Reader, Say, Turn
from bot.services import dialogues, hours
from bot.services import ledger as public_ledger
from bot.services.desk import Desk, Haste
from bot.services.pulse import Pulse
from bot.services.words import plain
from bot.texts.text import Line, Quote, Text

log = logging.getLogger(__name__)

FLOWS: tuple[Flow, ...] = (
    guide.FLOW,
    incidents.FLOW,
    watches.FLOW,
    optouts.FLOW,
    quiet.FLOW,
    privacy.FLOW,
    nearby.FLOW,
    channels.FLOW,
    areas.FLOW,
    recaps.FLOW,
    doors.FLOW,
    moderation.FLOW,
    agencies.FLOW,
    requests.FLOW,
    ledger.FLOW,
    *relay.FLOWS,
)

BY_COMMAND: dict[Command, Turned] = {c: t for flow in FLOWS for c, t in flow.commands.items()}
BY_VERB: dict[Verb, Turned] = {v: t for flow in FLOWS for v, t in flow.verbs.items()}
BY_MOVE: dict[type[Act], Turned] = {
    Arrived: channels.arrived,
    Departed: channels.departed,
    Knocked: doors.knocked,
    Moved: channels.moved,
}
"""Who comes and goes."""

IN_GROUPS = frozenset(
    {
        Verb.BIND,
        Verb.RECAP_SET,
        Verb.DOOR_SET,
        Verb.AGENCY_ADMIT,
        Verb.AGENCY_BAR,
        Verb.JUDGE,
        Verb.INCIDENT_SEEN,
        Verb.INCIDENT_DENIED,
        Verb.INCIDENT_FLAG,
    }
)
"""What may be pressed in a group: all read the answer, unless it is a pop-up."""

DONE_IN_GROUPS = (Called, CalledUnknown, Pressed, Filled, Knocked)
DONE = (*DONE_IN_GROUPS, Said, Pinned, Pictured, Mapped, SentElse)
"""What is answered, in a group and in private, and so can be done too often."""

OVER = frozenset(
    {
        "dialogue.outdated",
        "verify.over",
        "proposal.over",
        "incident.over",
        "request.over",
        "request.gone",
    }
)
"""Refusals after which there is nothing left to ask about."""

QUESTIONS: dict[str, type[Asks]] = {q.__name__: q for flow in FLOWS for q in flow.questions}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that dispatch works with."""

    store: Store
    outside: Outside
    clock: Clock
    random: Random
    keyring: Keyring
    desk: Desk
    policy: Policy
    wake: Wake
    pulse: Pulse = field(default_factory=Pulse)


class Dispatch:
    """Takes events in, one transaction each, and gives back what is to be answered."""

    def __init__(self, house: House) -> None:
        """Work with these parts."""
        self._house = house

    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        """See `bot.ports.world.Intake.take`."""
        try:
            return await self._take(event, mark)
        except TakenError:
            return self._silence()

    async def _take(self, event: Event | None, mark: Mark | None) -> Turn:
        haste = Haste.IGNORED if event is None else self._haste(event)
        if event is None or haste is Haste.IGNORED:
            await self._keep(mark)
            return self._silence()
        facts = Facts()
        if relay.unseen(event, self._house.desk):
            mark = None
        if haste is Haste.TOLD:
            return await self._refuse(event, facts, WatchError("flood.enough"), mark)
        while True:
            try:
                return await self._play(event, facts, mark)
            except UnansweredError as unanswered:
                await facts.learn(unanswered.inquiry, self._house.outside)
            except (OutOfReachError, TakenError):
                raise  # whoever brought it brings it again or tells the person to, or another did
            except Exception as fault:  # noqa: BLE001 - the process's one catch-all
                return await self._refuse(event, facts, _refusal(fault), mark)

    async def position(self, platform: PlatformName) -> int | None:
        """See `bot.ports.world.Intake.position`."""
        async with self._house.store.unit() as uow:
            return await uow.marks.get(platform)

    def reached(self, platform: PlatformName) -> None:
        """See `bot.ports.world.Intake.reached`."""
        self._house.pulse.reached(platform, self._house.clock.now())

    async def _play(self, event: Event, facts: Facts, mark: Mark | None) -> Turn:
        async with self._house.store.unit() as uow:
            await _mark(uow, mark)
            scene = self._scene(event, uow, facts)
            answers = await turn(scene)
            reader = await self._reader(event, uow)
            await uow.commit()
        for note in scene.afterwards:
            note()
        if sends(event):
            await self._sweep()
        if uow.owes:
            self._house.wake.wake()
        return Turn(reader=reader, answers=answers)

    async def _sweep(self) -> None:
        """What is committed next must not tell what was committed before.

        Where that cannot be, the reply is saved all the same and the tick sweeps; no line of the
        log may tell that somebody sent one now.
        """
        with suppress(OutOfReachError):
            await self._house.store.sweep()

    async def _refuse(
        self, event: Event, facts: Facts, refusal: WatchError, mark: Mark | None
    ) -> Turn:
        """Nothing is saved but the mark, and in the ledger that a rule kept an agency from asking.

        The question that stands is put again.
        """
        while True:
            try:
                async with self._house.store.unit() as uow:
                    scene = self._scene(event, uow, facts)
                    answers = await refused(scene, refusal.text)
                    reader = await self._reader(event, uow)
                    if isinstance(refusal, RuleError):
                        now = self._house.clock.now()
                        await public_ledger.refused(uow, refusal.agency, refusal.rule, now)
                    await _mark(uow, mark)
                    await uow.commit()
            except UnansweredError as unanswered:
                await facts.learn(unanswered.inquiry, self._house.outside)
            else:
                return Turn(reader=reader, answers=answers)

    def _haste(self, event: Event) -> Haste:
        """Whether this account does too much; what nobody answers is not counted."""
        answered = DONE if event.chat.kind is ChatKind.PRIVATE else DONE_IN_GROUPS
        if event.sender.as_chat or not isinstance(event.act, answered):
            return Haste.FINE
        now, most = self._house.clock.now(), self._house.policy.acts_a_minute
        return self._house.desk.haste(event.sender.account, now, most)

    def _silence(self) -> Turn:
        return Turn(reader=Reader(language="en", zone=self._house.policy.zone))

    async def _keep(self, mark: Mark | None) -> None:
        async with self._house.store.unit() as uow:
            await _mark(uow, mark)
            await uow.commit()

    async def _reader(self, event: Event, uow: UnitOfWork) -> Reader:
        person = await uow.people.find(event.sender.account)
        language = event.sender.language if person is None else person.language
        zone = hours.hours_of(person, self._house.policy).zone
        alone = event.chat.kind is ChatKind.PRIVATE or event.limits.private_answers
        return Reader(language=language, zone=zone if alone else self._house.policy.zone)

    def _scene(self, event: Event, uow: UnitOfWork, facts: Facts) -> Scene:
        house = self._house
        return Scene(
            event=event,
            uow=uow,
            facts=facts,
            clock=house.clock,
            random=house.random,
            keyring=house.keyring,
            desk=house.desk,
            policy=house.policy,
        )


async def turn(scene: Scene) -> Answers:
    """Find the dialogue that the event belongs to and let it answer."""
    match scene.event.act:
        case Called(command=command):
            return await BY_COMMAND[command](scene)
        case Pressed(action=action) | Filled(action=action):
            return await acted(scene, action)
        case CalledUnknown():
            raise WatchError("command.unknown")
        case Arrived() | Departed() | Knocked() | Moved() as move:
            return await BY_MOVE[type(move)](scene)
        case _:
            return await spoken(scene)


async def acted(scene: Scene, action: Action | None) -> Answers:
    """A button was pressed or a form sent."""
    if action is None or not (scene.in_private or action.verb in IN_GROUPS):
        raise WatchError("button.gone")
    if action.verb is Verb.COMMAND:
        return await commanded(scene, action)
    if action.verb in BY_VERB:
        return await BY_VERB[action.verb](scene)
    standing = await question_of(scene)
    if standing is None:
        raise WatchError("button.gone")
    if action.verb is Verb.ANSWER:
        return (Ask(form=form_of(writable(await standing.question(scene), scene))),)
    return await standing.answered(scene)


def writable(question: Question, scene: Scene) -> Question:
    """The question, if it can be answered in a form here. Raises WatchError `button.gone`."""
    if not scene.event.limits.forms or not (question.words or question.picture):
        raise WatchError("button.gone")
    return question


def sends(event: Event) -> bool:
    """Whether a reply was sent with this."""
    act = event.act
    return isinstance(act, Pressed) and act.action is not None and act.action.verb in SENDS


async def commanded(scene: Scene, action: Action) -> Answers:
    """A button that gives a command."""
    try:
        command = Command(action.args[0])
    except (ValueError, IndexError):
        raise WatchError("button.gone") from None
    called = replace(scene, event=replace(scene.event, act=Called(command=command)))
    return await BY_COMMAND[command](called)


async def spoken(scene: Scene) -> Answers:
    """Words, a pin or a picture: for an open copy, for the question that stands, or lost."""
    words = isinstance(scene.event.act, Said | Pictured)
    if scene.event.chat.kind is ChatKind.GROUP:
        return drafts.unsaid(scene) or await imitations.noticed(scene)
    if codes.awaited(scene):
        return await codes.look_up(scene)
    if words and drafts.drafted_under(scene):
        return await drafts.draft(scene)
    if isinstance(scene.event.act, Pinned) and drafts.drafted_under(scene):
        raise WatchError("sent.location")
    standing = await question_of(scene)
    if standing is None or isinstance(scene.event.act, SentElse) or films(scene):
        return await guide.lost(scene)
    if isinstance(scene.event.act, Mapped) and not isinstance(standing, areas.TAKES_MAPS):
        return await guide.lost(scene)
    return await standing.answered(scene)


async def question_of(scene: Scene) -> Asks | None:
    """The question that the person is being asked."""
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is None:
        return None
    return await dialogues.standing(scene.uow, person.id, QUESTIONS)


async def refused(scene: Scene, why: Text) -> Answers:
    """Say why not, and put the question that stands once more; nothing written is lost."""
    act = scene.event.act
    if isinstance(act, Pressed) and act.action is not None and act.action.verb in BY_VERB:
        return (Pop(text=why),)
    if isinstance(act, Called | CalledUnknown):
        return told(why)
    lines = (why, *unsent(scene))
    try:
        standing = await question_of(scene)
        if standing is None or not scene.in_private or not answers_it(scene):
            return told(*lines)
        screen = opened(drawn(await standing.question(scene), scene), *lines)
    except WatchError as outdated:
        await outlived(scene, outdated)
        return told(*lines)
    return (Say(screen=replace(screen, media=None, drawing=None)),)


def answers_it(scene: Scene) -> bool:
    """Whether what was done was meant for the question that stands, not for an open copy."""
    act = scene.event.act
    if isinstance(act, Filled):
        return act.action is None or act.action.verb not in BY_VERB
    return not scene.desk.open_copy(scene.event.sender.account)


def unsent(scene: Scene) -> tuple[Line, ...]:
    """What was written into a form that is closed now, shown back to be written again."""
    act = scene.event.act
    if not isinstance(act, Filled):
        return ()
    words = plain(max(act.fields.values(), key=len, default=""))
    return (Quote(text=words),) if words else ()


async def outlived(scene: Scene, why: WatchError) -> None:
    """A dialogue whose question cannot be put again because of this is over."""
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is not None and why.text.key in OVER:
        await dialogues.leave(scene.uow, person.id)


def _refusal(fault: Exception) -> WatchError:
    """What the person is told.

    An update that trips us must not be fetched for ever: once the store takes the mark again, it
    is done with, and the person knows that nothing was saved.
    """
    if isinstance(fault, WatchError):
        return fault
    log.error("an event was dropped: %s", _place(fault))
    return WatchError("bot.fault")


def _place(fault: Exception) -> str:
    """What went wrong and where, without a value."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} at {last.name}:{last.lineno}"


class TakenError(Exception):
    """Another process took this in a moment ago: it was brought to both."""


async def _mark(uow: UnitOfWork, mark: Mark | None) -> None:
    """Keep the mark before anything else is done, so that others wait and then know."""
    if mark is not None and not await uow.marks.take(mark.platform, mark.position):
        raise TakenError
