"""The whole bot while a platform is away, or tells it things late, twice or in another order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.playground.actors import Actor, NotSeenError
from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.faults import FOREVER, Fault, Trouble
from adapters.playground.telegram.rates import Rates as TelegramRates
from bot.app.demo import settle
from bot.app.story import HOME, LAMP
from bot.app.town import Town, built
from bot.app.wiring import opened
from tests.fakes import FixedClock
from tests.torture.rows import Rows, rows_of

HOUR_S = 3_600.0
WELCOME, WHAT, STORY = "I am the neighbourhood watch", "What is it about?", "What happened?"
FORM = {
    "What is it about": "Hazard",
    "What happened": LAMP,
    "Where": "Rue Jarry et Rue Lajeunesse",
    "When": "Just now",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The demo's town with the bot at work; platforms and bot go by one clock, which is ours."""

    town: Town
    clock: FixedClock
    rows: Rows

    async def away(self, seconds: float, actor: Actor, text: str = "", press: str = "") -> None:
        """Somebody writes or presses while Telegram cannot be reached for so long."""
        self.town.telegram.vanish(seconds)
        if press:
            await actor.press(press)
        else:
            await actor.write(self.town.bot, text)
        self.clock.advance(seconds=seconds)

    @property
    def waiting(self) -> int:
        """Updates that Telegram keeps for the bot."""
        return sum(len(bot.mailbox.waiting()) for bot in self.town.telegram.bots.values())


@asynccontextmanager
async def lane(folder: Path) -> AsyncIterator[Lane]:
    clock = FixedClock()
    async with built(lambda: clock.now().timestamp()) as town:
        town.telegram.rates, town.discord.gauge.rates = TelegramRates.none(), DiscordRates.none()
        settings = town.settings(folder).model_copy(update={"maps": False})
        await settle(settings)
        async with opened(settings, clock) as watch, rows_of(settings.database_url) as rows:
            running = asyncio.create_task(watch.run())
            carl = town.person("Carl")
            await carl.write(town.bot, "/start")
            await carl.sees(WELCOME)
            yield Lane(town=town, clock=clock, rows=rows)
            running.cancel()
            await asyncio.wait({running})


async def test_what_waits_is_answered_and_what_is_over_harms_nobody(tmp_path: Path) -> None:
    async with lane(tmp_path) as here:
        carl, chat = here.town.person("Carl"), here.town.bot

        # A press waits 150 seconds for its answer.
        await carl.write(chat, "/report")
        await carl.sees(WHAT)
        await here.away(149, carl, press="Hazard")
        await carl.sees(STORY)

        await carl.write(chat, "/report")
        asked = await carl.sees(WHAT)
        await here.away(151, carl, press="Hazard")
        assert not here.waiting
        assert len(carl.messages(STORY)) == 1
        assert asked in carl.messages(WHAT)
        await carl.press("Hazard")  # it is asked still, and answered now
        await here.town.telegram.until(lambda: len(carl.messages(STORY)) == 2, within=30)

        # A message waits for a day.
        helped = len(carl.messages("/watch", chat=chat))
        await here.away(23 * HOUR_S, carl, text="/help")
        await here.town.telegram.until(
            lambda: len(carl.messages("/watch", chat=chat)) > helped, within=30
        )
        helped = len(carl.messages("/watch", chat=chat))
        await here.away(25 * HOUR_S, carl, text="/help")
        assert not here.waiting
        await carl.write(chat, "/help")
        await here.town.telegram.until(
            lambda: len(carl.messages("/watch", chat=chat)) > helped, within=30
        )


async def reports(dana: Actor, channel: str) -> None:
    """In a form; a busy machine answers too late for one, says so, and is asked once more."""
    await dana.command(channel, "report")
    try:
        await dana.fills(FORM)
    except NotSeenError as seen:
        assert "Please press again" in str(seen)  # noqa: PT017 - anything else is a failure
        await dana.command(channel, "report")
        await dana.fills(FORM)


@pytest.mark.parametrize("trouble", [Trouble.TWICE, Trouble.SHUFFLE])
async def test_what_comes_twice_or_in_another_order_is_done_once(
    tmp_path: Path, trouble: Trouble
) -> None:
    async with lane(tmp_path) as here:
        town, carl, dana = here.town, here.town.person("Carl"), here.town.person("Dana")
        town.telegram.faults.add(Fault(trouble=trouble, call="getUpdates", times=FOREVER))
        if trouble is Trouble.TWICE:
            events = Fault(trouble=trouble, call="GATEWAY INTERACTION_CREATE", times=FOREVER)
            town.discord.faults.add(events)
        await carl.write(town.bot, "/report")
        await carl.press("Hazard")
        await carl.sees(STORY)
        await carl.write(town.bot, LAMP)
        await carl.sees("Where?")
        await carl.pin(town.bot, *HOME)
        await carl.press("Just now")
        await carl.press("Skip")
        await carl.press("Post", chat=town.bot)
        await carl.sees("Posted as report 1")
        assert await here.rows.count("incident") == 1

        await reports(dana, town.villeray_channel)
        await dana.press("Post")
        await dana.press("No, another one")
        await dana.sees("Posted as report")
        assert await here.rows.count("incident") == 2
