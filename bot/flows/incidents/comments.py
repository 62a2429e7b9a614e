"""What a neighbour knows of an incident that somebody else reported, in words."""

from dataclasses import dataclass
from functools import partial

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    say,
    told,
    written,
)
from bot.model.actions import Verb, act
from bot.model.ids import IncidentNumber
from bot.replies import Ask, FieldKind, Form, FormField
from bot.services import incidents, witnesses
from bot.services.desk import MOST_TOLD
from bot.services.words import within


@dataclass(frozen=True, slots=True, kw_only=True)
class AskComment:
    """What does the neighbour know of it?"""

    number: int

    async def question(self, scene: Scene) -> Question:
        """One or two sentences, as long as the incident is open."""
        await witnesses.standing(scene.uow, IncidentNumber(self.number))
        return Question(
            lines=(say("comment.ask", number=str(self.number)),),
            label=say("comment.label"),
            words=incidents.LONGEST_UPDATE,
            buttons=((button("button.cancel", Verb.CANCEL),),),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Every post of the incident shows it."""
        words = written(scene)
        if words is None:
            raise WatchError("comment.write")
        answers = await _told(scene, IncidentNumber(self.number), words)
        await finish(scene)
        return answers


async def comment(scene: Scene) -> Answers:
    """[Add what you know]: a form where forms can be opened, which keeps nobody."""
    found = IncidentNumber(number(scene.arg, "button.gone"))
    await witnesses.standing(scene.uow, found)
    if not scene.event.limits.forms:
        return await begin(scene, AskComment(number=found))
    field = FormField(
        name="answer",
        label=say("comment.label"),
        kind=FieldKind.PARAGRAPH,
        longest=incidents.LONGEST_UPDATE,
    )
    action = act(Verb.INCIDENT_COMMENT_FORM, found)
    return (Ask(form=Form(title=say("comment.do"), action=action, fields=(field,))),)


async def filled(scene: Scene) -> Answers:
    """The form came back."""
    return await _told(
        scene, IncidentNumber(number(scene.arg, "button.gone")), written(scene) or ""
    )


async def _told(scene: Scene, found: IncidentNumber, words: str) -> Answers:
    """What was added, a few times per account. Raises WatchError `comment.enough`."""
    account, text = scene.event.sender.account, within(words, incidents.LONGEST_UPDATE)
    if not scene.desk.may_tell(account, found):
        raise WatchError("comment.enough", count=MOST_TOLD)
    await witnesses.tell(
        scene.uow, account, found, text=text, clock=scene.clock, policy=scene.policy
    )
    scene.afterwards.append(partial(scene.desk.told, account, found))
    return told(say("repeat.joined", number=str(found)))
