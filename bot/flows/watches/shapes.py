"""Shaping a watch: every choice a button, on one message."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    button,
    finish,
    picked,
    pressed,
    put,
    say,
    shown,
)
from bot.flows.watches.lines import described, when_told
from bot.flows.watches.pages import ASKED, BY_CROWD, BY_NAME, CHOICES, PAGES, Page, Shape
from bot.model.actions import Verb
from bot.model.channels import Openness
from bot.model.commands import Command
from bot.model.ids import AreaId, Cell, WatchId
from bot.model.watches import Circle, Rhythm, WatchDraft
from bot.replies import Rows, Screen
from bot.services import crowds, doors, hours, watches
from bot.texts.text import Line, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AskShape:
    """How wide, which kinds, and when?"""

    shape: Shape
    page: Page = Page.MAIN

    async def question(self, scene: Scene) -> Question:
        """The watch as it stands, every choice a button."""
        line = described(self.shape.place, self.shape.near, self.shape.crowd)
        lines = (line, *remarks(self.shape, scene.clock.now()), ASKED[self.page])
        return Question(lines=lines, label=line, buttons=PAGES[self.page](self.shape))

    async def answered(self, scene: Scene) -> Answers:
        """Each press changes the watch, lays out other choices, or keeps the watch."""
        page = pressed(scene, Verb.WATCH_PAGE)
        if page is not None:
            return await put(scene, replace(self, page=picked(page, BY_NAME)))
        if pressed(scene, Verb.WATCH_SAVE) is not None:
            return await saved(scene, self.shape)
        crowd = pressed(scene, Verb.WATCH_CROWD)
        if crowd is not None:
            fitted = await sized(scene, self.shape, picked(crowd, BY_CROWD))
            return await put(scene, AskShape(shape=fitted))
        for verb, chosen in CHOICES.items():
            args = pressed(scene, verb)
            if args is not None:
                shape = picked(args, chosen(self.shape, scene.clock.now()))
                page_after = Page.KINDS if self.page is Page.KINDS else Page.MAIN
                return await put(scene, AskShape(shape=shape, page=page_after))
        raise WatchError("watch.choose")


async def sized(scene: Scene, shape: Shape, crowd: int) -> Shape:
    """The circle fitted to so many households."""
    if shape.cell is None:
        raise WatchError("button.gone")
    now, policy = scene.clock.now(), scene.policy
    fit = await crowds.fitted(scene.uow, Cell(shape.cell), crowd, now=now, policy=policy)
    return replace(shape, crowd=crowd, radius=fit.radius, scarce=not fit.enough)


async def saved(scene: Scene, shape: Shape) -> Answers:
    """The watch is kept, or changed."""
    person, now = await scene.person(), scene.clock.now()
    draft = WatchDraft(
        place=shape.place,
        near=shape.near,
        categories=shape.categories,
        person=person.id,
        rhythm=shape.rhythm,
        crowd=shape.crowd,
        resumes=shape.resumes,
    )
    if shape.watch is None:
        await watches.keep(scene.uow, person, draft, scene.policy)
    else:
        await watches.change(scene.uow, person, WatchId(shape.watch), draft)
    if shape.rhythm is Rhythm.DAILY:
        known = replace(hours.hours_of(person, scene.policy), daily=shape.daily)
        await watches.set_hours(scene.uow, person, known, now)
    await finish(scene)
    offered, ways = await entrances(scene, draft.place)
    line = described(draft.place, draft.near, draft.crowd)
    lines = (line, *remarks(shape, now), say("watch.saved"), *offered)
    quiet = button("watch.quiet", Verb.COMMAND, Command.QUIET)
    return shown(scene, Screen(lines=lines, buttons=(*ways, (quiet,))))


async def entrances(scene: Scene, place: Circle | AreaId) -> tuple[tuple[Text, ...], Rows]:
    """The channels around there: a link to each, or a button where that opens it."""
    found = await doors.around(scene.uow, scene.event.chat.platform, place)
    links = tuple(
        say("door.offer", title=each.title, link=each.link) for each in found if each.link
    )
    ways = tuple(
        (button(say("door.let_me_in", title=each.title), Verb.DOOR_KNOCK, each.id),)
        for each in found
        if not each.link and each.openness is Openness.RESIDENTS
    )
    return links, ways


def remarks(shape: Shape, now: datetime) -> tuple[Line, ...]:
    """What goes beyond the usual."""
    scarce = (say("watch.scarce"),) if shape.scarce else ()
    return (*scarce, *when_told(shape.rhythm, shape.daily, shape.resumes, now))
