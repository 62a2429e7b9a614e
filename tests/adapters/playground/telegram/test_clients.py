"""Unmodified client libraries meet the stand-in."""

import asyncio

import pytest
import telegram
from aiogram import Bot as AiogramBot
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from telegram.request import HTTPXRequest

from adapters.playground.screens import Press, SendFile, Upload, Write
from adapters.playground.telegram import ChatKind
from tests.adapters.playground.telegram.world import Street, picture


def library_bot(street: Street) -> telegram.Bot:
    return telegram.Bot(
        street.bot.token,
        base_url=f"{street.server.url}/bot",
        base_file_url=f"{street.server.url}/file/bot",
        request=HTTPXRequest(),
    )


def aiogram_bot(street: Street) -> AiogramBot:
    api = TelegramAPIServer(
        base=f"{street.server.url}/bot{{token}}/{{method}}",
        file=f"{street.server.url}/file/bot{{token}}/{{path}}",
    )
    return AiogramBot(street.bot.token, session=AiohttpSession(api=api))


def first_button(street: Street) -> Press:
    """Press the first button under the last message that Ana sees."""
    shown = street.last(street.ana)
    return Press(chat=str(street.bot.id), message=shown.id, button=shown.buttons[0][0].id)


async def test_python_telegram_bot_reads_and_writes(street: Street) -> None:
    await street.meet(street.ana)
    async with library_bot(street) as bot:
        assert bot.username == "porch_bot"
        (update,) = await bot.get_updates(timeout=1)
        assert update.message
        assert update.message.text == "/start"
        assert update.message.from_user
        assert update.message.from_user.language_code == "en"
        sent = await bot.send_message(update.message.chat_id, "<b>Sure?</b>", parse_mode="HTML")
        assert sent.entities[0].type == "bold"
        assert street.last(street.ana).html == "<b>Sure?</b>"
        assert (await bot.get_updates(update.update_id + 1)) == ()
        assert await sent.delete()
        assert [each.text for each in street.chat(street.ana, bot.id).messages] == ["/start"]


async def test_python_telegram_bot_hears_a_pressed_button_and_answers(street: Street) -> None:
    await street.meet(street.ana)
    await street.updates()
    ana = str(street.ana.id)
    async with library_bot(street) as bot:
        button = telegram.InlineKeyboardButton("Yes", callback_data="yes")
        keyboard = telegram.InlineKeyboardMarkup.from_button(button)
        sent = await bot.send_message(ana, "Sure?", reply_markup=keyboard)
        poll = asyncio.create_task(bot.get_updates(street.offset, timeout=5))
        await asyncio.sleep(0.05)
        await street.server.act(ana, first_button(street))
        (pressed,) = await poll
        assert pressed.callback_query
        assert pressed.callback_query.data == "yes"
        assert pressed.callback_query.message == sent
        await pressed.callback_query.answer("Thank you")
        assert street.server.screen(ana).popups[0].text == "Thank you"
        await pressed.callback_query.edit_message_text("Done")
        assert street.last(street.ana).text == "Done"
        assert street.last(street.ana).edited


async def test_python_telegram_bot_moves_photos_both_ways(street: Street) -> None:
    await street.meet(street.ana)
    upload = Upload(name="cat.jpg", content=picture(1600, 1200))
    send = SendFile(chat=str(street.bot.id), upload=upload, caption="see /here")
    await street.server.act(str(street.ana.id), send)
    async with library_bot(street) as bot:
        update = (await bot.get_updates())[-1]
        assert update.message
        assert [each.width for each in update.message.photo] == [90, 320, 800, 1280]
        content = await (await update.message.photo[-1].get_file()).download_as_bytearray()
        assert content.startswith(b"\xff\xd8")
        sent = await bot.send_photo(street.ana.id, picture(), caption="mine")
        assert sent.photo[-1].width == 64
        again = await bot.send_photo(street.ana.id, sent.photo[-1].file_id)
        assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
        album = await bot.send_media_group(
            street.ana.id,
            [
                telegram.InputMediaPhoto(picture()),
                telegram.InputMediaPhoto(sent.photo[-1].file_id),
            ],
            caption="two",
        )
        assert len({each.media_group_id for each in album}) == 1
        papers = await bot.send_document(street.ana.id, b"plain words", filename="a.txt")
        assert papers.document
        file = await papers.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"plain words"


