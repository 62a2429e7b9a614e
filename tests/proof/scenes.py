"""The play: who opens a copy, who writes, who sends and who does not. Trials are data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import Image

from tests.proof.cast import ANSWER, SENTENCE, Resident, tiles, van
from tests.proof.hands import Hands
from tests.proof.house import House
from tests.proof.neighbourhood import move_in
from tests.proof.views import CURTAIN

QUESTION = "Was there writing on the side of the van?"
SEND, SEND_THREAD, SEND_CODE = "draft.send", "draft.send_thread", "draft.send_code"
CANCEL = "button.cancel"
STEP_S = 60
BEFORE, AFTER, END = "before the tick", "after the tick", "in the end"
"""The moments at which everything is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one resident does. `voice` owns the draws of chance, `choice` is a button's key."""

    voice: str
    resident: Resident
    choice: str
    words: str = SENTENCE
    pixels: Image.Image | None = None


Parts = tuple[Part, ...]
"""Who does what, in the order in which they do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Two ways to play the same play, which nobody may be able to tell apart.

    `asked`: the agency puts a question, and it is answered. `frame_by_frame`: SQLite's log must
    be the same, too. Until the tick empties it, it holds what was committed in its order: who
    was first among several, and whether Telegram's poll mark was committed with a reply.
    """

    name: str
    one: Parts
    other: Parts
    asked: bool = False
    frame_by_frame: bool = False

    @property
    def residents(self) -> tuple[Resident, ...]:
        """Who lives there, in an order that is the same in both plays."""
        return tuple(sorted((part.resident for part in self.one), key=lambda each: each.name))


class Witness(Protocol):
    """Somebody who looks at everything at each moment."""

    def look(self, house: House, moment: str) -> None: ...


def exchange(
    name: str, one: Resident, other: Resident, *, choice: str = SEND, photo: bool = False
) -> Trial:
    """Two residents who write the same: one sends it, the other one cancels, and vice versa."""
    pixels = (van() if one.side is other.side else tiles()) if photo else None
    part = Part(voice="", resident=one, choice=choice, pixels=pixels)
    replies = replace(part, voice="replies")
    does_not = replace(part, voice="does not", choice=CANCEL)
    return Trial(
        name=f"{name}, {one.side} and {other.side}",
        one=(replies, replace(does_not, resident=other)),
        other=(replace(replies, resident=other), does_not),
        asked=choice != SEND,
        frame_by_frame=one.side is other.side,
    )


def arrivals(name: str, order: Sequence[int], *parts: Part) -> Trial:
    """Several residents who reply, each in their own words, in one order and in another."""
    return Trial(name=name, one=parts, other=tuple(parts[each] for each in order))


async def play(house: House, parts: Parts, witness: Witness, *, asked: bool = False) -> None:
    """Everybody does their part, in the order given."""
    await move_in(house)
    house.log.write(CURTAIN)
    await each_opens(house, parts)
    await each_writes(house, parts)
    witness.look(house, BEFORE)
    await release(house)
    await house.watch.store.scrub()
    witness.look(house, AFTER)
    if asked:
        await ask_back(house)
        await each_answers(house, parts)
        await release(house)
    await look_in(house)
    await house.watch.rounds.night()
    witness.look(house, END)


async def each_opens(house: House, parts: Parts) -> None:
    for part in parts:
        with house.turn_of(part.voice):
            await Hands(house=house, resident=part.resident).opens()
    house.clock.advance(seconds=STEP_S)


async def each_writes(house: House, parts: Parts) -> None:
    """Everybody has a draft before the first one decides."""
    for part in parts:
        with house.turn_of(part.voice):
            await Hands(house=house, resident=part.resident).writes(part.words, part.pixels)
    house.clock.advance(seconds=STEP_S)
    for part in parts:
        with house.turn_of(part.voice):
            await Hands(house=house, resident=part.resident).presses(part.choice)
    house.clock.advance(seconds=STEP_S)


async def release(house: House) -> None:
    """The tick, and what it owes to the agency."""
    await house.tick()
    await house.deliver()
    house.clock.advance(seconds=STEP_S)


async def ask_back(house: House) -> None:
    """An officer puts a question to the handle; the doorbell rings for everybody."""
    roy, private = house.person("Roy"), house.town.private
    await roy.press("Ask a question", private)
    await house.settle()
    await roy.write(private, QUESTION)
    await house.settle()
    await house.deliver()
    house.clock.advance(seconds=STEP_S)


async def each_answers(house: House, parts: Parts) -> None:
    """Everybody looks whether the question is for them; whoever it is not for writes, too.

    Where a code was given, by code: all have lost the copies that they opened first.
    """
    by_code = any(part.choice == SEND_CODE for part in parts)
    for part in parts:
        hands = Hands(house=house, resident=part.resident)
        with house.turn_of(part.voice):
            await (hands.gives_code() if by_code else hands.presses("copy.check"))
    house.clock.advance(seconds=STEP_S)
    await each_writes(house, tuple(replace(part, words=ANSWER, pixels=None) for part in parts))


async def look_in(house: House) -> None:
    """Eve, who never replied, opens a copy and looks for a question."""
    eve, town = house.person("Eve"), house.town
    await eve.press("Reply privately", town.group)
    await house.settle()
    await eve.press("Check for a question", town.private)
    await house.settle()
