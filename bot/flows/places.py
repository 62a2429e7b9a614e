"""Asking for a place: the one dialogue that reports, watches and requests share."""

from collections.abc import Awaitable, Callable

from bot.errors import WatchError
from bot.events import Pinned
from bot.flows.base import Answers, Asks, Question, Scene, button, pressed, put, say, written
from bot.model.actions import Verb
from bot.model.ids import Cell
from bot.model.places import cell_at
from bot.replies import Rows
from bot.services import places
from bot.texts.text import Line, Text

Then = Callable[[Cell], Awaitable[Answers]]
"""What follows once the block is known."""

Choose = Callable[[tuple[places.Spot, ...]], Asks]
"""The question that follows when an address may mean several blocks."""


def ask_place(ask: Text, *rows: Rows) -> Question:
    """Where? A pin where the platform has one, or an address."""
    return Question(
        lines=(ask,),
        label=say("form.place"),
        buttons=tuple(row for more in rows for row in more),
        words=places.LONGEST_ADDRESS,
        pin=True,
    )


async def take_place(scene: Scene, then: Then, choose: Choose) -> Answers:
    """A pin or an address; the point becomes a block here and is forgotten."""
    if isinstance(scene.event.act, Pinned):
        return await then(cell_at(scene.event.act.point))
    words = written(scene)
    if words is None:
        raise WatchError("place.send" if scene.event.limits.pins else "place.write")
    return await found_place(scene, words, then, choose)


async def found_place(
    scene: Scene, words: str, then: Then, choose: Choose, *, before: tuple[Line, ...] = ()
) -> Answers:
    """The block that an address means, or, after the lines before it, the question which one."""
    found = places.spots(scene.facts, words, pins=scene.event.limits.pins)
    if len(found) > 1:
        return await put(scene, choose(found), *before)
    return await then(found[0].cell)


def ask_which(found: tuple[places.Spot, ...]) -> Question:
    """Which of these places is meant? One button each, or another address."""
    rows = tuple(
        (button(say("place.label", label=spot.label), Verb.PLACE_CHOICE, index),)
        for index, spot in enumerate(found)
    )
    return Question(
        lines=(say("place.which"),),
        label=say("form.place"),
        buttons=rows,
        words=places.LONGEST_ADDRESS,
    )


async def take_which(
    scene: Scene, found: tuple[places.Spot, ...], then: Then, choose: Choose
) -> Answers:
    """One of them, or another address."""
    chosen = pressed(scene, Verb.PLACE_CHOICE)
    if chosen is None:
        return await take_place(scene, then, choose)
    index = int(chosen[0]) if chosen and chosen[0].isdecimal() else len(found)
    if index >= len(found):
        raise WatchError("button.gone")
    return await then(found[index].cell)
