import pytest

from adapters.media import videos
from adapters.playground.screens import SendFile, Upload
from adapters.telegram.limits import LIMITS
from adapters.telegram.videos import Shape, shape_of
from bot.events import Pictured, Pressed, Said, SentElse
from bot.model.actions import Verb, act
from bot.model.pictures import Attached, CleanVideo, RawVideo
from bot.ports.world import Address
from bot.replies import Reader, Say, Screen
from bot.texts.text import Quote
from tests.adapters.media.films import Film, shot
from tests.adapters.media.photos import house
from tests.adapters.telegram.house import Street, button, connected, screen

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
