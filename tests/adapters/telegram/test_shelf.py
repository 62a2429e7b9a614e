"""A public picture is brought to Telegram once; anything else each time anew."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from telegram import Bot, Message

from adapters.telegram.addresses import Place
from adapters.telegram.outbound import Drawn, Outbound
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.shelf import MOST, Shelf
from bot.model.pictures import CleanPicture
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.texts.text import Quote
from tests.adapters.telegram.house import READER, Street, connected, picture
from tests.planted import Leak, turns_red

ALERT = Screen(lines=(Quote(text="the van"),), media=CleanPicture(content=picture()), public=True)
LETTER = replace(ALERT, public=False)
OTHER = replace(ALERT, media=CleanPicture(content=picture(50)))


@pytest.fixture
async def platform(street: Street) -> AsyncIterator[TelegramPlatform]:
    street.server.add_member(street.group, street.bot, by=street.ana)
    await street.write("/start")
    async with connected(street.server) as here:
        yield here


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Photo by photo, whether all of it was brought along."""
    found: list[bool] = []
    send = Bot.send_photo

    async def noting(self: Bot, **values: object) -> Message:
        found.append(isinstance(values["photo"], bytes))
        return await send(self, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(Bot, "send_photo", noting)
    return found


async def posts(street: Street, platform: TelegramPlatform, screen: Screen) -> None:
    """Posted to somebody, and into a group."""
    for chat, personal in ((street.ana.id, True), (street.group.id, False)):
        await platform.post(Address(id=str(chat), personal=personal), screen, READER, "n1")


async def test_a_public_picture_is_brought_once(
    street: Street, platform: TelegramPlatform, brought: list[bool]
) -> None:
    await posts(street, platform, ALERT)
    await posts(street, platform, OTHER)
    await posts(street, platform, ALERT)
    assert brought == [True, False, True, False, False, False]
    shown = await street.post(chat=str(street.group.id))
    assert len(shown.attachments) == 1


async def test_a_picture_that_is_not_public_is_brought_each_time_even_if_it_looks_the_same(
    street: Street, platform: TelegramPlatform, brought: list[bool]
) -> None:
    await posts(street, platform, LETTER)
    await posts(street, platform, ALERT)
    await posts(street, platform, LETTER)
    assert brought == [True, True, True, False, True, True]


async def test_a_shelf_that_takes_everything_turns_its_test_red(
    street: Street, platform: TelegramPlatform, brought: list[bool]
) -> None:
    draw = Outbound.draw

    def public(self: Outbound, screen: Screen, reader: Reader, place: Place) -> Drawn:
        return replace(draw(self, screen, reader, place), public=True)

    leak = Leak(
        plant=lambda patch: patch.setattr(Outbound, "draw", public),
        guard=test_a_picture_that_is_not_public_is_brought_each_time_even_if_it_looks_the_same,
    )
    await turns_red(leak, street, platform, brought)


async def test_what_telegram_forgot_is_brought_again(
    street: Street, platform: TelegramPlatform, brought: list[bool]
) -> None:
    await posts(street, platform, ALERT)
    words = "Bad Request: wrong file identifier/HTTP URL specified"
    street.server.faults.refuse("sendPhoto", 400, words=words)
    await posts(street, platform, ALERT)
    assert brought == [True, False, False, True, False]


async def test_a_shelf_holds_so_many_and_no_more(
    street: Street, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Message] = []
    keep = Shelf.keep

    def noting(self: Shelf, media: CleanPicture, message: Message) -> None:
        kept.append(message)
        keep(self, media, message)

    monkeypatch.setattr(Shelf, "keep", noting)
    await posts(street, platform, ALERT)
    shelf = Shelf()
    for number in range(MOST + 1):
        shelf.keep(CleanPicture(content=f"{number}".encode()), kept[0])
    assert shelf.find(CleanPicture(content=b"0")) is None
    assert shelf.find(CleanPicture(content=f"{MOST}".encode())) is not None
