"""Changing what was reported."""

from dataclasses import dataclass, replace

from bot.flows.base import (
    Answers,
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
)
from bot.flows.incidents.posts import left_out, named, owner_rows
from bot.flows.incidents.prompts import Told, asked_again, note_posted, taken
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.ids import IncidentNumber
from bot.model.incidents import IncidentState, IncidentUpdate
from bot.model.prompts import Prompt
from bot.replies import Screen
from bot.services import incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUpdate:
    """What is new about this incident, or was wrong?

    `told` is what its reporter should look at once more.
    """

    number: int
    corrects: bool = False
    told: str = ""
    prompted: tuple[Prompt, ...] = ()

    async def question(self, scene: Scene) -> Question:
        """One or two sentences, as long as the incident is open."""
        await incidents.own(scene.uow, await scene.person(), IncidentNumber(self.number))
        label = say("form.correction" if self.corrects else "form.update")
        if self.told:
            longest = incidents.LONGEST_UPDATE
            return asked_again(self.told, "prompt.post", label=label, longest=longest)
        ask = say("update.ask_wrong" if self.corrects else "update.ask", number=str(self.number))
        corrects = say("update.corrects")
        if self.corrects:
            corrects = say("button.ticked", label=corrects)
        return Question(
            lines=(ask,),
            label=label,
            words=incidents.LONGEST_UPDATE,
            buttons=((button(corrects, Verb.INCIDENT_CORRECTS),),),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Every post of the incident shows it, once there is nothing to look at."""
        if pressed(scene, Verb.INCIDENT_CORRECTS) is not None:
            return await put(scene, replace(self, corrects=not self.corrects))
        before = Told(words=self.told, prompted=self.prompted)
        words = await taken(
            scene, before, longest=incidents.LONGEST_UPDATE, refusal="update.write"
        )
        if not words.settled:
            return await put(scene, replace(self, told=words.words, prompted=words.prompted))
        return await self._added(scene, words)

    async def _added(self, scene: Scene, words: Told) -> Answers:
        found, person = IncidentNumber(self.number), await scene.person()
        added = IncidentUpdate(text=words.words, at=scene.clock.now(), corrects=self.corrects)
        await incidents.update(scene.uow, person, found, added, policy=scene.policy)
        await note_posted(scene, words)
        await finish(scene)
        done = say("update.corrected" if self.corrects else "update.added")
        lines = (done, *await left_out(scene.uow, found, words.words))
        return shown(scene, Screen(lines=lines, buttons=owner_rows(found)))


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
