import pytest

from adapters.playground.screens import Block, OpenLink, SendFile, SendPin, Unblock, Upload, Write
from adapters.playground.telegram import ChatKind as ChatSize
from bot.events import (
    Arrived,
    Called,
    CalledUnknown,
    Departed,
    Mapped,
    Moved,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
)
from bot.model.actions import Verb, act
from bot.model.areas import MAP_BYTES, RawMap
from bot.model.channels import ChatKind
from bot.model.commands import Command
from bot.model.pictures import Attached
from bot.model.places import Point
from bot.replies import Say
from tests.adapters.telegram.house import Street, picture, screen


async def test_words_in_private_arrive_with_who_said_them_where(lively: Street) -> None:
    await lively.write("Two parcels 📦 gone")
    event = await lively.event()
    assert event.act == Said(text="Two parcels 📦 gone")
    assert event.sender.account.id == str(lively.ana.id)
    assert event.sender.language == "es-419"
    assert event.sender.names == ("Ana Oliveira", "ana_o")
    assert not event.sender.as_chat
    assert (event.chat.id, event.chat.kind) == (str(lively.ana.id), ChatKind.PRIVATE)
    assert event.limits.pins


async def test_a_command_comes_with_the_rest_of_its_line(lively: Street) -> None:
    await lively.write("/withdraw  12 ")
    await lively.write("/HELP@porchlighttestbot")
    assert await lively.act(1) == Called(command=Command.WITHDRAW, argument="12")
    assert await lively.act(2) == Called(command=Command.HELP)


async def test_start_alone_is_a_command_and_with_a_payload_a_pressed_button(
    lively: Street,
) -> None:
    await lively.do(OpenLink(url="https://t.me/PorchlightTestBot?start=co_12"))
    await lively.do(OpenLink(url="https://t.me/PorchlightTestBot?start=nonsense"))
    await lively.do(OpenLink(url="https://t.me/PorchlightTestBot"))
    assert await lively.act(1) == Pressed(action=act(Verb.COPY_OPEN, 12))
    assert await lively.act(2) == Pressed(action=None)
    assert await lively.act(3) == Called(command=Command.START)


async def test_an_unknown_command_is_noticed_in_private_only(lively: Street) -> None:
    here = str(lively.group.id)
    await lively.write("/dance", here)
    await lively.write("/dance@PorchlightTestBot", here)
    await lively.write("/dance")
    assert await lively.act() == CalledUnknown()


async def test_commands_for_other_bots_are_not_ours(lively: Street) -> None:
    lively.bot.privacy = False
    await lively.write("/report@OtherBot", str(lively.group.id))
    await lively.write("/report@PorchlightTestBot now", str(lively.group.id))
    event = await lively.event()
    assert event.act == Called(command=Command.REPORT, argument="now")
    assert (event.chat.id, event.chat.title) == (str(lively.group.id), "Villeray")
    assert event.chat.kind is ChatKind.GROUP


async def test_a_path_is_not_a_command(lively: Street) -> None:
    await lively.write("/home/porch is what the van said")
    assert await lively.act() == Said(text="/home/porch is what the van said")


async def test_what_a_group_talks_about_stays_there_unless_it_answers_us(
    lively: Street,
) -> None:
    here = str(lively.group.id)
    lively.intake.will(Say(screen=screen()))
    await lively.write("/help", here)
    ours = await lively.post(chat=here)
    await lively.write("nice weather", here)
    await lively.do(SendPin(chat=here, latitude=45.5, longitude=-73.6))
    await lively.do(Write(chat=here, text="I saw it", reply_to=ours.id))
    answer = await lively.act(2)
    assert isinstance(answer, Said)
    assert answer.text == "I saw it"
    assert answer.answering is not None


async def test_where_the_bot_is_an_admin_words_of_a_group_arrive_and_nothing_else(
    lively: Street,
) -> None:
    here = str(lively.group.id)
    lively.server.promote(lively.group, lively.bot, by=lively.ana)
    await lively.do(SendPin(chat=here, latitude=45.5, longitude=-73.6))
    await lively.write("the police is asking for videos", here)
    assert await lively.act() == Said(text="the police is asking for videos")


