"""Saying when one wants peace, and in which time zone one lives."""

from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    button,
    finish,
    only_in_private,
    pressed,
    put,
    say,
    shown,
    told,
    written,
)
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.hours import Hours, Quiet
from bot.replies import Button, Rows, Screen
from bot.services import hours
from bot.texts.text import Hour, Line, Text

OFF = "off"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuiet:
    """From when until when?"""

    async def question(self, scene: Scene) -> Question:
        """Two times of day, in words."""
        del scene
        return Question(
            lines=(say("quiet.ask"),),
            label=say("form.quiet"),
            words=hours.LONGEST_WORDS,
            buttons=((button("button.cancel", Verb.CANCEL),),),
        )

    async def answered(self, scene: Scene) -> Answers:
        """The quiet hours from now on."""
        words = written(scene)
        if words is None:
            raise WatchError("quiet.unclear")
        quiet = hours.quiet_of(words)
        await finish(scene)
        return await kept(scene, replace(await known(scene), quiet=quiet))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskZone:
    """In which time zone? `found` are those that the words meant, once there were some."""

    found: tuple[str, ...] = ()

    async def question(self, scene: Scene) -> Question:
        """A city or an offset in words, or one of those found."""
        del scene
        rows: Rows = tuple(
            (button(say("zone.label", zone=hours.zone_name(zone)), Verb.ZONE_PICK, index),)
            for index, zone in enumerate(self.found)
        )
        return Question(
            lines=(say("zone.which" if self.found else "zone.ask"),),
            label=say("form.zone"),
            words=hours.LONGEST_WORDS,
            buttons=(*rows, (button("button.cancel", Verb.CANCEL),)),
        )

    async def answered(self, scene: Scene) -> Answers:
        """The zone from now on, or those among which to choose."""
        chosen = pressed(scene, Verb.ZONE_PICK)
        if chosen is not None:
            zones = {str(index): zone for index, zone in enumerate(self.found)}
            zone = zones.get(chosen[0] if chosen else "")
            if zone is None:
                raise WatchError("button.gone")
            return await moved(scene, zone)
        words = written(scene)
        if words is None:
            raise WatchError("zone.unknown")
        found = hours.zones_named(words)
        return await (
            moved(scene, found[0]) if len(found) == 1 else put(scene, AskZone(found=found))
        )


async def start(scene: Scene) -> Answers:
    """/quiet: when alerts wait, every choice a button."""
    elsewhere = only_in_private(scene, Command.QUIET)
    if elsewhere is not None:
        return elsewhere
    screen = laid_out(await known(scene), scene)
    return told(*screen.lines, buttons=screen.buttons)


async def set_quiet(scene: Scene) -> Answers:
    """[Off], or hours that are offered."""
    options: dict[str, Quiet | None] = {OFF: None, **{coded(each): each for each in hours.OFFERED}}
    if scene.arg not in options:
        raise WatchError("button.gone")
    return await kept(scene, replace(await known(scene), quiet=options[scene.arg]))


async def other(scene: Scene) -> Answers:
    """[Other hours]."""
    return await begin(scene, AskQuiet())


async def urgent(scene: Scene) -> Answers:
    """[Fire and hazards may pass]."""
    if scene.arg not in {YES, NO}:
        raise WatchError("button.gone")
    return await kept(scene, replace(await known(scene), urgent=scene.arg == YES))


async def zone(scene: Scene) -> Answers:
    """[Time zone]."""
    return await begin(scene, AskZone())


async def moved(scene: Scene, zone: str) -> Answers:
    """The person lives in this zone from now on."""
    await finish(scene)
    return await kept(scene, replace(await known(scene), zone=zone))


async def known(scene: Scene) -> Hours:
    """The person's hours, or the house's."""
    person = await scene.uow.people.find(scene.event.sender.account)
    return hours.hours_of(person, scene.policy)


async def kept(scene: Scene, chosen: Hours) -> Answers:
    """The hours from now on, laid out again."""
    await hours.keep(scene.uow, await scene.person(), chosen, scene.clock.now())
    return shown(scene, laid_out(chosen, scene))


def laid_out(chosen: Hours, scene: Scene) -> Screen:
    """When alerts wait, what passes, and what time it is there."""
    lines: tuple[Line, ...] = (quiet_line(chosen), say("quiet.what"))
    zone_line = say(
        "zone.now", zone=hours.zone_name(chosen.zone), hour=Hour(moment=scene.clock.now())
    )
    return Screen(lines=(*lines, zone_line), buttons=rows_of(chosen))


def quiet_line(chosen: Hours) -> Text:
    """When alerts wait."""
    if chosen.quiet is None:
        return say("quiet.none")
    key = "quiet.set_urgent" if chosen.urgent else "quiet.set"
    return say(key, hours=hours.written(chosen.quiet))


def rows_of(chosen: Hours) -> Rows:
    """[Off] [22:00-07:00] [23:00-06:00], other hours, what passes, the zone, requests."""
    none = say("quiet.off")
    offered = tuple(
        choice(say("quiet.hours", hours=hours.written(each)), coded(each), each == chosen.quiet)
        for each in hours.OFFERED
    )
    passing = say("quiet.urgent")
    return (
        (choice(none, OFF, chosen.quiet is None), *offered),
        (button("quiet.other", Verb.QUIET_OTHER), button("zone.change", Verb.ZONE_ASK)),
        (
            button(
                say("button.ticked", label=passing) if chosen.urgent else passing,
                Verb.QUIET_URGENT,
                NO if chosen.urgent else YES,
            ),
        ),
        (button("optouts.page", Verb.OPT_OUTS),),
    )


def choice(label: Text, arg: str, chosen: object) -> Button:
    """Hours, ticked when they are the chosen ones."""
    return button(say("button.ticked", label=label) if chosen else label, Verb.QUIET_SET, arg)


def coded(quiet: Quiet) -> str:
    """Quiet hours in a button."""
    return f"{quiet.begins}-{quiet.ends}"


FLOW = Flow(
    commands={Command.QUIET: start},
    verbs={
        Verb.QUIET_SET: set_quiet,
        Verb.QUIET_OTHER: other,
        Verb.QUIET_URGENT: urgent,
        Verb.ZONE_ASK: zone,
    },
    questions=(AskQuiet, AskZone),
)
