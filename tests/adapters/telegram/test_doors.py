"""Links into groups, and whoever asks there."""

from collections.abc import AsyncIterator

import pytest

from adapters.playground.screens import CannotActError, OpenLink
from adapters.playground.telegram import Human
from adapters.telegram.run import TelegramPlatform
from bot.errors import LookupFailedError, NotAllowedError
from bot.events import Knocked
from bot.replies import Say
from bot.texts.text import Quote
from tests.adapters.telegram.house import Street, connected, running, screen


@pytest.fixture
async def platform(street: Street) -> AsyncIterator[TelegramPlatform]:
    street.server.add_member(street.group, street.bot, by=street.ana)
    street.server.promote(street.group, street.bot)
    async with connected(street.server) as here:
        yield here


@pytest.fixture
def carl(street: Street) -> Human:
    return street.server.add_person("Carl", "carl", "en")


def chat(street: Street) -> str:
    return str(street.group.id)


async def test_whoever_asks_is_let_in_when_told(
    street: Street, platform: TelegramPlatform, carl: Human
) -> None:
    door = await platform.make_door(chat(street), "Villeray", "", asks=True)
    assert not await platform.let_in(chat(street), door, str(carl.id)), "nobody has asked yet"
    await street.do(OpenLink(url=door), carl)
    assert not street.group.membership(carl.id).present
    assert await platform.let_in(chat(street), door, str(carl.id))
    assert street.group.membership(carl.id).present
    assert await platform.let_in(chat(street), door, str(carl.id)), "twice is no harm"


async def test_a_new_door_closes_the_old_one(
    street: Street, platform: TelegramPlatform, carl: Human
) -> None:
    first = await platform.make_door(chat(street), "Villeray", "", asks=True)
    second = await platform.make_door(chat(street), "V" * 80, first, asks=False)
    with pytest.raises(CannotActError, match="expired"):
        await street.do(OpenLink(url=first), carl)
    await street.do(OpenLink(url=second), carl)
    assert street.group.membership(carl.id).present
    assert await platform.make_door(chat(street), "Villeray", "https://t.me/+gone", asks=True)


async def test_a_bot_that_may_not_invite_says_so(
    street: Street, platform: TelegramPlatform, carl: Human
) -> None:
    street.server.promote(street.group, street.bot, can_invite=False)
    with pytest.raises(NotAllowedError):
        await platform.make_door(chat(street), "Villeray", "", asks=True)
    with pytest.raises(NotAllowedError):
        await platform.let_in(chat(street), "", str(carl.id))


async def test_a_telegram_that_is_away_says_nothing(
    street: Street, platform: TelegramPlatform
) -> None:
    await street.server.stop()
    with pytest.raises(LookupFailedError):
        await platform.make_door(chat(street), "Villeray", "", asks=True)


async def test_who_asks_hears_the_answer_in_private_though_they_never_started(
    street: Street, carl: Human
) -> None:
    street.server.add_member(street.group, street.bot, by=street.ana)
    street.server.promote(street.group, street.bot)
    async with running(street), connected(street.server) as platform:
        street.intake.events.clear()
        street.intake.will()
        street.intake.script.clear()
        street.intake.will(Say(screen=screen(Quote(text="Where do you live?"))))
        door = await platform.make_door(chat(street), "Villeray", "", asks=True)
        await street.do(OpenLink(url=door), carl)
        await street.server.until(lambda: any(isinstance(a, Knocked) for a in street.intake.acts))
        event = next(each for each in street.intake.events if isinstance(each.act, Knocked))
        assert event.chat.id == chat(street)
        assert event.sender.account.id == str(carl.id)
        await street.server.until(
            lambda: any(
                each.id == street.home for each in street.server.screen(str(carl.id)).chats
            )
        )
        (post,) = street.posts(who=carl)
        assert post.text == "Where do you live?"