@pytest.mark.parametrize("ours", [True, False])
async def test_what_is_passed_on_into_a_group_is_words_unless_the_bot_wrote_it(
    lively: Street, *, ours: bool
) -> None:
    lively.server.promote(lively.group, lively.bot, by=lively.ana)
    author = {"id": lively.bot.id if ours else 77, "is_bot": ours, "first_name": "Bo"}
    origin = {"type": "user", "date": 1_769_250_000, "sender_user": author}
    group = {"id": lively.group.id, "type": "group", "title": "Villeray"}
    lively.push("message", **lively.message(chat=group, text="passed on", forward_origin=origin))
    await lively.write("after it", str(lively.group.id))
    assert await lively.act() == Said(text="after it" if ours else "passed on")


async def test_a_pin_is_a_point(lively: Street) -> None:
    await lively.do(SendPin(chat=lively.home, latitude=45.5393, longitude=-73.6277))
    assert await lively.act() == Pinned(point=Point(latitude=45.5393, longitude=-73.6277))


@pytest.mark.parametrize(
    ("kind", "name", "what"),
    [
        ("document", "notes.pdf", Attached.DOCUMENT),
        ("voice", "voice.ogg", Attached.VOICE),
        ("sticker", "cat.webp", Attached.STICKER),
    ],
)
async def test_what_is_not_taken_is_named(
    lively: Street, kind: str, name: str, what: Attached
) -> None:
    upload = Upload(name=name, content=b"not looked at", kind=kind)
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == SentElse(what=what)


@pytest.mark.parametrize("text", ["I saw it", "/report"])
async def test_what_was_forwarded_is_named_as_such_and_is_no_command(
    lively: Street, text: str
) -> None:
    private = {"id": lively.ana.id, "type": "private", "first_name": "Ana"}
    origin = {"type": "hidden_user", "date": 1_769_250_000, "sender_user_name": "Bo"}
    body = lively.message(chat=private, text=text, forward_origin=origin)
    lively.push("message", **body)
    assert await lively.act() == SentElse(what=Attached.FORWARDED)


async def test_a_photo_comes_whole_with_its_words(lively: Street) -> None:
    upload = Upload(name="van.jpg", content=picture(400, 300))
    await lively.do(SendFile(chat=lively.home, upload=upload, caption="the van"))
    act_ = await lively.act()
    assert isinstance(act_, Pictured)
    assert act_.text == "the van"
    assert act_.media.content.startswith(b"\xff\xd8")


async def test_a_picture_sent_as_a_file_is_a_picture(lively: Street) -> None:
    content = picture()
    upload = Upload(name="van.jpg", content=content, kind="document")
    await lively.do(SendFile(chat=lively.home, upload=upload))
    act_ = await lively.act()
    assert isinstance(act_, Pictured)
    assert act_.media.content == content


@pytest.mark.parametrize("name", ["area.geojson", "AREA.JSON"])
async def test_a_map_comes_whole_in_private(lively: Street, name: str) -> None:
    upload = Upload(name=name, content=b'{"type": "Feature"}', kind="document")
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == Mapped(map=RawMap(content=b'{"type": "Feature"}'))


async def test_a_map_over_a_megabyte_is_not_even_fetched(lively: Street) -> None:
    lively.server.faults.refuse("getFile", 500, times=3)
    upload = Upload(name="area.geojson", content=bytes(MAP_BYTES + 1), kind="document")
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == SentElse(what=Attached.LARGE_MAP)


async def test_a_map_in_a_group_is_nobodys_business(lively: Street) -> None:
    lively.bot.privacy = False
    upload = Upload(name="area.geojson", content=b"{}", kind="document")
    await lively.do(SendFile(chat=str(lively.group.id), upload=upload))
    await lively.write("hello")
    assert await lively.act() == Said(text="hello")


async def test_a_picture_over_twenty_megabytes_is_too_large(lively: Street) -> None:
    content = picture() + bytes(20 * 1024 * 1024)
    upload = Upload(name="van.jpg", content=content, kind="document")
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == SentElse(what=Attached.TOO_LARGE)


async def test_a_photo_that_cannot_be_fetched_is_refused_not_lost(lively: Street) -> None:
    lively.server.faults.refuse("getFile", 500, times=3)
    upload = Upload(name="van.jpg", content=picture())
    await lively.do(SendFile(chat=lively.home, upload=upload))
    assert await lively.act() == SentElse(what=Attached.OTHER)


async def test_a_photo_is_fetched_again_when_the_line_breaks(lively: Street) -> None:
    lively.server.faults.cut("getFile")
    await lively.do(SendFile(chat=lively.home, upload=Upload(name="v.jpg", content=picture())))
    assert isinstance(await lively.act(), Pictured)


