import asyncio
from collections.abc import AsyncIterator

import pytest
from typing_extensions import override

from adapters.media import videos
from adapters.playground.screens import SendFile, Upload
from adapters.telegram.limits import LIMITS
from adapters.telegram.videos import Shape, shape_of
from bot.events import Act, Called, Event, Mark, Pictured, Pressed, Said, SentElse
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.pictures import Attached, CleanVideo, RawVideo
from bot.ports.world import Address
from bot.replies import ErasePressed, Pop, Reader, Say, Screen, Turn
from bot.texts.text import Quote, Text
from tests.adapters.media.films import Film, shot
from tests.adapters.media.photos import house
from tests.adapters.telegram.house import (
    DatabaseDownError,
    ScriptedIntake,
    Street,
    button,
    connected,
    running,
    screen,
    until,
)

FILM = shot(Film(pictures=(house(160, 120),) * 40))
CLEAN = videos.drawn(FILM)
SEND = act(Verb.DRAFT_SEND, "t", "n")


def filmed(words: str = "the van") -> Screen:
    media = CleanVideo(content=CLEAN)
    return Screen(lines=(Quote(text=words),), media=media, buttons=((button(SEND),),))


@pytest.mark.parametrize("kind", ["video", "document"])
async def test_a_video_comes_whole_with_its_words(lively: Street, kind: str) -> None:
    upload = Upload(name="IMG_2033.mp4", content=FILM, kind=kind)
    await lively.do(SendFile(chat=lively.home, upload=upload, caption="the van"))
    assert await lively.act() == Pictured(media=RawVideo(content=FILM), text="the van")


async def test_a_video_larger_than_a_bot_may_fetch_is_too_large(lively: Street) -> None:
    upload = Upload(name="IMG_2033.mp4", content=bytes(LIMITS.file_bytes + 1), kind="video")
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == SentElse(what=Attached.TOO_LARGE)


async def test_a_video_that_answers_a_post_in_a_group_is_not_fetched(lively: Street) -> None:
    here = str(lively.group.id)
    open_copy = button(act(Verb.COPY_OPEN, 12), private=True)
    async with connected(lively.server) as platform:
        to = Address(id=here, personal=False)
        await platform.post(to, screen(buttons=(open_copy,)), Reader(language="en"), "n")
    ours = await lively.post(chat=here)
    upload = Upload(name="IMG_2033.mp4", content=FILM, kind="video")
    await lively.do(SendFile(chat=here, upload=upload, caption="it was him", reply_to=ours.id))
    found = await lively.act()
    assert isinstance(found, Said)
    assert found.text == "it was him"
    assert found.answering is not None
    assert lively.calls("getFile") == []


async def test_a_video_is_shown_in_its_shape_under_a_name_that_tells_nothing(
    lively: Street,
) -> None:
    lively.intake.will(Say(screen=filmed()))
    await lively.write("/help")
    post = await lively.post()
    assert post.text == "the van"
    assert [(one.kind, one.name) for one in post.attachments] == [("video", "video.mp4")]


class Darkroom(ScriptedIntake):
    """An intake in which videos stay until the light goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.light = asyncio.Event()
        self.breaks = False

    @override
    async def take(self, event: Event | None, mark: Mark | None = None) -> Turn:
        if event is not None and has_video(event.act):
            await self.light.wait()
            if self.breaks:
                self.breaks = False
                raise DatabaseDownError
        return await super().take(event, mark)


def has_video(act_: Act) -> bool:
    shown = act_.shown.media if isinstance(act_, Pressed) else None
    return isinstance(shown, RawVideo) or isinstance(act_, Pictured)


@pytest.fixture
async def dark(street: Street) -> AsyncIterator[Darkroom]:
    """The light is off, the bot at work, and Ana has pressed Start."""
    street.intake = room = Darkroom()
    async with running(street):
        await street.write("/start")
        await street.event()
        room.events.clear()
        room.marks.clear()
        yield room


@pytest.mark.parametrize("kind", ["video", "document"])
async def test_nobody_waits_while_a_video_is_drawn_anew(
    street: Street, dark: Darkroom, kind: str
) -> None:
    upload = Upload(name="IMG_2033.mp4", content=FILM, kind=kind)
    await street.do(SendFile(chat=street.home, upload=upload))
    await street.write("/help")
    assert await street.act() == Called(command=Command.HELP)
    assert len(dark.marks) == 1
    dark.will(Say(screen=filmed()))
    dark.light.set()
    assert isinstance(await street.act(2), Pictured)
    assert (await street.post()).text == "the van"
    assert len(dark.marks) == 1, "a mark would tell that a video came"


async def test_nobody_waits_while_a_video_is_sent(street: Street, dark: Darkroom) -> None:
    dark.will(Say(screen=filmed()))
    await street.write("/help")
    await street.press(await street.post(), "Press me")
    await street.write("/watches")
    assert await street.act(2) == Called(command=Command.WATCHES)
    dark.will(ErasePressed(), Pop(text=Text.of("test.hello")))
    dark.light.set()
    assert isinstance(await street.act(3), Pressed)
    await until(lambda: [one.text for one in street.popups()] == ["Hello there."])
    await until(lambda: street.posts() == [])


async def test_a_video_that_could_not_be_taken_in_stops_nobody(
    street: Street, dark: Darkroom
) -> None:
    dark.light.set()
    dark.breaks = True
    upload = Upload(name="IMG_2033.mp4", content=FILM, kind="video")
    await street.do(SendFile(chat=street.home, upload=upload))
    await street.write("/help")
    assert await street.act() == Called(command=Command.HELP)
    await until(lambda: not dark.breaks)


def test_its_shape_is_read_from_its_index() -> None:
    assert shape_of(CLEAN) == Shape(width=160, height=120, seconds=2)


@pytest.mark.parametrize("words", ["the van", "w" * 1_500])
async def test_sending_a_draft_brings_its_video(lively: Street, words: str) -> None:
    lively.intake.will(Say(screen=filmed(words)))
    await lively.write("/help")
    await lively.press(await lively.post(1 if len(words) < 1_024 else 2), "Press me")
    found = await lively.act(2)
    assert isinstance(found, Pressed)
    assert found.shown.quote == words
    assert found.shown.media == RawVideo(content=CLEAN)


def test_what_is_no_video_has_no_shape() -> None:
    for content in (b"", b"tkhd", b"mvhd" + bytes(40), CLEAN[:200]):
        assert shape_of(content) == Shape()
