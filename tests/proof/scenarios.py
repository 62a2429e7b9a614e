"""Twelve ways in which a play can go."""

from enum import StrEnum

from typing_extensions import override

from storage.backups import back_up
from tests.proof.enclosures import Enclosure
from tests.proof.hands import TOO_MANY, flood
from tests.proof.scenes import QUESTION, SEND_CODE, Play

LONG = "It was a van. " * 60
"""More than fits beside a picture, and less than clients let nobody write."""

WEEK_S = 8 * 86_400


class Scenario(StrEnum):
    """What happens."""

    TEXT = "words"
    PHOTO = "a photo"
    VIDEO = "a video"
    QUESTION = "a question and its answer"
    CODE = "by code"
    BLOCK = "a block"
    REFUSED = "refused first"
    CRASH = "a crash midway"
    FLOOD = "too many requests"
    RESTART = "a restart"
    CLOSE = "the request is closed"
    BACKUP = "backups"


class AskedBack(Play):
    """The agency puts a question; everybody looks whether it is for them, and answers.

    Where a code was given, by code: all have lost the copies that they opened first.
    """

    @override
    async def go_on(self) -> None:
        await self.ask()
        for part, hands in self.each():
            by_code = any(one.choice == SEND_CODE for one in self.parts)
            await (hands.gives_code() if by_code else hands.presses("copy.check"))
            assert part.voice
        self.answering()
        await self.draft()
        await self.decide()
        await self.release(1)

    async def ask(self) -> None:
        """An officer puts a question to the handle; the doorbell rings for everybody."""
        roy, private = self.house.person("Roy"), self.house.town.private
        await roy.press("Ask a question", private)
        await self.house.settle()
        await roy.write(private, QUESTION)
        await self.house.settle()
        await self.house.deliver()


class Blocked(Play):
    """The agency takes nothing more from a handle; everybody tries once more."""

    @override
    async def go_on(self) -> None:
        roy, private = self.house.person("Roy"), self.house.town.private
        for label in ("Block this handle", "Block"):
            await roy.press(label, private)
            await self.house.settle()
        self.answering()
        await self.draft()
        await self.decide()
        await self.release(0)


class Refused(Play):
    """First a file that is not taken, then too many words."""

    @override
    async def look_around(self) -> None:
        await super().look_around()
        for words, enclosed in (("Look.", Enclosure.PAPER), (LONG, Enclosure.TILES)):
            for part, hands in self.each():
                await hands.tries(words, enclosed)
                assert hands.label("draft.send") not in hands.labels(), part.voice


class Crashed(Play):
    """The watch is killed when a reply was committed, before it says so, and started again."""

    @override
    async def decide(self) -> None:
        self.watch_buttons()
        for part, hands in self.each():
            if part.sends:
                await hands.presses_in_vain(part.choice)
                await self.house.begins()
                await self.house.listens()
                await self.house.settle()
            if not part.sends or not hands.on_telegram:  # which brings the press once more
                await hands.presses(part.choice)
            assert hands.label(part.choice) not in hands.labels(), "nobody was answered"


class Flooded(Play):
    """Both platforms answer the bot that it asks too much, about residents and the agency."""

    @override
    async def draft(self) -> None:
        for part, hands in self.each():
            hands.is_flooded("sendMessage")
            await hands.writes(part.words, part.enclosed)

    @override
    async def decide(self) -> None:
        self.watch_buttons()
        for part, hands in self.each():
            hands.is_flooded("answerCallbackQuery")
            await hands.presses(part.choice)

    @override
    async def release(self, replies: int) -> None:
        self.house.town.telegram.faults.too_many("sendMessage", 1)
        self.house.town.discord.faults.add(flood("messages"))
        await super().release(replies)
        await self.house.deliver()
        town = self.house.town
        for calls in (town.telegram.ledger, town.discord.ledger):
            assert any(call.status == TOO_MANY for call in calls)


class Restarted(Play):
    """The watch is ended and started again while everybody has a draft."""

    @override
    async def hesitate(self) -> None:
        await self.house.ends()
        await self.house.begins()
        await self.house.listens()


class Closed(Play):
    """The request's time is over."""

    @override
    async def go_on(self) -> None:
        self.house.clock.advance(seconds=WEEK_S)
        for _ in range(2):  # with the first one the last replies leave, if there are any
            await self.house.tick()
        await self.house.deliver()
        self.house.over = True

    @override
    async def look_in(self) -> None:
        """There is nothing left to look into."""


class BackedUp(Play):
    """The operator makes copies of the database, before the tick and after it."""

    @override
    async def decide(self) -> None:
        await super().decide()
        await self.copy("before")

    @override
    async def go_on(self) -> None:
        await self.copy("after")

    async def copy(self, name: str) -> None:
        await back_up(self.house.settings.database_url, self.house.folder / f"{name}.backup")


PLAYS: dict[Scenario, type[Play]] = {
    Scenario.TEXT: Play,
    Scenario.PHOTO: Play,
    Scenario.VIDEO: Play,
    Scenario.QUESTION: AskedBack,
    Scenario.CODE: AskedBack,
    Scenario.BLOCK: Blocked,
    Scenario.REFUSED: Refused,
    Scenario.CRASH: Crashed,
    Scenario.FLOOD: Flooded,
    Scenario.RESTART: Restarted,
    Scenario.CLOSE: Closed,
    Scenario.BACKUP: BackedUp,
}
