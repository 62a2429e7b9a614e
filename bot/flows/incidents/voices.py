"""What neighbours say under a post, and all that was added to an incident."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, number, say
from bot.flows.incidents.posts import added
from bot.model.ids import IncidentNumber
from bot.model.incidents import IncidentUpdate, Voice
from bot.replies import Pop, Say, Screen
from bot.services import witnesses
from bot.services.moderation import rulings

MOST_TOLD = 8
"""How many updates are told at once, the newest: each is a message of its own."""


async def seen(scene: Scene) -> Answers:
    """[I see it too]."""
    return await voiced(scene, Voice.SEEN)


async def denied(scene: Scene) -> Answers:
    """[It is not so]."""
    return await voiced(scene, Voice.DENIED)


async def voiced(scene: Scene, voice: Voice) -> Answers:
    """One voice of one account; who presses is neither greeted nor kept."""
    changed = await witnesses.say(
        scene.uow,
        scene.event.sender.account,
        IncidentNumber(number(scene.arg, "button.gone")),
        voice=voice,
        clock=scene.clock,
        policy=scene.policy,
    )
    return (Pop(text=say("voice.counted" if changed else "voice.again")),)


async def more(scene: Scene) -> Answers:
    """[All of it]: the story and the updates, each with all its words and its photo."""
    found = IncidentNumber(number(scene.arg, "button.gone"))
    incident = await scene.uow.incidents.get(found)
    if incident is None or not await rulings.stands_somewhere(scene.uow, incident):
        raise WatchError("button.gone")
    story = Say(screen=Screen(lines=(say("incident.text", text=incident.text),)))
    updates = [await told_of(scene, update) for update in incident.words[-MOST_TOLD:]]
    return (story, *updates)


async def told_of(scene: Scene, update: IncidentUpdate) -> Say:
    """One update, whole."""
    picture = None if update.picture is None else await scene.uow.pictures.get(update.picture)
    return Say(screen=Screen(lines=(added(update, update.text),), media=picture))
