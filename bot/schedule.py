"""What the clock starts: the tick, the closing of requests."""

from dataclasses import dataclass

from bot.model.policy import Policy, next_tick
from bot.ports.stores import Store
from bot.ports.world import Clock, Keyring, Random, Wake
from bot.services import relay, requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The rounds that the watch makes by itself."""

    store: Store
    keyring: Keyring
    clock: Clock
    random: Random
    policy: Policy
    wake: Wake

    async def tick(self) -> int:
        """Release saved replies, close what is due, leave no remnants; how many were released.

        The tick that is said is the wall clock's last, however late this runs.
        """
        now = self.clock.now()
        said = next_tick(now, self.policy.tick) - self.policy.tick
        async with self.store.unit() as uow:
            released = await relay.release(uow, said, self.keyring, self.random)
            await uow.commit()
        await self._close_due()
        await self.store.scrub()
        self.wake.wake()
        return released

    async def _close_due(self) -> None:
        async with self.store.unit() as uow:
            for request in await uow.requests.due(self.clock.now()):
                await requests.close(uow, request, self.keyring)
            await uow.commit()
