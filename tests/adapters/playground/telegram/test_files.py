"""Files, up and down."""

import io
import json

import aiohttp
import pytest
from PIL import Image

from adapters.playground.screens import CannotActError, SendFile, Upload
from tests.adapters.playground.telegram.world import Answer, Street, picture


@pytest.fixture(autouse=True)
async def started(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()


async def send(street: Street, method: str, content: bytes, **values: str) -> Answer:
    form = aiohttp.FormData({"chat_id": str(street.ana.id), **values})
    name = method.removeprefix("send").lower()
    form.add_field(name, io.BytesIO(content), filename="a.bin", content_type="application/x-thing")
    return await street.form(method, form)


async def hand_over(street: Street, upload: Upload, caption: str = "") -> dict[str, object]:
    """Let Ana send a file, and give the message that the bot got."""
    act = SendFile(chat=str(street.bot.id), upload=upload, caption=caption)
    await street.server.act(str(street.ana.id), act)
    message = (await street.updates())[-1]["message"]
    assert isinstance(message, dict)
    return message


async def download(street: Street, file_id: object) -> bytes:
    path = (await street.call("getFile", file_id=file_id)).result["file_path"]
    async with street.http.get(f"{street.server.url}/file/bot{street.bot.token}/{path}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_document_comes_and_goes_byte_for_byte(street: Street) -> None:
    content = picture(exif=b"Exif\0\0secret place")
    message = await hand_over(
        street, Upload(name="my photo.jpg", content=content, kind="document")
    )
    document = message["document"]
    assert isinstance(document, dict)
    assert (document["file_name"], document["mime_type"]) == ("my photo.jpg", "image/jpeg")
    assert await download(street, document["file_id"]) == content
    back = (await send(street, "sendDocument", content)).result["document"]
    assert isinstance(back, dict)
    assert await download(street, back["file_id"]) == content
    shown = street.last(street.ana).attachments[0]
    assert street.server.file(shown.url) == (content, "application/x-thing")


async def test_a_photo_is_recompressed_without_exif_in_several_sizes(street: Street) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at Elm Street 12"
    content = picture(3000, 1500, exif=exif.tobytes())
    assert b"Elm Street" in content
    message = await hand_over(street, Upload(name="a.jpg", content=content), caption="look")
    sizes = message["photo"]
    assert isinstance(sizes, list)
    assert [(each["width"], each["height"]) for each in sizes] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1280, 640),
    ]
    got = await download(street, sizes[-1]["file_id"])
    assert b"Elm Street" not in got
    assert Image.open(io.BytesIO(got)).size == (1280, 640)
    assert message["caption"] == "look"
    assert len({each["file_unique_id"] for each in sizes}) == 4


async def test_a_rotated_photo_is_turned_upright(street: Street) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sent = (await send(street, "sendPhoto", picture(80, 40, exif=exif.tobytes()))).result["photo"]
    assert isinstance(sent, list)
    assert (sent[-1]["width"], sent[-1]["height"]) == (40, 80)


async def test_file_ids_belong_to_one_bot_but_unique_ids_to_all(street: Street) -> None:
    token = "2000002:BBporchlight-stand-in-token-0002"  # noqa: S105 - of the stand-in
    other = street.server.add_bot(token, "other_bot", "Other", privacy=False)
    street.server.add_member(street.group, other)
    street.server.promote(street.group, street.bot)
    upload = Upload(name="a.mp4", content=b"video", kind="video")
    await street.server.act(str(street.ana.id), SendFile(chat=str(street.group.id), upload=upload))
    mine = (await street.updates())[-1]["message"]
    async with street.http.get(f"{street.server.url}/bot{token}/getUpdates") as answer:
        theirs = (await answer.json())["result"][-1]["message"]
    assert isinstance(mine, dict)
    assert mine["video"]["file_unique_id"] == theirs["video"]["file_unique_id"]
    assert mine["video"]["file_id"] != theirs["video"]["file_id"]
    stolen = await street.call("getFile", file_id=theirs["video"]["file_id"])
    assert stolen.error == "400 Bad Request: invalid file_id"
    stolen = await street.call(
        "sendVideo", chat_id=street.ana.id, video=theirs["video"]["file_id"]
    )
    assert stolen.error.startswith("400 Bad Request: wrong remote file identifier specified")


