"""One message to the operator when something is amiss, and one when it is over."""

from dataclasses import dataclass, field

import pytest

from bot.app.alarms import CALM_S, PATIENCE_S, Alarms, ByChat, ByMail
from bot.errors import DeliveryError
from bot.replies import Reader
from bot.services.health import CLOCK, DATABASE, Health
from storage.memory.units import MemoryStore
from tests.bot.manners import words
from tests.bot.world import PINS, FakeMailer, FakePlatform, Outdoors
from tests.fakes import FixedClock

READER = Reader(language="en", zone="America/Toronto")
CHAT, MAILBOX = "4200", "operator@watch.example"


@dataclass
class Desk:
    """An operator with a chat and a mailbox, and a watch that something happens to."""

    clock: FixedClock = field(default_factory=FixedClock)
    passed: float = 0.0

    def __post_init__(self) -> None:
        outdoors = Outdoors(MemoryStore())
        self.platform = FakePlatform(name=PINS, outdoors=outdoors)
        self.mailer = FakeMailer(outdoors)
        self.health = Health(now=lambda: self.passed)
        chat = ByChat(platform=self.platform, chat=CHAT, reader=READER, nonce=lambda: "n")
        mail = ByMail(mailer=self.mailer, mailbox=MAILBOX, reader=READER, clock=self.clock)
        self.alarms = Alarms(self.health, (chat, mail), self.clock, steady=lambda: self.passed)

    async def goes_by(self, seconds: float) -> None:
        """Time passes, and the alarms look every five seconds."""
        for _ in range(round(seconds / 5)):
            self.clock.advance(seconds=5)
            self.passed += 5
            await self.alarms.look()

    def chat(self) -> list[str]:
        """What stands in the operator's chat."""
        return [
            words(each.screen, each.reader, self.clock.now()) for each in self.platform.of(CHAT)
        ]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_the_operator_is_told_once_and_once_more_when_it_is_over(desk: Desk) -> None:
    desk.health.ill(DATABASE, "full")
    await desk.goes_by(10 * PATIENCE_S)
    (said,) = desk.chat()
    assert "has not worked since" in said
    assert "its disk is full. Make room" in said
    assert "loses nothing" in said
    desk.health.well(DATABASE)
    await desk.goes_by(2 * CALM_S)
    (_, over) = desk.chat()
    assert "works again" in over
    assert "its disk is full" in over
    assert [letter.subject for letter in desk.mailer.letters] == [
        said.split("\n")[0],
        over.split("\n")[0],
    ]
    await desk.goes_by(10 * PATIENCE_S)
    assert len(desk.chat()) == 2


async def test_what_passes_by_itself_within_a_minute_wakes_nobody(desk: Desk) -> None:
    for _ in range(5):
        desk.health.ill(DATABASE, "locked")
        await desk.goes_by(PATIENCE_S - 10)
        desk.health.well(DATABASE)
        await desk.goes_by(CALM_S + 10)
    assert not desk.chat()
    assert not desk.mailer.letters


async def test_an_outage_that_comes_and_goes_is_one(desk: Desk) -> None:
    desk.health.ill(PINS)
    await desk.goes_by(2 * PATIENCE_S)
    for _ in range(5):
        desk.health.well(PINS)
        await desk.goes_by(CALM_S - 10)
        desk.health.ill(PINS)
        await desk.goes_by(10)
    desk.health.ill(CLOCK)
    await desk.goes_by(60)
    desk.health.well(PINS)
    desk.health.well(CLOCK)
    await desk.goes_by(2 * CALM_S)
    began, over = desk.chat()
    assert "Pins: it does not answer" in began
    assert "a round fails" not in began
    assert "Pins: it does not answer" in over
    assert "a round fails" in over


async def test_a_way_that_is_cut_off_too_is_tried_until_the_operator_is_reached(
    desk: Desk,
) -> None:
    desk.health.ill(PINS)
    desk.mailer.silent = True
    desk.platform.refusals.extend(DeliveryError("network") for _ in range(4))
    await desk.goes_by(PATIENCE_S + 10)
    assert not desk.chat()
    await desk.goes_by(60)
    assert len(desk.chat()) == 1
    desk.health.well(PINS)
    desk.mailer.silent = False
    await desk.goes_by(2 * CALM_S)
    assert len(desk.chat()) == 2
    assert ["works again" in letter.text for letter in desk.mailer.letters] == [True]


async def test_nobody_is_told_that_a_watch_goes_that_was_told_to(desk: Desk) -> None:
    desk.health.leave()
    desk.health.ill(PINS)
    await desk.goes_by(5 * PATIENCE_S)
    assert not desk.chat()
    assert not desk.health.ready
