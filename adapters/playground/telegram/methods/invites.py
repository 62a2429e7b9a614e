"""Links into groups, and letting people in."""

from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.invites import let_in, made
from adapters.playground.telegram.methods.access import chat_of, must_be_there
from adapters.playground.telegram.nouns import Asking, Bot, Chat, ChatKind, Invite
from adapters.playground.telegram.paper import invite_json
from adapters.playground.telegram.town import Town

_LONGEST_NAME = 32


async def create_link(town: Town, bot: Bot, call: Call) -> object:
    """Serve createChatInviteLink."""
    chat = _led(town, bot, call)
    name = call.text("name")
    if len(name) > _LONGEST_NAME:
        raise ApiError(No.INVITE_NAME)
    by_request, limit = call.flag("creates_join_request"), call.whole("member_limit")
    if by_request and limit:
        raise ApiError(No.INVITE_LIMIT)
    invite = Invite(
        url="",
        creator=bot,
        by_request=by_request,
        name=name,
        expires=call.whole("expire_date"),
        limit=limit,
    )
    return invite_json(made(town, chat, bot, invite))


async def revoke_link(town: Town, bot: Bot, call: Call) -> object:
    """Serve revokeChatInviteLink: a bot can revoke its own."""
    invite = _led(town, bot, call).invites.get(call.text("invite_link"))
    if invite is None or invite.creator is not bot:
        raise ApiError(No.INVITE_UNKNOWN)
    invite.revoked = True
    return invite_json(invite)


async def approve(town: Town, bot: Bot, call: Call) -> object:
    """Serve approveChatJoinRequest."""
    chat = _led(town, bot, call)
    asking = _asking(town, chat, call)
    let_in(town, chat, asking.person, asking.invite)
    return True


async def decline(town: Town, bot: Bot, call: Call) -> object:
    """Serve declineChatJoinRequest."""
    chat = _led(town, bot, call)
    del chat.asking[_asking(town, chat, call).person.id]
    town.changed()
    return True


def _led(town: Town, bot: Bot, call: Call) -> Chat:
    """The group that a call names, if this bot may invite people into it. Raises ApiError."""
    chat = chat_of(town, bot, call)
    must_be_there(town, bot, chat)
    if chat.kind is ChatKind.PRIVATE:
        raise ApiError(No.INVITE_PRIVATE)
    how = chat.membership(bot.id)
    if not (how.leads and how.can_invite):
        raise ApiError(No.NO_INVITES)
    return chat


def _asking(town: Town, chat: Chat, call: Call) -> Asking:
    number = call.whole("user_id")
    if number not in town.accounts:
        raise ApiError(No.NO_USER)
    if chat.membership(number).present:
        raise ApiError(No.IN_ALREADY)
    asking = chat.asking.get(number)
    if asking is None:
        raise ApiError(No.NOT_ASKING)
    return asking
