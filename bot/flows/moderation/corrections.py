"""Moderators strike out single additions to a report, and say that it is over."""

from bot.flows.base import Answers, Scene, button, number, opened, say, shown
from bot.flows.moderation.offices import argument, incident_in, noted, office_here, office_of
from bot.flows.moderation.offices import in_private as leads
from bot.model.actions import Verb
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident
from bot.permissions import Permission
from bot.replies import Screen
from bot.services.moderation import corrections
from bot.services.moderation.offices import Office
from bot.texts.text import Ago

MOST_OFFERED = 8
"""Additions offered at once, the newest."""


async def settle(scene: Scene) -> Answers:
    """/settle 41."""
    office = await office_here(scene, Permission.INCIDENT_SETTLE)
    await corrections.settle(office, incident_in(scene.called_with))
    return noted(say("settle.done"))


async def start(scene: Scene) -> Answers:
    """/strike 41: which of the additions?"""
    office = await office_here(scene, Permission.INCIDENT_SETTLE)
    found = incident_in(scene.called_with)
    incident = await office.came(found)
    if not scene.in_private:
        return leads(office, Verb.STRIKE_SHOW, say("strike.elsewhere"), found)
    return shown(scene, page(office, incident))


async def show(scene: Scene) -> Answers:
    """[Open our private chat]."""
    office = await office_of(scene, Permission.INCIDENT_SETTLE)
    found = IncidentNumber(number(argument(scene, 1), "button.gone"))
    return shown(scene, page(office, await office.came(found)))


async def strike(scene: Scene) -> Answers:
    """[Strike 2]."""
    office = await office_of(scene, Permission.INCIDENT_SETTLE)
    found = IncidentNumber(number(argument(scene, 1), "button.gone"))
    which = number(argument(scene, 2), "button.gone")
    changed = await corrections.strike(office, found, which)
    return shown(scene, opened(page(office, changed), say("strike.done")))


def page(office: Office, incident: Incident) -> Screen:
    """The additions that stand, the newest, each with its button."""
    standing = [each for each in enumerate(incident.updates) if not each[1].struck][-MOST_OFFERED:]
    lines = tuple(
        say("strike.one", index=str(index + 1), ago=Ago(moment=each.at), text=each.text)
        for index, each in standing
    )
    rows = tuple(
        (
            button(
                say("strike.do", index=str(index + 1)),
                Verb.STRIKE,
                office.channel.id,
                incident.number,
                index,
                tone="danger",
            ),
        )
        for index, _ in standing
    )
    key = "strike.which" if standing else "strike.none"
    return Screen(lines=(say(key, number=str(incident.number)), *lines), buttons=rows)
