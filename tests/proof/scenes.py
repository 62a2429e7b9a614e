"""The spine of every play: who opens a copy, who writes, who sends and who does not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from tests.proof.cast import ANSWER, SENTENCE, Resident
from tests.proof.enclosures import Enclosure
from tests.proof.hands import Hands
from tests.proof.house import House
from tests.proof.neighbourhood import move_in
from tests.proof.remnants import secrets
from tests.proof.views import CURTAIN

QUESTION = "Was there writing on the side of the van?"
SEND, SEND_THREAD, SEND_CODE = "draft.send", "draft.send_thread", "draft.send_code"
CANCEL = "button.cancel"
SENDS = frozenset({SEND, SEND_THREAD, SEND_CODE})
STEP_S, BREATH_S = 60, 7
BEFORE, AFTER, END = "before the tick", "after the tick", "in the end"
"""The moments at which everything is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one resident does. `voice` owns the draws of chance, `choice` is a button's key."""

    voice: str
    resident: Resident
    choice: str
    words: str = SENTENCE
    enclosed: Enclosure = Enclosure.NOTHING

    @property
    def sends(self) -> bool:
        return self.choice in SENDS


Parts = tuple[Part, ...]
"""Who does what, in the order in which they do it."""


class Witness(Protocol):
    """Somebody who looks at everything at each moment."""

    async def look(self, house: House, moment: str) -> None: ...


class Play:
    """A reply of a few words; other plays depart from it."""

    def __init__(self, house: House, parts: Parts, witness: Witness) -> None:
        self.house, self.parts, self.witness = house, parts, witness

    async def goes(self) -> None:
        """From the first act to the last."""
        await move_in(self.house)
        self.house.log.write(CURTAIN)
        await self.open()
        await self.look_around()
        await self.draft()
        await self.hesitate()
        await self.decide()
        await self.witness.look(self.house, BEFORE)
        await self.release(sum(part.sends for part in self.parts))
        await self.witness.look(self.house, AFTER)
        await self.go_on()
        await self.look_in()
        await self.house.watch.rounds.night()
        await self.witness.look(self.house, END)

    def hands(self, part: Part) -> Hands:
        return Hands(house=self.house, resident=part.resident)

    def each(self) -> Iterable[tuple[Part, Hands]]:
        """Everybody in their turn; chance is theirs meanwhile, a minute later all have done it."""
        for part in self.parts:
            with self.house.turn_of(part.voice):
                yield part, self.hands(part)
        self.house.clock.advance(seconds=STEP_S)

    async def open(self) -> None:
        for _, hands in self.each():
            await hands.opens()

    async def look_around(self) -> None:
        """Whose cameras differ show it, if only in a draft that is not sent."""
        cameras = {part.resident.camera for part in self.parts}
        if len(cameras) > 1 and all(part.enclosed is Enclosure.NOTHING for part in self.parts):
            for part, hands in self.each():
                await hands.writes(part.words, Enclosure.TILES)
                await hands.presses(CANCEL)

    async def draft(self) -> None:
        """Everybody has a draft before the first one decides."""
        for part, hands in self.each():
            await hands.writes(part.words, part.enclosed)

    async def hesitate(self) -> None:
        """Nothing happens before they decide."""

    async def decide(self) -> None:
        self.watch_buttons()
        for part, hands in self.each():
            await hands.presses(part.choice)
            self.house.clock.advance(seconds=BREATH_S)

    async def release(self, replies: int) -> None:
        """The tick, and what it owes to the agency."""
        assert await self.house.tick() == replies
        await self.house.deliver()
        self.house.clock.advance(seconds=STEP_S)

    async def go_on(self) -> None:
        """Nothing happens between the tick and the night."""

    async def look_in(self) -> None:
        """Eve, who never replied, opens a copy and looks for a question."""
        eve, town = self.house.person("Eve"), self.house.town
        await eve.press("Reply privately", town.group)
        await self.house.settle()
        await eve.press("Check for a question", town.private)
        await self.house.settle()

    def watch_buttons(self) -> None:
        """Remember what the buttons of copies and previews carry: it may stand nowhere else."""
        for part in self.parts:
            self.house.secrets.update(secrets(self.house, part.resident.mark))

    def answering(self) -> None:
        """From now on it is the answer that is written, without a file."""
        nothing = Enclosure.NOTHING
        self.parts = tuple(replace(one, words=ANSWER, enclosed=nothing) for one in self.parts)
