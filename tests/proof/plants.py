"""How leaks are planted: into the sending of a reply, or into what it calls."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import col
from typing_extensions import override

from bot import dispatch
from bot.events import Pressed
from bot.flows.base import Answers, Scene, Turned
from bot.model.actions import SENDS, Verb
from bot.model.ids import ReplyKey
from bot.model.people import Account
from bot.model.policy import fortnight
from bot.model.relay import ReleasedReply, SavedReply, Thread
from bot.ports.world import Random
from bot.replies import ErasePressed, Replace, Say
from bot.services.tokens import Token
from storage.people import People
from storage.relay import Relay
from storage.tables import PersonRow

Plant = Callable[[pytest.MonkeyPatch], None]
Sending = Callable[..., Awaitable[object]]


def at_send(before: Callable[[Scene], Awaitable[Scene]]) -> Plant:
    """Do something with every reply that is about to be saved."""

    def spoilt(turn: Turned) -> Turned:
        async def turned(scene: Scene) -> Answers:
            return await turn(await before(scene))

        return turned

    def plant(patch: pytest.MonkeyPatch) -> None:
        for verb in SENDS:
            patch.setitem(dispatch.BY_VERB, verb, spoilt(dispatch.BY_VERB[verb]))

    return plant


def overheard(patch: pytest.MonkeyPatch) -> list[Scene]:
    """Every reply that is about to be saved, for whoever works deeper down."""
    scenes: list[Scene] = []

    async def hear(scene: Scene) -> Scene:
        scenes.append(scene)
        return scene

    at_send(hear)(patch)
    return scenes


def digest(account: Account) -> str:
    return hashlib.sha256(f"{account.platform} {account.id}".encode()).hexdigest()


# What is written at Send.


class SeenPeople(People):
    """Notes when somebody was last seen."""

    async def see(self, account: Account, now: int) -> None:
        known = await self.find(account)
        if known is not None:
            seen = update(PersonRow).where(col(PersonRow.id) == known.id).values(joined=now)
            await self._session.execute(seen)


def note_last_seen(patch: pytest.MonkeyPatch) -> None:
    """A coarse "last seen" on the person's row, when the reply is saved."""

    async def seen(scene: Scene) -> Scene:
        people = scene.uow.people
        assert isinstance(people, SeenPeople)
        await people.see(scene.event.sender.account, fortnight(scene.clock.now()))
        return scene

    patch.setattr("storage.units.People", SeenPeople)
    at_send(seen)(patch)


async def count_replies(scene: Scene) -> Scene:
    """A counter for each account."""
    name = f"replies of {digest(scene.event.sender.account)}"
    await scene.uow.marks.set(name, (await scene.uow.marks.get(name) or 0) + 1)
    return scene


async def welcome(scene: Scene) -> Scene:
    """Keep a row for whoever replies."""
    await scene.person()
    return scene


async def gossip(scene: Scene) -> Scene:
    """Log on which platform a reply was written, in a sentence that the log may say."""
    platform = scene.event.sender.account.platform
    logging.getLogger("porchlight").info("the watch runs on %s", platform)
    return scene


async def chatter(scene: Scene) -> Scene:
    """Log the chat's id, past the list of what the log may say."""
    said = f"saved for {scene.event.chat.id}"
    record = logging.LogRecord("porchlight", logging.INFO, "", 0, said, (), None)
    logging.getLogger().handle(record)
    return scene


def sign(name: Callable[[Scene], Awaitable[str]]) -> Plant:
    """Add something about the writer to the words."""

    async def signed(scene: Scene) -> Scene:
        pressed = scene.event.act
        assert isinstance(pressed, Pressed)
        shown = replace(pressed.shown, quote=f"{pressed.shown.quote} ({await name(scene)})")
        return replace(scene, event=replace(scene.event, act=replace(pressed, shown=shown)))

    return at_send(signed)


async def language(scene: Scene) -> str:
    return scene.event.sender.language


async def platform(scene: Scene) -> str:
    return scene.event.sender.account.platform


async def full_name(scene: Scene) -> str:
    return scene.event.sender.names[0]


async def subscriptions(scene: Scene) -> str:
    person = await scene.uow.people.find(scene.event.sender.account)
    return "" if person is None else str(len(await scene.uow.watches.of(person.id)))


# What stands in a reply's row.


def annotate(note: Callable[[Scene, str], str]) -> Plant:
    """Write something into a column of the reply that is waiting."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        scenes = overheard(patch)

        class Annotated(Relay):
            @override
            async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
                noted = replace(reply, code=note(scenes[-1], nonce_digest))
                return await super().save(noted, nonce_digest)

        patch.setattr("storage.units.Relay", Annotated)

    return plant


class QueuedRelay(Relay):
    """Numbers replies in the order in which they come in."""

    @override
    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        numbered = ReplyKey(f"{len(await self.saved()):032x}")
        return await super().save(replace(reply, key=numbered), nonce_digest)


def number_replies(patch: pytest.MonkeyPatch) -> None:
    """A sequence in place of a random key, until the tick."""
    patch.setattr("storage.units.Relay", QueuedRelay)


def keep_order(patch: pytest.MonkeyPatch) -> None:
    """First in, first out."""

    def unshuffled(replies: list[ReleasedReply], random: Random) -> None:
        del replies, random

    number_replies(patch)
    patch.setattr("bot.services.relay._shuffle", unshuffled)


def tag_by_account(patch: pytest.MonkeyPatch) -> None:
    """The thread is found by who wrote, not by the copy."""
    scenes = overheard(patch)

    def thread_of(token: Token, facts: object) -> Thread:
        del token, facts
        tag = digest(scenes[-1].event.sender.account)
        return Thread(tag=tag, code=tag)

    patch.setattr("bot.flows.relay.drafts.thread_of", thread_of)


def block_by_account(patch: pytest.MonkeyPatch) -> None:
    """What a block bars is the account, not the copy."""
    scenes = overheard(patch)

    def mark(self: Token, salt: bytes) -> str:
        del self
        return salt.hex() + digest(scenes[-1].event.sender.account)[:32]

    patch.setattr(Token, "mark", mark)


def name_by_account(patch: pytest.MonkeyPatch) -> None:
    """The handle follows from the account."""
    scenes = overheard(patch)

    def drawn(random: Random, adjectives: int) -> str:
        del random, adjectives
        return f"bird {digest(scenes[-1].event.sender.account)[:4]}"

    patch.setattr("bot.services.relay._drawn", drawn)


def keep_punctuation(patch: pytest.MonkeyPatch) -> None:
    """Words go on as the client wrote them."""

    def as_typed(text: str, longest: int) -> str:
        del longest
        return text

    patch.setattr("bot.services.relay.within", as_typed)


def say_more(patch: pytest.MonkeyPatch) -> None:
    """Give the code in a message of its own, which is counted like all that the bot sends."""
    turn = dispatch.BY_VERB[Verb.DRAFT_SEND_CODE]

    async def turned(scene: Scene) -> Answers:
        answers = await turn(scene)
        told = [Say(screen=one.screen) for one in answers if isinstance(one, Replace)]
        return (*(one for one in answers if not isinstance(one, Replace)), *told, ErasePressed())

    patch.setitem(dispatch.BY_VERB, Verb.DRAFT_SEND_CODE, turned)
