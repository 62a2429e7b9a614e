"""Asking Telegram about the bot, without running it."""

import asyncio

from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.error import Forbidden, InvalidToken, TelegramError

from adapters.telegram.addresses import Place
from adapters.telegram.connection import bot_of
from adapters.telegram.run import TOKEN
from adapters.telegram.settings import BadTokenError, TelegramSettings
from bot.errors import LookupFailedError
from bot.ports.inspections import Introduction, Rights

PATIENCE_S = 10.0
"""Seconds for one question."""

NOTHING = Rights(post=False, remove=False)


class TelegramInspector:
    """The port `Inspector`, over the Bot API."""

    def __init__(self, settings: TelegramSettings) -> None:
        """Get ready; nothing is sent yet.

        Raises:
            BadTokenError: this cannot be a token.
        """
        if not TOKEN.fullmatch(settings.token):
            raise BadTokenError
        self._bot = bot_of(settings)

    async def introduce(self) -> Introduction:
        """See `bot.ports.inspections.Inspector.introduce`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._bot.initialize()
        except InvalidToken:
            raise BadTokenError from None  # the library's message holds the token
        except (TelegramError, TimeoutError) as error:
            raise LookupFailedError(type(error).__name__) from None
        me = self._bot.bot
        return Introduction(
            name=f"@{me.username}", overhears=me.can_read_all_group_messages is True
        )

    async def rights(self, chat: str) -> Rights:
        """See `bot.ports.inspections.Inspector.rights`."""
        place = Place.read(chat)
        try:
            async with asyncio.timeout(PATIENCE_S):
                me = await self._bot.get_chat_member(place.chat, self._bot.id)
                allowed = (await self._bot.get_chat(place.chat)).permissions
        except Forbidden:
            return NOTHING
        except (TelegramError, TimeoutError) as error:
            raise LookupFailedError(type(error).__name__) from None
        speaks = allowed is None or allowed.can_send_messages is not False
        return _rights(me, members_speak=speaks)

    async def close(self) -> None:
        """Hang up."""
        await self._bot.shutdown()


def _rights(me: ChatMember, *, members_speak: bool) -> Rights:
    match me:
        case ChatMemberOwner():
            return Rights(post=True, remove=True)
        case ChatMemberAdministrator():
            return Rights(post=me.can_post_messages is not False, remove=me.can_delete_messages)
        case ChatMemberRestricted():
            return Rights(post=me.can_send_messages, remove=False)
        case _:
            return Rights(post=me.status == ChatMember.MEMBER and members_speak, remove=False)