async def test_python_telegram_bot_reads_chats_members_and_commands(street: Street) -> None:
    async with library_bot(street) as bot:
        chat = await bot.get_chat(street.group.id)
        assert (chat.title, chat.type) == ("Elm Street", "supergroup")
        assert chat.permissions
        (owner,) = await bot.get_chat_administrators(street.group.id)
        assert isinstance(owner, telegram.ChatMemberOwner)
        for account in (street.ben.id, street.bot.id):
            assert (await bot.get_chat_member(street.group.id, account)).status == "member"
        street.server.promote(street.group, street.ben)
        street.server.restrict(street.group, street.bot)
        assert (
            await bot.get_chat_member(street.group.id, street.ben.id)
        ).status == "administrator"
        assert (await bot.get_chat_member(street.group.id, street.bot.id)).status == "restricted"
        assert await bot.get_chat_member_count(street.group.id) == 3
        assert await bot.set_my_commands([("report", "Tell the street")])
        assert [each.command for each in await bot.get_my_commands()] == ["report"]
        updates = await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
        assert [each.my_chat_member is not None for each in updates] == [True]


async def test_python_telegram_bot_hears_its_own_errors(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or the library warns of its own future
    async with library_bot(street) as bot:
        with pytest.raises(telegram.error.Forbidden, match="can't initiate conversation"):
            await bot.send_message(street.ana.id, "hello")
        with pytest.raises(telegram.error.EndPointNotFound):
            await bot.do_api_request("dance")
        street.server.faults.too_many("sendMessage", 3)
        with pytest.raises(telegram.error.RetryAfter):
            await bot.send_message(street.group.id, "hello")
        street.server.faults.lose("sendMessage")
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_message(street.group.id, "hello")
        old = street.server.add_group("Old", [street.ana], bots=[street.bot], kind=ChatKind.GROUP)
        new = street.server.migrate(old)
        with pytest.raises(telegram.error.ChatMigrated) as moved:
            await bot.send_message(old.id, "hello")
        assert moved.value.new_chat_id == new.id


async def test_aiogram_reads_and_writes(street: Street) -> None:
    await street.meet(street.ana)
    act = Write(chat=str(street.bot.id), text="hi @porch_bot")
    await street.server.act(str(street.ana.id), act)
    async with aiogram_bot(street) as bot:
        assert (await bot.me()).username == "porch_bot"
        updates = await bot.get_updates(timeout=1)
        texts = [each.message.text for each in updates if each.message]
        assert texts == ["/start", "hi @porch_bot"]
        button = types.InlineKeyboardButton(text="Yes", callback_data="yes")
        keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        sent = await bot.send_message(street.ana.id, "Sure?", reply_markup=keyboard)
        await street.server.act(str(street.ana.id), first_button(street))
        after = updates[-1].update_id + 1
        pressed = (await bot.get_updates(offset=after))[0].callback_query
        assert pressed
        assert await bot.answer_callback_query(pressed.id, text="Thanks", show_alert=True)
        await bot.edit_message_text("Done", chat_id=street.ana.id, message_id=sent.message_id)
        assert street.last(street.ana).text == "Done"
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_text("Done", chat_id=street.ana.id, message_id=sent.message_id)


async def test_aiogram_moves_photos_and_reads_chats(street: Street) -> None:
    await street.meet(street.ana)
    async with aiogram_bot(street) as bot:
        upload = types.BufferedInputFile(picture(), "cat.jpg")
        photo = await bot.send_photo(street.ana.id, upload, caption="cat")
        assert photo.photo
        content = await bot.download(photo.photo[-1])
        assert content
        assert content.read().startswith(b"\xff\xd8")
        assert (await bot.get_chat(street.group.id)).title == "Elm Street"
        street.server.promote(street.group, street.bot)
        leaders = await bot.get_chat_administrators(street.group.id)
        assert [type(each) for each in leaders] == [
            types.ChatMemberOwner,
            types.ChatMemberAdministrator,
        ]
        street.server.restrict(street.group, street.bot)
        own = await bot.get_chat_member(street.group.id, street.bot.id)
        assert isinstance(own, types.ChatMemberRestricted)
        assert (await bot.send_location(street.ana.id, 45.5, -73.6)).location
        assert [set(each.model_fields_set) for each in await bot.get_updates()][-1] == {
            "update_id",
            "my_chat_member",
        }
