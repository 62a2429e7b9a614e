"""Ways into groups: links, at which one may have to ask."""

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from adapters.telegram.addresses import Place
from adapters.telegram.patience import surely
from bot.errors import LookupFailedError, NotAllowedError

LONGEST_NAME = 32
"""Characters of a link's name (core.telegram.org/bots/api#createchatinvitelink)."""

IN_ALREADY = "user_already_participant"
NOT_ASKING = ("hide_requester_missing", "user_channels_too_much", "user not found")


async def make_door(
    bot: Bot, place: Place, name: str, old: str, *, asks: bool, pause: float
) -> str:
    """A new link into the group; the old one of ours leads nowhere any more.

    Raises:
        NotAllowedError: the bot is no admin who may invite people.
        LookupFailedError: Telegram did not answer.
    """
    try:
        made = await surely(
            lambda: bot.create_chat_invite_link(
                place.chat, name=name[:LONGEST_NAME], creates_join_request=asks
            ),
            pause,
        )
        if old:
            await _revoke(bot, place, old, pause)
    except (BadRequest, Forbidden) as error:
        raise NotAllowedError(type(error).__name__) from None
    except TelegramError as error:
        raise LookupFailedError(type(error).__name__) from None
    return made.invite_link


async def let_in(bot: Bot, place: Place, account: str, pause: float) -> bool:
    """Let somebody in who asked; False when they have not.

    Raises:
        NotAllowedError: the bot is no admin who may invite people.
        LookupFailedError: Telegram did not answer.
    """
    try:
        await surely(lambda: bot.approve_chat_join_request(place.chat, int(account)), pause)
    except BadRequest as error:
        said = error.message.lower()
        if IN_ALREADY in said:
            return True
        if any(each in said for each in NOT_ASKING):
            return False
        raise NotAllowedError(type(error).__name__) from None
    except Forbidden as error:
        raise NotAllowedError(type(error).__name__) from None
    except TelegramError as error:
        raise LookupFailedError(type(error).__name__) from None
    return True


async def _revoke(bot: Bot, place: Place, link: str, pause: float) -> None:
    """Take a link back; one that is gone already is fine."""
    try:
        await surely(lambda: bot.revoke_chat_invite_link(place.chat, link), pause)
    except BadRequest:
        return
