"""Coming into a channel that is for the residents of its area."""

from bot.errors import WatchError
from bot.events import Knocked
from bot.flows.base import Answers, Flow, Scene, button, number, say, shown, told
from bot.model.actions import Verb
from bot.model.channels import Channel, Openness
from bot.model.commands import Command
from bot.model.ids import ChannelId
from bot.replies import Rows, Screen
from bot.services import doors


async def knocked(scene: Scene) -> Answers:
    """Somebody asks to be let into a chat: residents of its area are."""
    chat = scene.event.chat
    channel = await scene.uow.channels.at(chat.platform, chat.id)
    if channel is None or channel.openness is not Openness.RESIDENTS:
        return ()  # that is for its moderators to decide, in their own client
    return await _let_in(scene, channel)


async def knock(scene: Scene) -> Answers:
    """[Let me in]."""
    found = ChannelId(number(scene.arg, "button.gone"))
    channel = await scene.uow.channels.get(found)
    if channel is None or channel.openness is not Openness.RESIDENTS:
        raise WatchError("button.gone")
    return await _let_in(scene, channel)


async def _let_in(scene: Scene, channel: Channel) -> Answers:
    """In, or how to become somebody who may come in."""
    try:
        is_in = await doors.knock(scene.uow, channel, scene.event.sender.account, scene.facts)
    except WatchError as refusal:
        if refusal.text.key != "door.not_resident":
            raise
        ways: Rows = (
            (button("start.watch", Verb.COMMAND, Command.WATCH, tone="main"),),
            (button("door.again", Verb.DOOR_KNOCK, channel.id),),
        )
        return told(refusal.text, buttons=ways)
    if not is_in and not channel.link:
        raise WatchError("door.elsewhere", title=channel.title)
    if not is_in:
        return told(say("door.ask_there", title=channel.title, link=channel.link))
    welcome = say("door.welcome", title=channel.title)
    if isinstance(scene.event.act, Knocked):
        return told(welcome)
    return shown(scene, Screen(lines=(welcome,)))


FLOW = Flow(verbs={Verb.DOOR_KNOCK: knock})
