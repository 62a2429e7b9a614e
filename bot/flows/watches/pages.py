"""The choices of a watch that is being shaped, laid out as buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.flows.base import button, say
from bot.flows.watches.lines import ticked_if
from bot.model.actions import Verb, act
from bot.model.hours import DAILY_HOURS, USUAL_DAILY
from bot.model.ids import AreaId, Cell
from bot.model.incidents import ALL_CATEGORIES, Category
from bot.model.watches import CROWDS, RADII_M, Circle, Rhythm, Watch
from bot.replies import Button, Rows
from bot.services import watches
from bot.services.watches import Pause
from bot.texts.text import Metres, Text

FIRST_RADIUS_M = 500


class Page(StrEnum):
    """Which of a watch's choices are laid out."""

    MAIN = "main"
    KINDS = "kinds"
    CROWD = "crowd"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A watch as it stands while it is being shaped; `watch` is set when it is kept already.

    `scarce` says that fewer households than wanted were found. `daily` is the local hour of the
    person's daily digest.
    """

    near: str
    cell: int | None = None
    radius: int = FIRST_RADIUS_M
    area: int | None = None
    categories: frozenset[Category] = ALL_CATEGORIES
    watch: int | None = None
    rhythm: Rhythm = Rhythm.NOW
    daily: int = USUAL_DAILY
    crowd: int | None = None
    scarce: bool = False
    resumes: datetime | None = None

    @property
    def place(self) -> Circle | AreaId:
        """A circle or an area."""
        if self.cell is not None:
            return Circle(cell=Cell(self.cell), radius=self.radius)
        return AreaId(self.area or 0)


def shape_of(watch: Watch, daily: int) -> Shape:
    """A watch that is kept, to be shaped anew."""
    circle = watch.place if isinstance(watch.place, Circle) else None
    return Shape(
        near=watch.near,
        cell=None if circle is None else circle.cell,
        radius=FIRST_RADIUS_M if circle is None else circle.radius,
        area=None if isinstance(watch.place, Circle) else watch.place,
        categories=watch.categories,
        watch=watch.id,
        rhythm=watch.rhythm,
        daily=daily,
        crowd=watch.crowd,
        resumes=watch.resumes,
    )


ASKED = {
    Page.MAIN: say("watch.shape"),
    Page.KINDS: say("watch.which_kinds"),
    Page.CROWD: say("watch.which_crowd"),
    Page.PAUSE: say("watch.how_long"),
}


def main_page(shape: Shape) -> Rows:
    """Width, kinds, rhythm, pause."""
    circle = shape.cell is not None
    crowd = button(
        ticked_if(say("watch.by_crowd"), shape.crowd is not None), Verb.WATCH_PAGE, Page.CROWD
    )
    kinds = (all_button(shape), button("watch.choose_kinds", Verb.WATCH_PAGE, Page.KINDS))
    rhythms = tuple(rhythm_button(each, shape) for each in Rhythm)
    daily = tuple(hour_button(each, shape) for each in DAILY_HOURS)
    radii = tuple(radius_button(each, shape) for each in RADII_M)
    return (
        *((radii,) if circle else ()),
        (*((crowd,) if circle else ()), *kinds),
        rhythms,
        *((daily,) if shape.rhythm is Rhythm.DAILY else ()),
        *((pause_row(shape),) if shape.watch is not None else ()),
        (
            button("watch.save", Verb.WATCH_SAVE, tone="main"),
            button("button.cancel", Verb.CANCEL),
        ),
    )


def kinds_page(shape: Shape) -> Rows:
    """Each kind by itself."""
    kinds = tuple(kind_button(each, shape) for each in Category)
    return ((all_button(shape), *kinds[:2]), kinds[2:4], kinds[4:], back_row())


def crowd_page(shape: Shape) -> Rows:
    """How many households."""
    sizes = tuple(
        button(
            ticked_if(say("watch.households", count=each), shape.crowd == each),
            Verb.WATCH_CROWD,
            each,
        )
        for each in CROWDS
    )
    return (*((size,) for size in sizes), back_row())


def pause_page(shape: Shape) -> Rows:
    """For how long."""
    del shape
    spans = (Pause.DAY, Pause.WEEK, Pause.OPEN)
    buttons = tuple(button(f"watch.pause_{each.value}", Verb.WATCH_PAUSE, each) for each in spans)
    return (buttons[:2], buttons[2:], back_row())


PAGES: Mapping[Page, Callable[[Shape], Rows]] = {
    Page.MAIN: main_page,
    Page.KINDS: kinds_page,
    Page.CROWD: crowd_page,
    Page.PAUSE: pause_page,
}

Choice = Callable[[Shape, datetime], Mapping[str, Shape]]


def radii(shape: Shape, now: datetime) -> dict[str, Shape]:
    """What each radius makes of the watch."""
    del now
    fixed = replace(shape, crowd=None, scarce=False)
    return {str(each): replace(fixed, radius=each) for each in RADII_M}


def kinds(shape: Shape, now: datetime) -> dict[str, Shape]:
    """What each button makes of the kinds: one more or less, or all, or none when all were."""
    del now
    wanted = shape.categories
    every = frozenset[Category]() if wanted == ALL_CATEGORIES else ALL_CATEGORIES
    toggled = {each.value: wanted ^ {each} for each in Category}
    found = {"all": every, **toggled}
    return {name: replace(shape, categories=chosen) for name, chosen in found.items()}


def rhythms(shape: Shape, now: datetime) -> dict[str, Shape]:
    """What each rhythm makes of the watch."""
    del now
    return {each.value: replace(shape, rhythm=each) for each in Rhythm}


def daily_hours(shape: Shape, now: datetime) -> dict[str, Shape]:
    """What each hour makes of the daily digest."""
    del now
    return {str(each): replace(shape, daily=each) for each in DAILY_HOURS}


def pauses(shape: Shape, now: datetime) -> dict[str, Shape]:
    """The watch paused, or not."""
    return {each.value: replace(shape, resumes=watches.resumes(each, now)) for each in Pause}


CHOICES: Mapping[Verb, Choice] = {
    Verb.WATCH_RADIUS: radii,
    Verb.WATCH_CATEGORY: kinds,
    Verb.WATCH_RHYTHM: rhythms,
    Verb.WATCH_HOUR: daily_hours,
    Verb.WATCH_PAUSE: pauses,
}

BY_NAME = {each.value: each for each in Page}
BY_CROWD = {str(each): each for each in CROWDS}


def radius_button(radius: int, shape: Shape) -> Button:
    """A radius, ticked when it is the chosen one."""
    label = Text.of("watch.radius_label", radius=Metres(metres=radius))
    chosen = radius == shape.radius and shape.crowd is None
    return button(ticked_if(label, chosen), Verb.WATCH_RADIUS, radius)


def kind_button(category: Category, shape: Shape) -> Button:
    """A kind, ticked when it is wanted."""
    label = ticked_if(say(f"category.{category.value}"), category in shape.categories)
    return button(label, Verb.WATCH_CATEGORY, category.value)


def all_button(shape: Shape) -> Button:
    """All kinds, ticked when all are wanted."""
    label = ticked_if(say("watch.all_kinds"), shape.categories == ALL_CATEGORIES)
    return button(label, Verb.WATCH_CATEGORY, "all")


def rhythm_button(rhythm: Rhythm, shape: Shape) -> Button:
    """At once, hourly, daily; ticked when it is the chosen one."""
    label = ticked_if(say(f"watch.rhythm_{rhythm.value}"), rhythm is shape.rhythm)
    return button(label, Verb.WATCH_RHYTHM, rhythm)


def hour_button(hour: int, shape: Shape) -> Button:
    """An hour of the day, ticked when the digest comes then."""
    label = ticked_if(say("watch.hour", hour=f"{hour}:00"), hour == shape.daily)
    return button(label, Verb.WATCH_HOUR, hour)


def pause_row(shape: Shape) -> tuple[Button, ...]:
    """[Pause], or [Resume]."""
    if shape.resumes is None:
        return (button("watch.pause", Verb.WATCH_PAGE, Page.PAUSE),)
    return (button("watch.resume", Verb.WATCH_PAUSE, Pause.NO),)


def back_row() -> tuple[Button, ...]:
    """[Back]."""
    back = act(Verb.WATCH_PAGE, Page.MAIN)
    return (Button(label=say("watch.back"), action=back),)
