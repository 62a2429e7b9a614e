"""Where a moderator's dialogue begins: who he is, and of which channel."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, number, say, told
from bot.model.actions import Verb, act
from bot.model.channels import Channel
from bot.model.ids import ChannelId, IncidentNumber
from bot.permissions import Permission
from bot.replies import Button, EraseTheirs
from bot.services.moderation.offices import (
    Office,
    channel_here,
    channel_of,
    named,
    standing_here,
)
from bot.texts.text import Line


async def office_here(scene: Scene, permission: Permission) -> Office:
    """The moderator who acts in his channel's chat. Raises WatchError, see `standing_here`."""
    standing_here(scene.event, scene.facts, permission)
    return _office(scene, await channel_here(scene.uow, scene.event))


async def office_of(scene: Scene, permission: Permission) -> Office:
    """The moderator of the channel in the button's first argument, wherever he presses it.

    Raises:
        WatchError: see `channel_of`.
    """
    wanted = ChannelId(number(scene.arg, "button.gone"))
    account = scene.event.sender.account
    channel = await channel_of(scene.uow, wanted, account, scene.facts, permission=permission)
    return _office(scene, channel)


def _office(scene: Scene, channel: Channel) -> Office:
    return Office(
        uow=scene.uow,
        channel=channel,
        moderator=named(scene.event),
        facts=scene.facts,
        now=scene.clock.now(),
        random=scene.random,
        policy=scene.policy,
    )


def in_private(office: Office, verb: Verb, line: Line, about: int = 0) -> Answers:
    """The way to the private chat, where others do not read along; the channel travels in it."""
    action = act(verb, office.channel.id, about)
    way = Button(label=say("button.in_private"), action=action, private=True)
    return told(line, buttons=((way,),))


def noted(*lines: Line) -> Answers:
    """Said to a moderator; his command goes, so that the chat need not follow what he does."""
    return (*told(*lines), EraseTheirs())


def incident_in(words: str) -> IncidentNumber:
    """The number of a report. Raises WatchError `moderate.which`."""
    return IncidentNumber(number(words, "moderate.which"))


def argument(scene: Scene, index: int) -> str:
    """One argument of a button. Raises WatchError `button.gone`."""
    if len(scene.args) <= index:
        raise WatchError("button.gone")
    return scene.args[index]
