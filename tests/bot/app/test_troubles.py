"""The whole bot over HTTP and WebSocket, on platforms that are in trouble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.discord import run as discord_run
from adapters.playground.discord.rates import POST
from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.faults import FOREVER, Fault, Trouble
from adapters.playground.telegram.rates import Rates as TelegramRates
from adapters.telegram import run as telegram_run
from bot.app.town import Town, built
from bot.app.watch import Watch
from bot.app.wiring import opened
from tests.fakes import FixedClock
from tests.torture.audit import Audit, audit
from tests.torture.backlog import Backlog, Size
from tests.torture.nursery import QUICK
from tests.torture.rows import Rows, rows_of

SMALL = Size(people=4, groups=1, channels=3, incidents=3)
WITHIN_S = 30.0
TELEGRAM = "sendMessage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A backlog, and a bot that sends it while the clock runs as fast as the test likes."""

    backlog: Backlog
    watch: Watch
    clock: FixedClock
    rows: Rows

    @property
    def town(self) -> Town:
        return self.backlog.town

    async def drained(self) -> Audit:
        """Let seconds pass like moments until nothing is owed, and look."""
        async with asyncio.timeout(WITHIN_S):
            while await self.rows.owed():
                self.clock.advance(seconds=1)
                for sender in self.watch.senders.values():
                    sender.wake()
                await asyncio.sleep(0.02)
        return await audit(self.backlog, self.rows)


@asynccontextmanager
async def corner(folder: Path, *faults: tuple[str, Fault]) -> AsyncIterator[Corner]:
    """The bot at work, with trouble waiting for it on either platform."""
    clock = FixedClock()
    async with built() as town:
        town.telegram.rates, town.discord.gauge.rates = TelegramRates.none(), DiscordRates.none()
        settings = town.settings(folder).model_copy(update={"maps": False})
        backlog = Backlog(town=town, size=SMALL)
        await backlog.owe(settings, clock)
        for platform, fault in faults:
            (town.telegram if platform == "telegram" else town.discord).faults.add(fault)
        async with opened(settings, clock) as watch, rows_of(settings.database_url) as rows:
            running = asyncio.create_task(watch.run())
            yield Corner(backlog=backlog, watch=watch, clock=clock, rows=rows)
            running.cancel()
            await asyncio.wait({running})


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real platform could be sent to as fast."""
    for module in (telegram_run, discord_run):
        monkeypatch.setattr(module, "RATES", QUICK)


def all_stand(found: Audit) -> bool:
    return not found.missing and not found.unknown


async def test_nothing_is_lost_or_doubled_when_three_calls_in_ten_are_refused(
    tmp_path: Path,
) -> None:
    telegram = Fault(trouble=Trouble.REFUSE, call=TELEGRAM, status=429, retry_after=0)
    discord = Fault(trouble=Trouble.REFUSE, call=POST, status=429, retry_after=0.01)
    for each in (telegram, discord):
        each.share, each.times = 0.3, FOREVER
    async with corner(tmp_path, ("telegram", telegram), ("discord", discord)) as here:
        found = await here.drained()
        assert all_stand(found)
        assert not found.doubled
        assert not found.hasty


async def test_what_was_surely_not_done_is_done_once(tmp_path: Path) -> None:
    def troubles(call: str, status: int) -> list[Fault]:
        refusal = Fault(trouble=Trouble.REFUSE, call=call, status=status, times=5)
        return [refusal, Fault(trouble=Trouble.CUT, call=call, times=3)]

    faults = [("telegram", each) for each in troubles(TELEGRAM, 502)]
    faults += [("discord", each) for each in troubles(POST, 503)]
    async with corner(tmp_path, *faults) as here:
        found = await here.drained()
        assert all_stand(found)
        assert not found.doubled


async def test_what_was_done_unheard_comes_again_at_most_once_and_on_discord_never(
    tmp_path: Path,
) -> None:
    unheard = (Trouble.LOSE, Trouble.TRUNCATE, Trouble.GARBLE)
    faults = [
        (platform, Fault(trouble=trouble, call=call, times=2))
        for trouble in unheard
        for platform, call in (("telegram", TELEGRAM), ("discord", POST))
    ]
    async with corner(tmp_path, *faults) as here:
        found = await here.drained()
        assert all_stand(found)
        channels = here.town.discord.realm.channels
        assert not [chat for chat, _ in found.doubled if int(chat) in channels]
        assert found.doubled.total() == 2 * len(unheard)
