"""A channel's frequent answers: moderators write them once and say them often."""

from bot.flows.base import Answers, Scene, say, told
from bot.flows.moderation.offices import noted, office_here
from bot.permissions import Permission
from bot.replies import EraseTheirs
from bot.services.moderation import snippets
from bot.texts.text import Quote


async def speak(scene: Scene) -> Answers:
    """/say parking: the bot says it to all; where they would read more, it says no more."""
    office = await office_here(scene, Permission.CHANNEL_SAY)
    await snippets.say(office, scene.called_with.strip())
    return noted(say("say.done")) if scene.in_private else (EraseTheirs(),)


async def edit(scene: Scene) -> Answers:
    """/snippets alone lists them; /snippets parking: words, keeps one; without words it goes."""
    office = await office_here(scene, Permission.CHANNEL_SAY)
    name, colon, text = scene.called_with.partition(":")
    if not colon:
        return await listed(scene)
    kept = await snippets.write(office, name, text)
    if kept is None:
        return told(say("snippets.dropped"))
    return told(say("snippets.kept", name=kept.name), Quote(text=kept.text))


async def listed(scene: Scene) -> Answers:
    """Their names."""
    office = await office_here(scene, Permission.CHANNEL_SAY)
    known = await scene.uow.snippets.of(office.channel.id)
    names = ", ".join(each.name for each in known)
    return told(say("snippets.listed", names=names) if known else say("snippets.none"))
