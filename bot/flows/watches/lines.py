"""A watch in words."""

from datetime import datetime

from bot.flows.base import say
from bot.model.ids import AreaId
from bot.model.incidents import ALL_CATEGORIES
from bot.model.watches import Circle, Rhythm, Watch
from bot.services.watches import UNTIL_RESUMED
from bot.texts.text import Day, Line, Metres, Text


def described(place: Circle | AreaId, near: str, crowd: int | None = None) -> Text:
    """Where a watch is, in one line."""
    if not isinstance(place, Circle):
        return say("watch.area", area=near)
    radius = Metres(metres=place.radius)
    if crowd is None:
        return say("watch.circle", radius=radius, near=near)
    return say("watch.circle_of", radius=radius, near=near, count=crowd)


def listed(watch: Watch) -> Text:
    """A watch with its kinds, in one line."""
    place = described(watch.place, watch.near, watch.crowd)
    if watch.categories == ALL_CATEGORIES:
        return say("watch.listed_all", place=place)
    return say("watch.listed", place=place, count=len(watch.categories))


def when_told(
    rhythm: Rhythm, daily: int, resumes: datetime | None, now: datetime
) -> tuple[Line, ...]:
    """When a watch tells, where that is not at once: a line each for its rhythm and its pause."""
    said: list[Line] = []
    if rhythm is Rhythm.HOURLY:
        said.append(say("watch.told_hourly"))
    if rhythm is Rhythm.DAILY:
        said.append(say("watch.told_daily", hour=f"{daily}:00"))
    if resumes == UNTIL_RESUMED:
        said.append(say("watch.paused"))
    elif resumes is not None and resumes > now:
        said.append(say("watch.paused_until", moment=Day(moment=resumes)))
    return tuple(said)


def ticked(label: Text) -> Text:
    """The label with a tick."""
    return say("button.ticked", label=label)


def ticked_if(label: Text, chosen: object) -> Text:
    """The label, with a tick when it is the chosen one."""
    return ticked(label) if chosen else label
