"""What a neighbour knows of an incident that somebody else reported, in words."""

from dataclasses import dataclass, replace
from functools import partial

from bot.errors import WatchError
from bot.events import Pressed
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    put,
    say,
    shown,
    written,
)
from bot.flows.incidents.posts import left_out
from bot.flows.incidents.prompts import (
    Told,
    asked_again,
    look_again,
    looked_at,
    note_posted,
    taken,
)
from bot.model.actions import Verb, act
from bot.model.ids import IncidentNumber
from bot.model.prompts import Prompt
from bot.replies import Ask, FieldKind, Form, FormField, Replace, Say, Screen
from bot.services import incidents, witnesses
from bot.services.desk import MOST_TOLD
from bot.services.words import within


@dataclass(frozen=True, slots=True, kw_only=True)
class AskComment:
    """What does the neighbour know of it? `told` is what he should look at once more."""

    number: int
    told: str = ""
    prompted: tuple[Prompt, ...] = ()

    async def question(self, scene: Scene) -> Question:
        """One or two sentences, as long as the incident is open."""
        await witnesses.standing(scene.uow, IncidentNumber(self.number))
        label, longest = say("comment.label"), incidents.LONGEST_UPDATE
        if self.told:
            return asked_again(self.told, "prompt.post", label=label, longest=longest)
        return Question(
            lines=(say("comment.ask", number=str(self.number)),),
            label=label,
            words=longest,
            buttons=((button("button.cancel", Verb.CANCEL),),),
        )

    async def answered(self, scene: Scene) -> Answers:
        """Every post of the incident shows it, once there is nothing to look at."""
        found = IncidentNumber(self.number)
        require_room(scene, found)
        words = await taken(
            scene,
            Told(words=self.told, prompted=self.prompted),
            longest=incidents.LONGEST_UPDATE,
            refusal="comment.write",
        )
        if not words.settled:
            return await put(scene, replace(self, told=words.words, prompted=words.prompted))
        screen = await added(scene, found, words)
        await finish(scene)
        return shown(scene, screen)


async def comment(scene: Scene) -> Answers:
    """[Add what you know]: a form where forms can be opened, which keeps nobody.

    [Write it anew] comes here, too: the form begins with the words that stand quoted.
    """
    found = IncidentNumber(number(scene.arg, "button.gone"))
    await witnesses.standing(scene.uow, found)
    if not scene.event.limits.forms:
        return await begin(scene, AskComment(number=found))
    before = prompted(scene)
    field = FormField(
        name="answer",
        label=say("comment.label"),
        kind=FieldKind.PARAGRAPH,
        value=quoted(scene) if before else "",
        longest=incidents.LONGEST_UPDATE,
    )
    action = act(Verb.INCIDENT_COMMENT_FORM, found, *named(before))
    return (Ask(form=Form(title=say("comment.do"), action=action, fields=(field,))),)


async def filled(scene: Scene) -> Answers:
    """The form came back; words to look at once more stand in the chat alone, and wait there.

    What was written anew takes the place of what stood there before.
    """
    found = IncidentNumber(number(scene.arg, "button.gone"))
    require_room(scene, found)
    await witnesses.standing(scene.uow, found)
    text = within(written(scene) or "", incidents.LONGEST_UPDATE)
    before = prompted(scene)
    words = await looked_at(scene, text, before)
    screen = await added(scene, found, words) if words.settled else waiting(found, words)
    return (Replace(screen=screen) if before else Say(screen=screen),)


def waiting(found: IncidentNumber, words: Told) -> Screen:
    """The words to look at once more, with all that is to be known of them in the buttons."""
    so_far = (found, *named(words.prompted))
    return Screen(
        lines=look_again(words.words),
        buttons=(
            (button("prompt.post", Verb.INCIDENT_COMMENT_KEEP, *so_far),),
            (button("prompt.anew", Verb.INCIDENT_COMMENT, *so_far, tone="main"),),
            (button("button.cancel", Verb.INCIDENT_COMMENT_DROP),),
        ),
    )


async def keep(scene: Scene) -> Answers:
    """[Post it as it is]: the words that stand quoted above the button."""
    found = IncidentNumber(number(scene.arg, "button.gone"))
    text, before = quoted(scene), prompted(scene)
    if not (text and before):
        raise WatchError("button.gone")
    require_room(scene, found)
    words = Told(words=within(text, incidents.LONGEST_UPDATE), prompted=before)
    return shown(scene, await added(scene, found, words))


async def drop(scene: Scene) -> Answers:
    """[Cancel]: nothing was kept, so nothing goes; a dialogue that stands goes on."""
    return shown(scene, Screen(lines=(say("comment.dropped"),)))


def require_room(scene: Scene, found: IncidentNumber) -> None:
    """Let an account add a few times only. Raises WatchError `comment.enough`."""
    if not scene.desk.may_tell(scene.event.sender.account, found):
        raise WatchError("comment.enough", count=MOST_TOLD)


async def added(scene: Scene, found: IncidentNumber, words: Told) -> Screen:
    """The words are posted; what their writer is told."""
    account = scene.event.sender.account
    await witnesses.tell(
        scene.uow, account, found, text=words.words, clock=scene.clock, policy=scene.policy
    )
    await note_posted(scene, words)
    scene.afterwards.append(partial(scene.desk.told, account, found))
    done = say("repeat.joined", number=str(found))
    return Screen(lines=(done, *await left_out(scene.uow, found, words.words)))


def quoted(scene: Scene) -> str:
    """The words that stand above the button that was pressed."""
    return scene.event.act.shown.quote if isinstance(scene.event.act, Pressed) else ""


def prompted(scene: Scene) -> tuple[Prompt, ...]:
    """Why the writer was asked so far, as the button or the form says."""
    names = scene.args[1].split("-") if len(scene.args) > 1 else ()
    return tuple(each for each in Prompt if each.value in names)


def named(before: tuple[Prompt, ...]) -> tuple[str, ...]:
    """The same as an argument of an action: none when he was asked nothing."""
    return ("-".join(before),) if before else ()
