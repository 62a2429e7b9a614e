"""The way around: start, help, language, cancel, and everything that fits nowhere."""

from bot.errors import WatchError
from bot.events import Mapped, SentElse
from bot.flows.base import (
    Answers,
    Flow,
    Scene,
    button,
    films,
    only_in_private,
    say,
    shown,
    told,
)
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.replies import Replace, Screen
from bot.services import dialogues
from bot.texts.catalogue import LANGUAGES


async def start(scene: Scene) -> Answers:
    """/start, in private: what this is and what one can do."""
    rows = (
        (button("start.report", Verb.COMMAND, Command.REPORT, tone="main"),),
        (button("start.watch", Verb.COMMAND, Command.WATCH),),
    )
    if not scene.in_private:
        return told(say("help.group"))
    return told(say("start.hello", emergency=scene.policy.emergency), buttons=rows)


async def guide(scene: Scene) -> Answers:
    """/help."""
    return told(say("help.private" if scene.in_private else "help.group"))


async def language(scene: Scene) -> Answers:
    """/language: which one?"""
    elsewhere = only_in_private(scene, Command.LANGUAGE)
    if elsewhere is not None:
        return elsewhere
    row = tuple(button(f"language.{each}", Verb.LANGUAGE, each) for each in LANGUAGES)
    return told(say("language.ask"), buttons=(row,))


async def speak(scene: Scene) -> Answers:
    """[English] [Español]."""
    chosen = scene.arg
    if chosen not in LANGUAGES:
        raise WatchError("button.gone")
    person = await scene.person()
    await scene.uow.people.speak(person.id, chosen)
    return shown(scene, Screen(lines=(say(f"language.now_{chosen}"),)))


async def cancel(scene: Scene) -> Answers:
    """/cancel or [Cancel]: the dialogue is over, nothing of it is kept."""
    scene.desk.put_away(scene.event.sender.account)
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is not None:
        await dialogues.leave(scene.uow, person.id)
    answers = shown(scene, Screen(lines=(say("cancel.done"),)))
    return answers if isinstance(answers[0], Replace) else told(say("cancel.done"))


async def lost(scene: Scene) -> Answers:
    """Words, a pin or a picture that answer nothing."""
    if isinstance(scene.event.act, SentElse):
        key = f"sent.{scene.event.act.what.value}"
        raise WatchError(key)
    if isinstance(scene.event.act, Mapped):
        raise WatchError("sent.document")
    if films(scene):
        raise WatchError("sent.video")
    raise WatchError("said.to_nobody")


FLOW = Flow(
    commands={
        Command.START: start,
        Command.HELP: guide,
        Command.LANGUAGE: language,
        Command.CANCEL: cancel,
    },
    verbs={Verb.LANGUAGE: speak, Verb.CANCEL: cancel},
)
