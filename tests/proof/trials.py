"""What is tried: who could have been whom, and what they did."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.proof.cast import ANA, APART, BO, DANA, DOV, Resident
from tests.proof.enclosures import Enclosure
from tests.proof.scenarios import PLAYS, Scenario
from tests.proof.scenes import BEFORE, CANCEL, SEND, SEND_CODE, SEND_THREAD, Part, Parts, Play


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Two ways to play the same play, which nobody may be able to tell apart.

    `apart` names where they differ all the same.
    """

    name: str
    play: type[Play]
    one: Parts
    other: Parts
    apart: frozenset[str] = frozenset()

    @property
    def residents(self) -> tuple[Resident, ...]:
        """Who lives there, in an order that is the same in both plays."""
        return tuple(sorted((part.resident for part in self.one), key=lambda each: each.mark))


CHOICES = {Scenario.QUESTION: SEND_THREAD, Scenario.CODE: SEND_CODE}
"""How a reply is sent; elsewhere without questions back."""


def exchange(name: str, scenario: Scenario, one: Resident, other: Resident) -> Trial:
    """Two residents who write the same: one sends it, the other one cancels, and vice versa."""
    enclosed = Enclosure.NOTHING
    if scenario is Scenario.VIDEO:
        enclosed = Enclosure.VIDEO
    elif scenario is Scenario.PHOTO:
        enclosed = Enclosure.PHOTO if one.side is other.side else Enclosure.TILES

    def parts(replies: Resident, does_not: Resident) -> Parts:
        choice = CHOICES.get(scenario, SEND)
        return (
            Part(voice="replies", resident=replies, choice=choice, enclosed=enclosed),
            Part(voice="does not", resident=does_not, choice=CANCEL, enclosed=enclosed),
        )

    return Trial(name=name, play=PLAYS[scenario], one=parts(one, other), other=parts(other, one))


ORDERED = frozenset(
    f"{where}, {BEFORE}"
    for where in ("the database's file", "the database in place", "the database in time")
)
"""Until the tick the rows lie as they came, in pages and by `xmin`: docs/threat-model.md."""


def arrivals(name: str, order: Sequence[int], *parts: Part) -> Trial:
    """Several residents who reply, each in their own words, in one order and in another."""
    other = tuple(parts[each] for each in order)
    return Trial(name=name, play=Play, one=parts, other=other, apart=ORDERED)


PAIRS = {
    trial.name: trial
    for axis, (one, other) in APART.items()
    for scenario in Scenario
    for trial in [exchange(f"{axis}, {scenario}", scenario, one, other)]
}
"""Eight axes, twelve scenarios."""

STRANGERS = {
    trial.name: trial
    for what, one, other in (
        ("both on Telegram", ANA, BO),
        ("both on Discord", DANA, DOV),
        ("one on each", ANA, DANA),
    )
    for scenario in Scenario
    for trial in [exchange(f"everything, {what}, {scenario}", scenario, one, other)]
}
"""Two residents who differ in all axes at once."""

THREE = (
    Part(voice="Ana", resident=ANA, choice=SEND, words="It came from the lane."),
    Part(voice="Bo", resident=BO, choice=SEND_THREAD, words="I saw two people."),
    Part(
        voice="Dov",
        resident=DOV,
        choice=SEND,
        words="This is how it looked.",
        enclosed=Enclosure.PHOTO,
    ),
)
ORDERS = {
    trial.name: trial
    for trial in (
        arrivals("three replies, the last one first", (2, 0, 1), *THREE),
        arrivals("three replies, the other way round", (2, 1, 0), *THREE),
    )
}

TOLD_APART_MOST = tuple(name for name in STRANGERS if name.endswith(("a photo", "by code")))
"""Those that are tried; canaries are looked for in others."""

TRIALS: dict[str, Trial] = PAIRS | STRANGERS | ORDERS