async def test_a_path_opens_only_for_the_bot_that_asked(street: Street) -> None:
    sent = (await send(street, "sendDocument", b"words")).result["document"]
    assert isinstance(sent, dict)
    other = street.server.add_bot("2000002:BBporchlight-stand-in-token-0002", "b_bot", "B")
    path = (await street.call("getFile", file_id=sent["file_id"])).result["file_path"]
    for token, status in ((street.bot.token, 200), (other.token, 404), ("3:abc", 401)):
        async with street.http.get(f"{street.server.url}/file/bot{token}/{path}") as answer:
            assert answer.status == status


async def test_more_than_20_mb_cannot_be_fetched(street: Street) -> None:
    content = bytes(20 * 1024 * 1024 + 1)
    message = await hand_over(street, Upload(name="a.mp4", content=content, kind="video"))
    video = message["video"]
    assert isinstance(video, dict)
    answer = await street.call("getFile", file_id=video["file_id"])
    assert answer.error == "400 Bad Request: file is too big"


@pytest.mark.parametrize("over", [1, 2 * 1024 * 1024])
async def test_more_than_50_mb_cannot_be_sent(street: Street, over: int) -> None:
    answer = await send(street, "sendDocument", bytes(50 * 1024 * 1024 + over))
    assert answer.error == "413 Request Entity Too Large"


async def test_what_is_no_photo_is_refused(street: Street) -> None:
    for content, error in (
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (
            picture() + bytes(10 * 1024 * 1024),
            "is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ):
        answer = await send(street, "sendPhoto", content)
        assert answer.error.startswith("400 Bad Request: ")
        assert answer.error.endswith(error)
    missing = await street.call("sendPhoto", chat_id=street.ana.id)
    assert missing.error == "400 Bad Request: there is no photo in the request"
    url = await street.call("sendPhoto", chat_id=street.ana.id, photo="https://example.org/a.jpg")
    assert url.error == "400 Bad Request: failed to get HTTP URL content"
    long = await send(street, "sendPhoto", picture(), caption="x" * 1025)
    assert long.error == "400 Bad Request: message caption is too long"
    with pytest.raises(CannotActError, match="not a picture"):
        await hand_over(street, Upload(name="a.jpg", content=b"no picture"))


async def test_an_album_is_two_to_ten_files_of_kinds_that_go_together(street: Street) -> None:
    async def album(kinds: list[str]) -> Answer:
        media = [{"type": each, "media": f"attach://f{i}"} for i, each in enumerate(kinds)]
        form = aiohttp.FormData({"chat_id": str(street.ana.id), "media": json.dumps(media)})
        for i in range(len(kinds)):
            form.add_field(f"f{i}", picture(), filename="a.jpg", content_type="image/jpeg")
        return await street.form("sendMediaGroup", form)

    sent = (await album(["photo", "video"])).results
    assert len({str(each["media_group_id"]) for each in sent}) == 1
    assert (await album([])).error == "400 Bad Request: there are no messages to send"
    many = await album(["photo"] * 11)
    assert many.error == "400 Bad Request: too many messages to send as an album"
    mixed = await album(["photo", "document"])
    assert mixed.error == "400 Bad Request: document can't be mixed with other media types"
    other = await album(["song"])
    assert other.error == "400 Bad Request: type must be one of photo, video, document"


async def test_voices_and_stickers_arrive_as_such(street: Street) -> None:
    voice = await hand_over(street, Upload(name="a.oga", content=b"voice", kind="voice"))
    sticker = await hand_over(street, Upload(name="a.webp", content=b"sticker", kind="sticker"))
    assert isinstance(voice["voice"], dict)
    assert isinstance(sticker["sticker"], dict)
    assert voice["voice"]["file_size"] == 5
    assert sticker["sticker"]["is_animated"] is False
