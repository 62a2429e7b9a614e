"""Two neighbours report the same: is it this?"""

from dataclasses import dataclass

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    button,
    finish,
    number,
    pressed,
    put,
    say,
    shown,
)
from bot.flows.incidents.known import Known, drafted, posted
from bot.flows.incidents.posts import left_out, named
from bot.flows.incidents.prompts import Told, note_posted
from bot.model.actions import Verb
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident
from bot.replies import Button, Rows, Screen
from bot.services import repeats
from bot.texts.text import Ago, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRepeat:
    """Is it one of these?"""

    known: Known

    async def question(self, scene: Scene) -> Question:
        """What neighbours reported near there and then, one button each."""
        found = await repeats.similar(scene.uow, drafted(self.known), scene.policy)
        several = len(found) > 1
        joins: Rows = tuple((join_button(each, several=several),) for each in found)
        ask = say("repeat.ask_which") if several else say("repeat.ask")
        return Question(
            lines=(ask, *map(seen, found)),
            label=say("repeat.label"),
            buttons=(
                *joins,
                (button("repeat.another", Verb.REPORT_ANOTHER),),
                (button("button.cancel", Verb.CANCEL),),
            ),
        )

    async def answered(self, scene: Scene) -> Answers:
        """It becomes an update of the one that stands, or a post of its own."""
        draft = drafted(self.known)
        if pressed(scene, Verb.REPORT_ANOTHER) is not None:
            return await posted(scene, self.known)
        chosen = pressed(scene, Verb.REPORT_JOIN)
        if chosen is None:
            raise WatchError("repeat.choose")
        which = IncidentNumber(number(scene.arg, "button.gone"))
        person = await scene.person()
        await repeats.join(scene.uow, person, which, draft, clock=scene.clock, policy=scene.policy)
        story = Told(words=self.known.story, prompted=self.known.prompted)
        await note_posted(scene, story)
        await finish(scene)
        joined = say("repeat.joined", number=str(which))
        left = await left_out(scene.uow, which, story.words)
        return shown(scene, Screen(lines=(joined, *left)))


async def post_once(scene: Scene, known: Known) -> Answers:
    """The report goes out, unless it seems to repeat another: then its writer is asked."""
    draft = drafted(known)
    if await repeats.similar(scene.uow, draft, scene.policy):
        return await put(scene, AskRepeat(known=known))
    return await posted(scene, known)


def seen(incident: Incident) -> Text:
    """An incident as its post tells it, in one line."""
    return say("repeat.seen", incident=named(incident), ago=Ago(moment=incident.happened))


def join_button(incident: Incident, *, several: bool) -> Button:
    """[Yes, add mine to it]; with the number where there is a choice."""
    label = (
        say("repeat.join_which", number=str(incident.number)) if several else say("repeat.join")
    )
    return button(label, Verb.REPORT_JOIN, incident.number)
