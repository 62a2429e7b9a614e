"""Copies from which an agency takes no more replies, without anybody knowing whose they are."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import WatchError
from bot.events import Event
from bot.model.channels import Chat, ChatKind
from bot.model.ids import RequestNumber
from bot.model.relay import ReleasedReply
from bot.permissions import Permission, require
from bot.ports.inquiries import Facts
from bot.ports.stores import UnitOfWork
from bot.ports.world import Keyring
from bot.services import audiences, channels, relay, requests
from bot.services.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A handle of a request, as somebody named it: perhaps nobody has it."""

    request: RequestNumber
    handle: str


async def block(uow: UnitOfWork, reply: ReleasedReply, key: bytes) -> None:
    """Take no more from the copies behind a handle; blocking again looks the same.

    What was saved before is released all the same: somebody was told that it leaves.
    """
    await block_named(uow, Named(request=reply.request, handle=reply.handle), key)


async def block_named(uow: UnitOfWork, named: Named, key: bytes) -> None:
    """The same for a handle by its words; nothing tells whether anybody has it."""
    released = await uow.relay.of(named.request)
    theirs = [one for one in released if one.handle == named.handle]
    await uow.relay.block(named.request, [relay.mark_in(one.sealed, key) for one in theirs])


def require_moderator(event: Event, facts: Facts) -> None:
    """Let pass an admin of the group where this happens.

    Raises:
        WatchError: `block.in_group`, `refused.handle.block` or `setup.platform_silent`.
    """
    if event.chat.kind is not ChatKind.GROUP:
        raise WatchError("block.in_group")
    require(Permission.HANDLE_BLOCK, channels.standing(event, facts))


async def require_asked_here(
    uow: UnitOfWork, chat: Chat, number: RequestNumber, now: datetime
) -> None:
    """Go on only where this open request went to the chat.

    Raises:
        WatchError: `request.unknown`, `request.over` or `block.elsewhere`.
    """
    request = await requests.taking(uow, number, now)
    here = await uow.channels.at(chat.platform, chat.id)
    if here is None or here.area not in await audiences.everything_in(uow, request.audience):
        raise WatchError("block.elsewhere", number=str(number))


def key_of(number: RequestNumber, keyring: Keyring) -> bytes:
    """The data key of an open request. Raises WatchError `request.over`."""
    key = keyring.key(number)
    if key is None:
        raise WatchError("request.over", number=str(number))
    return key


async def blocked(uow: UnitOfWork, token: Token) -> bool:
    """Whether nothing more is taken from this copy."""
    return any(token.left(mark) for mark in await uow.relay.blocked(token.request))
