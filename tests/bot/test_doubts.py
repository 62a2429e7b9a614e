"""What happens to a message of which nobody knows whether it arrived."""

from dataclasses import dataclass, field, replace

import pytest
from typing_extensions import override

from bot.delivery import MOST_TRIES, Outbox, Sender
from bot.errors import DeliveryError
from bot.events import Limits
from bot.model.channels import MessageRef
from bot.model.ids import IncidentNumber
from bot.model.incidents import Incident, IncidentState, IncidentUpdate
from bot.model.policy import Policy
from bot.model.rates import Rates
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.services.pace import EvenPace
from bot.texts.text import Text
from storage.memory.units import MemoryStore
from tests.bot.world import FORMS, LIMITS, CrashError, FakeKeyring, FakePlatform, Outdoors
from tests.fakes import FixedClock, Sleepless
from tests.storage.street import TELEGRAM, circle, fire, moved_in, next_of

NEWS = "It is out."
READER = "77002"


@dataclass
class Doubtful(FakePlatform):
    """Does what it is asked, and sometimes cannot say so; it may know repeats by their nonce."""

    knows: bool = False
    forgets: bool = False  # its nonces, as after some minutes
    troubles: list[BaseException] = field(default_factory=list)

    @property
    @override
    def limits(self) -> Limits:
        return replace(LIMITS[FORMS], knows_repeats=self.knows)

    @override
    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        earlier = [each.at for each in self.standing.values() if each.nonce == nonce]
        at = earlier[0] if self.knows and not self.forgets and earlier else None
        if at is None:
            at = await super().post(to, screen, reader, nonce)
        if self.troubles:
            raise self.troubles.pop()
        return at


@dataclass
class Outpost:
    """A sender, its store and its platform."""

    platform: Doubtful
    store: MemoryStore
    clock: FixedClock = field(default_factory=FixedClock)
    rates: Rates = field(default_factory=lambda: Rates(per_second=1_000_000))
    seconds: Sleepless = field(init=False)

    def __post_init__(self) -> None:
        self.seconds = Sleepless(self.clock)

    def sender(self) -> Sender:
        """A sender of a process that starts now."""
        outbox = Outbox(store=self.store, keyring=FakeKeyring(), clock=self.clock, policy=Policy())
        return Sender(
            outbox, self.platform, EvenPace(self.rates, self.seconds.tell, self.seconds.sleep)
        )

    async def alert(self) -> Incident:
        """An incident that one neighbour is owed."""
        async with self.store.unit() as uow:
            await circle(uow, await moved_in(uow, 2))
            incident = await fire(uow, await moved_in(uow, 1))
            await uow.deliveries.alert(incident, self.clock.now())
            await uow.commit()
        return incident

    async def crash(self) -> None:
        """Send one message, and die before it is known to stand."""
        self.platform.troubles.append(CrashError())
        with pytest.raises(CrashError):
            await self.sender().step()

    async def update(self, number: IncidentNumber) -> None:
        """Something is new."""
        async with self.store.unit() as uow:
            news = IncidentUpdate(text=NEWS, at=self.clock.now())
            await uow.deliveries.refresh(
                await uow.incidents.update(number, news), self.clock.now()
            )
            await uow.commit()

    async def withdraw(self, number: IncidentNumber) -> None:
        """It is taken back."""
        async with self.store.unit() as uow:
            changed = await uow.incidents.turn(number, IncidentState.WITHDRAWN)
            await uow.deliveries.refresh(changed, self.clock.now())
            await uow.commit()

    async def rise(self) -> None:
        """Start again, and send all that is due."""
        sender = self.sender()
        await sender.recover()
        while await sender.step():
            pass

    def stands(self) -> list[str]:
        """What stands: the texts' keys and values, message by message."""
        shown = (posted.screen.lines for posted in self.platform.of(READER))
        return [
            " ".join(f"{line.key} {line.values}" for line in lines if isinstance(line, Text))
            for lines in shown
        ]


@pytest.fixture(params=[True, False], ids=["knows repeats", "knows no repeats"])
def outpost(request: pytest.FixtureRequest) -> Outpost:
    store = MemoryStore()
    platform = Doubtful(name=TELEGRAM, outdoors=Outdoors(store), knows=request.param is True)
    return Outpost(platform=platform, store=store)


async def test_what_changed_while_it_was_in_doubt_is_shown_as_it_is_now(outpost: Outpost) -> None:
    incident = await outpost.alert()
    await outpost.crash()
    await outpost.update(incident.number)
    await outpost.rise()
    assert NEWS in outpost.stands()[-1]
    assert len(outpost.stands()) == (1 if outpost.platform.knows else 2)


async def test_what_was_withdrawn_in_doubt_is_removed_where_it_can_be_found(
    outpost: Outpost,
) -> None:
    incident = await outpost.alert()
    await outpost.crash()
    await outpost.withdraw(incident.number)
    await outpost.rise()
    assert len(outpost.stands()) == (0 if outpost.platform.knows else 1)


async def test_what_stands_is_found_when_its_nonce_helps_no_more(outpost: Outpost) -> None:
    await outpost.alert()
    await outpost.crash()
    outpost.platform.forgets = True
    await outpost.rise()
    assert len(outpost.stands()) == (1 if outpost.platform.knows else 2)
    looked = [each for each in outpost.platform.done if each.startswith("look")]
    assert len(looked) == (1 if outpost.platform.knows else 0)


async def test_a_lost_answer_makes_the_next_try_a_repeat(outpost: Outpost) -> None:
    await outpost.alert()
    outpost.platform.troubles.append(DeliveryError("connection lost", in_doubt=True))
    await outpost.sender().step()
    outpost.clock.advance(minutes=1)
    async with outpost.store.unit() as uow:
        again = await next_of(uow, TELEGRAM, outpost.clock.now())
        assert again is not None
        assert again.repeat


async def test_waiting_for_a_chat_uses_up_no_tries(outpost: Outpost) -> None:
    outpost.rates = Rates(per_second=1_000_000, chat_gap=1.0)
    await outpost.alert()
    sender = outpost.sender()
    async with outpost.store.unit() as uow:
        await uow.deliveries.alert(await fire(uow, (await moved_in(uow, 3))), outpost.clock.now())
        await uow.commit()
    await sender.step()
    for _ in range(MOST_TRIES + 1):  # the second message waits for the first one's second
        await sender.step()
    assert len(outpost.stands()) == 1
    outpost.clock.advance(seconds=1)
    outpost.platform.refusals.append(DeliveryError("not reached"))
    await sender.step()
    outpost.clock.advance(minutes=10)
    await sender.step()
    assert len(outpost.stands()) == 2
