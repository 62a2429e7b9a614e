"""Moderators bind their chat to an area, say who may come in, and stop unnamed abusers."""

from bot.errors import WatchError
from bot.events import Moved
from bot.flows.base import Answers, Flow, Scene, button, number, say, shown, told
from bot.model.actions import LONGEST_ACTION, Verb, act
from bot.model.channels import ChatKind, Openness
from bot.model.commands import Command
from bot.model.handles import is_handle
from bot.model.ids import AreaId, RequestNumber
from bot.replies import Button, EraseTheirs, Rows, Screen
from bot.services import admissions, blocks, channels, doors
from bot.services.areas.drawing import drop_unused
from bot.services.words import plain


async def setup(scene: Scene) -> Answers:
    """/setup, with an area's name or without."""
    channels.require_admin(scene.event, scene.facts)
    words = scene.called_with.strip()
    if not await scene.uow.areas.all():
        return told(say("setup.no_areas_yet"), buttons=draw_row(scene))
    if not words:
        return await stands(scene)
    found = await channels.areas_named(scene.uow, words)
    if not found:
        return told(say("setup.unknown_area", name=words[:60]), buttons=draw_row(scene))
    rows = tuple(
        (button(say("setup.area", area=area.name), Verb.BIND, area.id),) for area in found
    )
    return told(say("setup.which"), buttons=rows)


async def stands(scene: Scene) -> Answers:
    """/setup alone: which area the chat belongs to, and what can be changed."""
    here = await scene.uow.channels.at(scene.event.chat.platform, scene.event.chat.id)
    area = None if here is None else await scene.uow.areas.get(here.area)
    if here is None or area is None or area.gone:
        return told(say("setup.ask"), buttons=draw_row(scene))
    bound = [say("setup.bound_to", area=area.name)]
    if await scene.uow.deliveries.troubled(here.id):
        bound.append(say("setup.troubled"))
    return told(*bound, say("door.ask"), buttons=(*openness_rows(), *draw_row(scene)))


def draw_row(scene: Scene) -> Rows:
    """[Draw an area]: where all read along, in the private chat; the chat travels in it."""
    spot = scene.event.chat.id.encode().hex()
    drawing = act(Verb.AREA_DRAW, spot)
    if len(drawing.encoded()) > LONGEST_ACTION:
        return ()
    return ((Button(label=say("setup.draw"), action=drawing, private=True),),)


async def bind(scene: Scene) -> Answers:
    """The area was chosen; whoever presses must be an admin, too."""
    chosen = AreaId(number(scene.arg, "button.gone"))
    here = await scene.uow.channels.at(scene.event.chat.platform, scene.event.chat.id)
    channel = await channels.bind(scene.uow, scene.event, scene.facts, chosen)
    if here is not None and here.area != chosen:
        await drop_unused(scene.uow, here.area)
    await admissions.offer_all(scene.uow, channel, scene.clock.now())
    area = await scene.uow.areas.get(channel.area)
    name = "" if area is None else area.name
    lines = (say("setup.done", area=name), say("door.ask"))
    return shown(scene, Screen(lines=lines, buttons=openness_rows()))


def openness_rows() -> Rows:
    """The three ways, as buttons under what /setup says."""
    return tuple((button(f"door.{each.value}", Verb.DOOR_SET, each.value),) for each in Openness)


async def settle(scene: Scene) -> Answers:
    """[Open to all] [For residents of the area] [I decide]."""
    try:
        openness = Openness(scene.arg)
    except ValueError:
        raise WatchError("button.gone") from None
    channel = await doors.open_to(scene.uow, scene.event, scene.facts, openness)
    area = await scene.uow.areas.get(channel.area)
    name = "" if area is None else area.name
    return shown(scene, Screen(lines=(say(f"door.now_{openness.value}", area=name),)))


async def block(scene: Scene) -> Answers:
    """/block 12 quiet heron: the same answer whether anybody answered under it or not.

    Where all read along, the command goes and the answer names no handle: the group need not
    know under which one somebody was told to be a nuisance.
    """
    blocks.require_moderator(scene.event, scene.facts)
    chat, named = scene.event.chat, handle_named(scene.called_with)
    await blocks.require_asked_here(scene.uow, chat, named.request, scene.clock.now())
    if not is_handle(named.handle):
        raise WatchError("block.no_handle")
    if not scene.desk.may_block(chat, named.request, named.handle):
        raise WatchError("block.enough", number=str(named.request))
    await blocks.block_named(scene.uow, named, blocks.key_of(named.request, scene.keyring))
    return (*told(say("block.noted", number=str(named.request))), EraseTheirs())


def handle_named(words: str) -> blocks.Named:
    """What stood behind the command. Raises WatchError `block.which`."""
    first, _, rest = plain(words).replace("\n", " ").partition(" ")
    found = RequestNumber(number(first, "block.which"))
    if not rest:
        raise WatchError("block.which")
    return blocks.Named(request=found, handle=rest.strip("\"' ").casefold())


async def arrived(scene: Scene) -> Answers:
    """The bot was added to a chat."""
    del scene
    return told(say("setup.hello"))


async def departed(scene: Scene) -> Answers:
    """The bot was removed from a chat, which is a channel no more, or blocked by somebody."""
    if scene.event.chat.kind is ChatKind.PRIVATE:
        person = await scene.uow.people.find(scene.event.sender.account)
        if person is not None:
            await scene.uow.deliveries.silence(person.id)
        return ()
    here = await scene.uow.channels.at(scene.event.chat.platform, scene.event.chat.id)
    await scene.uow.channels.unbind(scene.event.chat.platform, scene.event.chat.id)
    if here is not None:
        await drop_unused(scene.uow, here.area)
    return ()


async def moved(scene: Scene) -> Answers:
    """The chat got a new id: the channel goes with it."""
    if isinstance(scene.event.act, Moved):
        chat = scene.event.chat
        await scene.uow.channels.move(chat.platform, chat.id, scene.event.act.new_chat)
    return ()


FLOW = Flow(
    commands={Command.SETUP: setup, Command.BLOCK: block},
    verbs={Verb.BIND: bind, Verb.DOOR_SET: settle},
)
