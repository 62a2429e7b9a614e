"""People do what comes to mind for a few seconds; what is planted in their way is found."""

import hashlib

import pytest

from bot.flows.base import Scene
from bot.model.ids import ReplyKey
from bot.model.relay import ReleasedReply, Thread
from bot.permissions import Permission
from bot.ports.stores import UnitOfWork
from bot.ports.world import Random
from bot.services import relay
from bot.services.tokens import Token
from tests.torture.fuzz import played

FEW, STEPS = 4, 30
LONG = 20


def test_whatever_people_do_nothing_is_lost_or_told() -> None:
    played(FEW, STEPS, "quick")


def test_it_is_noticed_when_pressing_twice_saves_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = relay.save

    async def forgetful(
        uow: UnitOfWork,
        token: Token,
        reply: relay.Reply,
        *,
        nonce: str,
        thread: Thread | None,
        random: Random,
    ) -> bool:
        other = hashlib.sha256(nonce.encode() + random.bytes(8)).hexdigest()
        return await genuine(uow, token, reply, nonce=other, thread=thread, random=random)

    monkeypatch.setattr(relay, "save", forgetful)

    with pytest.raises(AssertionError, match="shown as saved"):
        played(LONG * FEW, STEPS, "quick")


def test_it_is_noticed_when_another_agency_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    async def careless(scene: Scene, key: str, permission: Permission) -> ReleasedReply:
        del permission
        reply = await scene.uow.relay.get(ReplyKey(key))
        assert reply is not None
        return reply

    monkeypatch.setattr("bot.flows.relay.inbox.own_reply", careless)

    with pytest.raises(AssertionError):
        played(LONG * FEW, STEPS, "quick")
