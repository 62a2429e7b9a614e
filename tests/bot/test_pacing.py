from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from bot.delivery import Outbox, Sender
from bot.model.channels import MessageRef
from bot.model.policy import Policy
from bot.model.rates import Rates
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.services.pace import EvenPace
from storage.memory.units import MemoryStore, MemoryUnit
from tests.bot.world import FakeKeyring, FakePlatform, Outdoors
from tests.fakes import FixedClock
from tests.storage.street import TELEGRAM, circle, fire, moved_in

COMMIT_S = 0.008


@dataclass
class Seconds:
    """Seconds pass when somebody sleeps, or writes to the disk."""

    now: float = 100.0

    def tell(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class SlowStore(MemoryStore):
    def __init__(self, seconds: Seconds) -> None:
        super().__init__()
        self._seconds = seconds

    @override
    def unit(self) -> MemoryUnit:
        self._seconds.now += COMMIT_S
        return super().unit()


@dataclass
class Watched(FakePlatform):
    """Notes when it was written to."""

    seconds: Seconds = field(default_factory=Seconds)
    moments: list[float] = field(default_factory=list)

    @override
    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        self.moments.append(self.seconds.now)
        return await super().post(to, screen, reader, nonce)


async def test_commits_take_nothing_of_the_pace() -> None:
    seconds, clock = Seconds(), FixedClock()
    store = SlowStore(seconds)
    platform = Watched(name=TELEGRAM, outdoors=Outdoors(store), seconds=seconds)
    async with store.unit() as uow:
        reporter = await moved_in(uow, 1)
        for number in range(2, 12):
            await circle(uow, await moved_in(uow, number))
        await uow.deliveries.alert(await fire(uow, reporter), clock.now())
        await uow.commit()
    outbox = Outbox(store=store, keyring=FakeKeyring(), clock=clock, policy=Policy())
    pace = EvenPace(Rates(per_second=25), seconds.tell, seconds.sleep)
    sender = Sender(outbox, platform, pace)
    while await sender.step():
        pass
    gaps = [b - a for a, b in zip(platform.moments, platform.moments[1:], strict=False)]
    assert gaps == pytest.approx([0.04] * 9)
