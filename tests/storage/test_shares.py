import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from bot.model.rates import Rates
from bot.ports.pace import Share
from storage.vault import Vault
from tests.fakes import NOON
from tests.storage.processes import PATIENCE_S, Process, process
from tests.storage.street import (
    DISCORD,
    TELEGRAM,
    all_claimed,
    area,
    channel,
    circle,
    fire,
    moved_in,
)

FREE = Rates(per_second=500)
"""Nobody waits for what others sent."""

BOT = Rates(per_second=29.8, window=30)
RATES = {TELEGRAM: FREE, DISCORD: BOT}
WINDOW = 30
NEIGHBOURS = 32
CHANNELS = 48


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


def parts(*shares: Share) -> list[int]:
    return [share.of(WINDOW) for share in shares]


async def test_processes_share_a_bot_and_never_have_more_than_all_of_it(
    postgres_url: str, vault: Vault
) -> None:
    most = 0
    async with AsyncExitStack() as stack:
        found: list[Share] = []

        def fairly(*wanted: int) -> bool:
            nonlocal most
            most = max(most, sum(parts(*found)))
            return sorted(parts(*found)) == sorted(wanted)

        first = await stack.enter_async_context(process(postgres_url, vault, "first"))
        found.append(first.crew.share(TELEGRAM, FREE))
        await until(lambda: fairly(30))
        async with process(postgres_url, vault, "other") as other:
            found.append(other.crew.share(TELEGRAM, FREE))
            await until(lambda: fairly(15, 15))
        found.pop()
        await until(lambda: fairly(30))
    assert most == WINDOW


async def test_a_share_is_used_once_what_its_last_holder_sent_counts_no_more(
    postgres_url: str, vault: Vault
) -> None:
    async with process(postgres_url, vault, "first") as first:
        free, bot = (first.crew.share(name, rates) for name, rates in RATES.items())
        await until(lambda: free.of(WINDOW) == WINDOW)
        assert bot.of(WINDOW) == 0
        await until(lambda: bot.of(WINDOW) == WINDOW)


async def test_each_claims_from_its_own_shares_and_a_topic_goes_with_its_group(
    postgres_url: str, vault: Vault
) -> None:
    async with (
        process(postgres_url, vault, "first") as first,
        process(postgres_url, vault, "other") as other,
    ):
        shares = [each.crew.share(TELEGRAM, FREE) for each in (first, other)]
        await until(lambda: parts(*shares) == [15, 15])
        topics = await owed_to_many(first)
        ours, theirs = [await claimed_by(each) for each in (first, other)]
        assert ours
        assert theirs
        assert ours.isdisjoint(theirs)
        assert len(ours | theirs) == NEIGHBOURS + len(topics)
        assert topics <= ours or topics <= theirs
        for each in (first, other):
            async with each.store.unit() as uow:
                assert await uow.deliveries.next_due(TELEGRAM) is None


async def test_channels_are_spread_over_all_shares(postgres_url: str, vault: Vault) -> None:
    """Their numbers on Discord are moments, the low digits of which are mostly alike."""
    async with (
        process(postgres_url, vault, "first") as first,
        process(postgres_url, vault, "other") as other,
    ):
        shares = [each.crew.share(TELEGRAM, FREE) for each in (first, other)]
        await until(lambda: parts(*shares) == [15, 15])
        async with first.store.unit() as uow:
            place = (await area(uow)).id
            for moment in range(CHANNELS):
                await channel(uow, place, str((1_000_000 + moment) << 22))
            await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
            await uow.commit()
        claimed = [len(await claimed_by(each)) for each in (first, other)]
        assert sum(claimed) == CHANNELS
        assert min(claimed) >= CHANNELS / 3


async def owed_to_many(process: Process) -> set[str]:
    """An incident is owed to neighbours, and to topics of one group, which are given back."""
    async with process.store.unit() as uow:
        place = (await area(uow)).id
        chats = [f"-1005/{topic}" for topic in range(1, 4)]
        topics = {str((await channel(uow, place, chat)).id) for chat in chats}
        for number in range(1, NEIGHBOURS + 1):
            await circle(uow, await moved_in(uow, number))
        await uow.deliveries.alert(await fire(uow, await moved_in(uow, 99)), NOON)
        await uow.commit()
    return topics


async def claimed_by(process: Process) -> set[str]:
    async with process.store.unit() as uow:
        claims = await all_claimed(uow)
        await uow.commit()
    return {str(claim.channel or claim.person) for claim in claims}
