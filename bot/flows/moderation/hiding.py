"""Moderators take posts off, and mute authors whom nobody knows."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, number, say
from bot.flows.moderation.offices import incident_in, noted, office_here
from bot.model.moderation import Reach, Reason
from bot.permissions import Permission
from bot.services.moderation import rulings, silences

REASONS = {each.value: each for each in Reason}


async def hide(scene: Scene) -> Answers:
    """/hide 41, with a reason or without."""
    office = await office_here(scene, Permission.INCIDENT_HIDE)
    which, _, why = scene.called_with.strip().partition(" ")
    found = incident_in(which)
    reason = REASONS.get(why.strip().casefold() or Reason.RULES)
    if reason is None:
        raise WatchError("hide.reason", reasons=", ".join(REASONS))
    reach = await rulings.hide(office, found, reason)
    far = reach is Reach.EVERYWHERE
    return noted(
        say("hide.everywhere" if far else "hide.here", floor=str(scene.policy.reach_floor))
    )


async def unhide(scene: Scene) -> Answers:
    """/unhide 41."""
    office = await office_here(scene, Permission.INCIDENT_HIDE)
    await rulings.show(office, incident_in(scene.called_with))
    return noted(say("unhide.done"))


async def mute(scene: Scene) -> Answers:
    """/mute 41, for a day or so many hours."""
    office = await office_here(scene, Permission.AUTHOR_MUTE)
    which, _, hours = scene.called_with.strip().partition(" ")
    found = incident_in(which)
    span = number(hours, "mute.which") if hours.strip() else silences.USUAL_H
    await silences.mute(office, found, span)
    return noted(say("mute.noted"))


async def ban(scene: Scene) -> Answers:
    """/ban 41."""
    office = await office_here(scene, Permission.AUTHOR_MUTE)
    await silences.ban(office, incident_in(scene.called_with))
    return noted(say("mute.noted"))


async def unmute(scene: Scene) -> Answers:
    """/unmute 41."""
    office = await office_here(scene, Permission.AUTHOR_MUTE)
    await silences.lift(office, incident_in(scene.called_with))
    return noted(say("mute.lifted"))
