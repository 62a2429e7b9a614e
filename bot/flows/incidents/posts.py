"""How an incident looks to those who read it."""

from datetime import datetime

from bot.flows.base import button, say
from bot.model.actions import Verb
from bot.model.ids import IncidentNumber
from bot.model.incidents import Category, Incident, IncidentState
from bot.model.pictures import CleanPicture
from bot.replies import Rows, Screen
from bot.texts.text import Ago, Metres, Text

SHOWN_UPDATES = 2
"""How many updates a post shows, the newest: more would not fit under a picture."""


def post(incident: Incident, picture: CleanPicture | None, distance: int = 0) -> Screen:
    """The incident as a channel or a neighbour sees it; `distance` in metres, 0 in channels."""
    head = (
        away(incident, distance)
        if distance
        else headline(incident.category, incident.near, incident.happened)
    )
    updates = tuple(
        say("incident.update", ago=Ago(moment=each.at), text=each.text)
        for each in incident.updates[-SHOWN_UPDATES:]
    )
    resolved = incident.state is IncidentState.RESOLVED
    last = (say("incident.resolved"),) if resolved else ()
    by = say("incident.by", number=str(incident.number))
    return Screen(
        lines=(head, say("incident.text", text=incident.text), *updates, *last, by),
        media=picture,
    )


def headline(category: Category, near: str, happened: datetime) -> Text:
    """Kind, block and time."""
    kind = say(f"category.{category.value}")
    return say("incident.head", category=kind, near=near, ago=Ago(moment=happened))


def away(incident: Incident, distance: int) -> Text:
    """Kind, block, time and how far from where the reader watches."""
    return say(
        "incident.head_away",
        category=say(f"category.{incident.category.value}"),
        near=incident.near,
        ago=Ago(moment=incident.happened),
        distance=Metres(metres=max(50, round(distance, -1))),
    )


def named(incident: Incident) -> Text:
    """A report in one short line, for a button."""
    kind = say(f"category.{incident.category.value}")
    return say("incident.named", number=str(incident.number), category=kind, near=incident.near)


def owner_rows(incident: IncidentNumber) -> Rows:
    """What the reporter may do with his report."""
    return (
        (button("update.add", Verb.INCIDENT_UPDATE, incident),),
        (
            button("incident.resolve", Verb.INCIDENT_RESOLVE, incident),
            button("incident.withdraw", Verb.INCIDENT_WITHDRAW, incident, tone="danger"),
        ),
    )
