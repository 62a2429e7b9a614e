"""Unmodified client libraries meet the stand-in."""

import asyncio

import telegram
from aiogram import Bot as AiogramBot
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from adapters.playground.screens import Press, SendFile, Upload, Write
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


async def test_python_telegram_bot_talks_through_a_whole_conversation(street: Street) -> None:
    await street.meet(street.ana)
    ana = str(street.ana.id)
    async with library_bot(street) as bot:
        assert bot.username == "porch_bot"
        (update,) = await bot.get_updates(timeout=1)
        assert update.message
        assert update.message.text == "/start"
        assert update.message.from_user
        assert update.message.from_user.language_code == "en"

        keyboard = telegram.InlineKeyboardMarkup.from_button(
            telegram.InlineKeyboardButton("Yes", callback_data="yes")
        )
        sent = await bot.send_message(
            update.message.chat_id, "<b>Sure?</b>", parse_mode="HTML", reply_markup=keyboard
        )
        assert sent.entities[0].type == "bold"
        shown = street.last(street.ana)
        assert shown.html == "<b>Sure?</b>"

        press = Press(chat=str(street.bot.id), message=shown.id, button=shown.buttons[0][0].id)
        poll = asyncio.create_task(bot.get_updates(update.update_id + 1, timeout=5))
        await asyncio.sleep(0.05)
        await street.server.world.act(ana, press)
        (pressed,) = await poll
        assert pressed.callback_query
        assert pressed.callback_query.data == "yes"
        assert pressed.callback_query.message == sent
        await pressed.callback_query.answer("Thank you")
        assert street.server.world.screen(ana).popups[0].text == "Thank you"
        await pressed.callback_query.edit_message_text("Done")
        assert street.last(street.ana).text == "Done"
        assert street.last(street.ana).edited
        assert await sent.delete()
        assert [each.text for each in street.chat(street.ana, bot.id).messages] == ["/start"]


async def test_python_telegram_bot_moves_photos_both_ways(street: Street) -> None:
    await street.meet(street.ana)
    upload = Upload(name="cat.jpg", content=picture(1600, 1200))
    send = SendFile(chat=str(street.bot.id), upload=upload, caption="see /here")
    await street.server.world.act(str(street.ana.id), send)
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


async def test_python_telegram_bot_hears_its_own_errors(street: Street) -> None:
    async with library_bot(street) as bot:
        try:
            await bot.send_message(street.ana.id, "hello")
        except telegram.error.Forbidden as error:
            assert error.message == "Forbidden: bot can't initiate conversation with a user"
        try:
            await bot.do_api_request("dance")
        except telegram.error.EndPointNotFound:
            return
    raise AssertionError


async def test_aiogram_talks_through_a_whole_conversation(street: Street) -> None:
    await street.meet(street.ana)
    await street.server.world.act(
        str(street.ana.id), Write(chat=str(street.bot.id), text="hi @porch_bot")
    )
    async with aiogram_bot(street) as bot:
        assert (await bot.me()).username == "porch_bot"
        updates = await bot.get_updates(timeout=1)
        assert [each.message.text for each in updates if each.message] == [
            "/start",
            "hi @porch_bot",
        ]
        keyboard = types.InlineKeyboardMarkup(
            inline_keyboard=[[types.InlineKeyboardButton(text="Yes", callback_data="yes")]]
        )
        sent = await bot.send_message(street.ana.id, "Sure?", reply_markup=keyboard)
        shown = street.last(street.ana)
        press = Press(chat=str(street.bot.id), message=shown.id, button=shown.buttons[0][0].id)
        await street.server.world.act(str(street.ana.id), press)
        pressed = (await bot.get_updates(offset=updates[-1].update_id + 1))[0].callback_query
        assert pressed
        assert await bot.answer_callback_query(pressed.id, text="Thanks", show_alert=True)
        await bot.edit_message_text("Done", chat_id=street.ana.id, message_id=sent.message_id)
        assert street.last(street.ana).text == "Done"
        photo = await bot.send_photo(
            street.ana.id, types.BufferedInputFile(picture(), "cat.jpg"), caption="cat"
        )
        assert photo.photo
        content = await bot.download(photo.photo[-1])
        assert content
        assert content.read().startswith(b"\xff\xd8")
        assert (await bot.get_chat(street.group.id)).title == "Elm Street"
        assert len(await bot.get_chat_administrators(street.group.id)) == 1
        street.server.promote(street.group, street.bot)
        await bot.get_chat_administrators(street.group.id)
        location = await bot.send_location(street.ana.id, 45.5, -73.6)
        assert location.location
