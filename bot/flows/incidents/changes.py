"""Changing what was reported."""

from dataclasses import dataclass

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    only_in_private,
    say,
    shown,
    told,
    written,
)
from bot.flows.incidents.posts import named, owner_rows
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.ids import IncidentNumber
from bot.model.incidents import IncidentState
from bot.replies import Screen
from bot.services import incidents
from bot.services.words import within


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUpdate:
    """What is new about this incident?"""

    number: int

    async def question(self, scene: Scene) -> Question:
        """One or two sentences, as long as the incident is open."""
        await incidents.own(scene.uow, await scene.person(), IncidentNumber(self.number))
        ask = say("update.ask", number=str(self.number))
        return Question(lines=(ask,), label=say("form.update"), words=incidents.LONGEST_UPDATE)

    async def answered(self, scene: Scene) -> Answers:
        """Every post of the incident shows it."""
        words = written(scene)
        if words is None:
            raise WatchError("update.write")
        person, text = await scene.person(), within(words, incidents.LONGEST_UPDATE)
        found = IncidentNumber(self.number)
        await incidents.update(
            scene.uow, person, found, text=text, clock=scene.clock, policy=scene.policy
        )
        await finish(scene)
        return told(say("update.added"), buttons=owner_rows(found))


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
