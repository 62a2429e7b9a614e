"""How a digest looks: counts by kind, a list, a map and a chart."""

from collections import Counter
from collections.abc import Sequence

from bot.flows.base import say
from bot.model.actions import Verb, act
from bot.model.channels import Recap
from bot.model.commands import Command
from bot.model.directions import Direction
from bot.model.incidents import Category
from bot.replies import Button, Rows, Screen
from bot.services.digests import MOST_LISTED, NEAREST_TOLD_M, Told
from bot.texts.render import Locale, Sheet, plain
from bot.texts.text import Ago, Metres, Text

SPARE = 60
"""Characters of a message that stay free: what platforms add to it."""


def head_of(count: int, recap: Recap | None = None, area: str = "") -> Text:
    """How many there are: near where somebody watches, or in a channel's area of late."""
    match recap:
        case Recap.DAILY:
            return say("digest.head_day", count=count, area=area)
        case Recap.WEEKLY:
            return say("digest.head_week", count=count, area=area)
        case _:
            return say("digest.head", count=count)


def post(head: Text, told: Sequence[Told], sheet: Sheet) -> tuple[Screen, int]:
    """The digest without its drawing, and how many incidents it lists."""
    lines = (head, *counts(told))
    room = sheet.room - SPARE - sum(len(plain(line, sheet.locale)) + 1 for line in lines)
    entries = [entry(index, each) for index, each in enumerate(told[:MOST_LISTED], start=1)]
    listed = fitting(entries, sheet.locale, room)
    hidden = len(told) - listed
    more = (say("digest.more", count=hidden),) if hidden else ()
    alt = say("alt.digest", count=len(told))
    screen = Screen(lines=(*lines, *entries[:listed], *more), buttons=rows(), alt=alt)
    return screen, listed


def counts(told: Sequence[Told]) -> tuple[Text, ...]:
    """How many of each kind, the most frequent first; nothing where the list says it all."""
    kinds = Counter(each.incident.category for each in told)
    if len(told) == 1:
        return ()
    return tuple(counted(kind, count) for kind, count in kinds.most_common())


def counted(category: Category, count: int) -> Text:
    """A kind and how many of it."""
    return say("digest.kind", category=say(f"category.{category.value}"), count=count)


def fitting(entries: Sequence[Text], locale: Locale, room: int) -> int:
    """How many lines fit, with one that says how many do not."""
    room -= len(plain(say("digest.more", count=len(entries)), locale))
    for index, line in enumerate(entries):
        room -= len(plain(line, locale)) + 1
        if room < 0:
            return index
    return len(entries)


def entry(index: int, told: Told) -> Text:
    """An incident in one line, with its number on the map."""
    incident, number = told.incident, str(index)
    kind, ago = kind_of(told), Ago(moment=incident.happened)
    direction = told.away.direction
    if direction is None or direction is Direction.HERE:
        return say("near.entry", number=number, category=kind, near=incident.near, ago=ago)
    return say(
        "near.entry_away",
        number=number,
        category=kind,
        near=incident.near,
        ago=ago,
        distance=Metres(metres=max(NEAREST_TOLD_M, round(told.away.distance, -1))),
        direction=say(f"direction.{direction.value}"),
    )


def kind_of(told: Told) -> Text:
    """The kind, and whether it is over."""
    kind = say(f"category.{told.incident.category.value}")
    return say("near.resolved", category=kind) if told.incident.resolved else kind


def rows() -> Rows:
    """[What happened around here]."""
    near = act(Verb.COMMAND, Command.NEAR)
    return ((Button(label=say("digest.near"), action=near, private=True),),)