async def test_an_anonymous_admin_speaks_as_the_chat(lively: Street) -> None:
    lively.server.promote(lively.group, lively.ana, anonymous=True)
    await lively.write("/setup", str(lively.group.id))
    event = await lively.event()
    assert event.sender.as_chat
    assert event.sender.account.id == "1087968824"


async def test_coming_and_going_of_the_bot_is_noticed(lively: Street) -> None:
    lively.server.remove_member(lively.group, lively.bot, by=lively.ana)
    lively.server.add_member(lively.group, lively.bot, by=lively.ana)
    lively.server.promote(lively.group, lively.bot, by=lively.ana)
    assert [await lively.act(1), await lively.act(2)] == [Departed(), Arrived()]
    assert (await lively.event(2)).chat.id == str(lively.group.id)
    await lively.do(Block())
    event = await lively.event(3)
    assert (event.act, event.chat.kind) == (Departed(), ChatKind.PRIVATE)
    await lively.do(Unblock())
    await lively.write("/help")
    assert await lively.act(4) == Called(command=Command.HELP)


async def test_a_group_that_moves_says_where_to(lively: Street) -> None:
    make = lively.server.add_group
    small = make("Small", [lively.ana], bots=[lively.bot], kind=ChatSize.GROUP)
    await lively.event(1)
    new = lively.server.migrate(small)
    event = await lively.event(2)
    assert event.act == Moved(new_chat=str(new.id))
    assert event.chat.id == str(small.id)


async def test_a_topic_is_a_chat_of_its_own(lively: Street) -> None:
    order = lively.message(text="/setup", message_thread_id=45, is_topic_message=True)
    lively.push("message", **order)
    assert (await lively.event()).chat.id == f"{lively.group.id}/45"


async def test_the_first_message_of_a_topic_is_not_answered_by_all_that_follow(
    lively: Street,
) -> None:
    us = {"id": lively.bot.id, "is_bot": True, "first_name": "Porchlight"}
    topic = {"name": "Thefts", "icon_color": 7322096}
    first = lively.message(forum_topic_created=topic, **{"from": us})
    lively.push("message", **lively.message(text="hello all", reply_to_message=first))
    assert await lively.act() == Said(text="hello all"), "an answer to nothing"


@pytest.mark.parametrize(
    "words",
    [
        {"sender_chat": {"id": -100777, "type": "channel", "title": "News"}},
        {"from": {"id": 5, "is_bot": True, "first_name": "Another bot"}},
    ],
)
async def test_channels_and_bots_are_not_listened_to(
    lively: Street, words: dict[str, object]
) -> None:
    lively.push("message", **lively.message(text="/report", **words))
    lively.push("message", **lively.message(text="/help"))
    assert await lively.act() == Called(command=Command.HELP)


async def test_an_update_that_the_library_cannot_read_holds_nothing_up(
    lively: Street, caplog: pytest.LogCaptureFixture
) -> None:
    lively.push("message", message_id="?", secret="the van at no. 14")  # noqa: S106 - words, no secret
    await lively.write("/help")
    assert await lively.act() == Called(command=Command.HELP)
    marks = lively.intake.marks
    assert marks == list(range(marks[0], marks[0] + 5))
    assert "van" not in caplog.text


async def test_a_button_that_is_none_of_ours_is_pressed_all_the_same(lively: Street) -> None:
    ana = {"id": lively.ana.id, "is_bot": False, "first_name": "Ana"}
    held = lively.message(text="old", **{"from": {**ana, "id": lively.bot.id, "is_bot": True}})
    query = {"id": "1", "from": ana, "chat_instance": "x", "message": held, "data": "zz:9"}
    lively.push("callback_query", **query)
    assert await lively.act() == Pressed(action=None)


async def test_a_button_under_a_message_that_is_too_old_to_read_still_works(
    lively: Street,
) -> None:
    ana = {"id": lively.ana.id, "is_bot": False, "first_name": "Ana"}
    gone = {"chat": lively.message()["chat"], "message_id": 4, "date": 0}
    query = {"id": "1", "from": ana, "chat_instance": "x", "message": gone, "data": "pr"}
    lively.push("callback_query", **query)
    event = await lively.event()
    assert event.act == Pressed(action=act(Verb.PRIVACY))
    assert event.chat.id == str(lively.group.id)
