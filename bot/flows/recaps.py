"""Moderators have their channel told once a day or a week what was posted there."""

from bot.errors import WatchError
from bot.flows.base import Answers, Flow, Scene, button, say, shown, told
from bot.model.actions import Verb
from bot.model.channels import Channel, Recap
from bot.model.commands import Command
from bot.replies import Rows, Screen
from bot.services import channels
from bot.texts.text import Text

WORDS = {each.value: each for each in Recap}


async def start(scene: Scene) -> Answers:
    """/digest: how often?"""
    channel = await bound_here(scene)
    return told(line_of(channel.recap), buttons=rows_of(channel.recap))


async def choose(scene: Scene) -> Answers:
    """[Off] [Once a day] [Once a week]; whoever presses must be an admin, too."""
    channel = await bound_here(scene)
    recap = WORDS.get(scene.arg)
    if recap is None:
        raise WatchError("button.gone")
    await scene.uow.channels.tell_again(channel.id, recap, scene.clock.now())
    return shown(scene, Screen(lines=(line_of(recap),), buttons=rows_of(recap)))


async def bound_here(scene: Scene) -> Channel:
    """The channel that this chat is.

    Raises:
        WatchError: `recap.unbound`, or as `channels.require_admin`.
    """
    channels.require_admin(scene.event, scene.facts)
    chat = scene.event.chat
    channel = await scene.uow.channels.at(chat.platform, chat.id)
    if channel is None:
        raise WatchError("recap.unbound")
    return channel


def line_of(recap: Recap) -> Text:
    """How often it is told."""
    return say(f"recap.now_{recap.value}")


def rows_of(recap: Recap) -> Rows:
    """How often it may be told."""
    labels = {each: say(f"recap.{each.value}") for each in Recap}
    return (
        tuple(
            button(
                say("button.ticked", label=label) if each is recap else label,
                Verb.RECAP_SET,
                each,
            )
            for each, label in labels.items()
        ),
    )


FLOW = Flow(commands={Command.DIGEST: start}, verbs={Verb.RECAP_SET: choose})
