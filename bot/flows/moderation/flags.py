"""A neighbour wants a moderator to look at a post."""

from bot.flows.base import Answers, Scene, number, say, told
from bot.model.ids import IncidentNumber
from bot.replies import EraseTheirs, Pop
from bot.services.moderation import flags


async def called(scene: Scene) -> Answers:
    """/flag 41; in a group the command goes, so that nobody sees who flagged."""
    await _flag(scene, scene.called_with, "flag.which")
    return (*told(say("flag.noted")), EraseTheirs())


async def press(scene: Scene) -> Answers:
    """[A moderator should look]: answered for the presser alone, who is not kept."""
    await _flag(scene, scene.arg, "button.gone")
    return (Pop(text=say("flag.noted")),)


async def _flag(scene: Scene, which: str, refusal: str) -> None:
    await flags.flag(
        scene.uow,
        scene.event.sender.account,
        IncidentNumber(number(which, refusal)),
        now=scene.clock.now(),
        policy=scene.policy,
        random=scene.random,
    )
