"""Copies from which an agency takes no more replies, without anybody knowing whose they are."""

from bot.model.relay import ReleasedReply
from bot.ports.stores import UnitOfWork
from bot.services import relay
from bot.services.tokens import Token


async def block(uow: UnitOfWork, reply: ReleasedReply, key: bytes) -> None:
    """Take no more from the copies behind a handle; blocking again looks the same.

    What was saved before is released all the same: somebody was told that it leaves.
    """
    released = await uow.relay.of(reply.request)
    theirs = [one for one in released if one.handle == reply.handle]
    await uow.relay.block(reply.request, [relay.mark_in(one.sealed, key) for one in theirs])


async def blocked(uow: UnitOfWork, token: Token) -> bool:
    """Whether nothing more is taken from this copy."""
    return any(token.left(mark) for mark in await uow.relay.blocked(token.request))
