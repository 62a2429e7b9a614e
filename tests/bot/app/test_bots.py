"""Several bots on one platform: each resident keeps his, each chat has one."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.platforms import telegram_settings_of
from bot.app.settings import GivenSettings
from bot.app.town import TELEGRAM_TOKEN, built
from bot.errors import WatchError
from bot.events import Sender
from bot.model.ids import PlatformName
from bot.ports.stores import Store
from bot.services.people import welcome
from tests.bot.app.operators import at_work
from tests.fakes import FixedClock, SeededRandom
from tests.storage.street import TELEGRAM, person

SECOND = PlatformName("telegram.2")
SECOND_TOKEN = "4201:playground-telegram-token-of-no-worth"  # noqa: S105 - of the stand-in only


def test_each_bot_is_known_by_its_place() -> None:
    settings = GivenSettings(
        telegram_token=f"{TELEGRAM_TOKEN}, ,{SECOND_TOKEN}",
        telegram_webhook_url="https://watch.example.org/telegram",
    )
    first, third = telegram_settings_of(settings)
    assert (first.ear.bot, third.ear.bot) == ("telegram", "telegram.3")
    assert (first.ear.others, third.ear.others) == (("telegram.3",), ("telegram",))
    assert (first.token, third.token) == (TELEGRAM_TOKEN, SECOND_TOKEN)
    assert (first.webhook_path, third.webhook_path) == ("/telegram", "/telegram/3")


def test_tokens_may_stand_in_a_file_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"{TELEGRAM_TOKEN}\n{SECOND_TOKEN}\n", encoding="utf-8")
    settings = GivenSettings(telegram_token_file=file)
    assert settings.telegram == {TELEGRAM: TELEGRAM_TOKEN, SECOND: SECOND_TOKEN}


async def test_a_resident_keeps_the_bot_that_he_wrote_to_first(
    store: Store, clock: FixedClock, random: SeededRandom
) -> None:
    account = replace(person(1).account, platform=SECOND)
    known = Sender(account=account, language="en", elsewhere=(TELEGRAM,))
    async with store.unit() as uow:
        await uow.people.add(person(1))
        with pytest.raises(WatchError, match=r"bot\.other"):
            await welcome(uow, known, clock, random)
        stranger = replace(known, account=replace(account, id="another"))
        assert (await welcome(uow, stranger, clock, random)).account.platform == SECOND


async def test_two_bots_hear_what_each_is_told(tmp_path: Path) -> None:
    async with built() as town:
        other = town.telegram.add_bot(SECOND_TOKEN, "porchlight_second_bot", "Porchlight 2")
        usual = town.settings(tmp_path).model_dump()
        both = usual | {"telegram_token": f"{TELEGRAM_TOKEN},{SECOND_TOKEN}", "discord_token": ""}
        async with at_work(GivenSettings(**both)):
            ana, carl = town.person("Ana"), town.person("Carl")
            for who, bot in ((ana, town.bot), (ana, str(other.id)), (carl, str(other.id))):
                await who.write(bot, "/start")
                await who.sees("I am the neighbourhood watch", chat=bot)
            await ana.write(town.bot, "/watch")
            await ana.sees("where to watch", chat=town.bot)
            await ana.write(str(other.id), "/watch")
            await ana.sees("Another bot of this watch knows you", chat=str(other.id))
            await carl.write(str(other.id), "/watch")
            await carl.sees("where to watch", chat=str(other.id))
