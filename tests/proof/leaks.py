"""Leaks, planted one at a time: the suite must see each of them, or it proves nothing."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import update
from sqlmodel import col
from typing_extensions import override

from adapters.media.cleaner import ConfinedCleaner
from bot import dispatch
from bot.events import Pressed
from bot.flows.base import Answers, Scene, Turned
from bot.model.actions import SENDS, Verb
from bot.model.ids import ReplyKey
from bot.model.people import Account
from bot.model.pictures import CleanPicture, RawPicture
from bot.model.policy import fortnight
from bot.model.relay import ReleasedReply, SavedReply
from bot.ports.world import Random
from bot.replies import ErasePressed, Replace, Say
from storage.people import People
from storage.relay import Relay
from storage.tables import PersonRow

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """How it is planted, the trial that must find it, and where it must show at least."""

    plant: Plant
    trial: str
    shows: frozenset[str]


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


class QueuedRelay(Relay):
    """Numbers replies in the order in which they come in."""

    @override
    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        numbered = ReplyKey(f"{len(await self.saved()):032x}")
        return await super().save(replace(reply, key=numbered), nonce_digest)


def keep_order(patch: pytest.MonkeyPatch) -> None:
    """First in, first out."""

    def unshuffled(replies: list[ReleasedReply], random: Random) -> None:
        del replies, random

    patch.setattr("storage.units.Relay", QueuedRelay)
    patch.setattr("bot.services.relay._shuffle", unshuffled)


def sign(name: Callable[[Scene], str]) -> Plant:
    """Add something about the writer to the words."""

    async def signed(scene: Scene) -> Scene:
        pressed = scene.event.act
        assert isinstance(pressed, Pressed)
        shown = replace(pressed.shown, quote=f"{pressed.shown.quote} ({name(scene)})")
        return replace(scene, event=replace(scene.event, act=replace(pressed, shown=shown)))

    return at_send(signed)


async def gossip(scene: Scene) -> Scene:
    """Log on which platform a reply was written, in a sentence that the log may say."""
    platform = scene.event.sender.account.platform
    logging.getLogger("porchlight").info("the watch runs on %s", platform)
    return scene


async def welcome(scene: Scene) -> Scene:
    """Keep a row for whoever replies."""
    await scene.person()
    return scene


def trust_pictures(patch: pytest.MonkeyPatch) -> None:
    """Pass pictures on as they came, EXIF and all."""

    async def clean(_self: ConfinedCleaner, picture: RawPicture) -> CleanPicture:
        return CleanPicture(content=picture.content)

    patch.setattr(ConfinedCleaner, "clean", clean)


def say_more(patch: pytest.MonkeyPatch) -> None:
    """Give the code in a message of its own, which is counted like all that the bot sends."""
    turn = dispatch.BY_VERB[Verb.DRAFT_SEND_CODE]

    async def turned(scene: Scene) -> Answers:
        answers = await turn(scene)
        told = [Say(screen=one.screen) for one in answers if isinstance(one, Replace)]
        return (*(one for one in answers if not isinstance(one, Replace)), *told, ErasePressed())

    patch.setitem(dispatch.BY_VERB, Verb.DRAFT_SEND_CODE, turned)


DATABASE = frozenset({"the database, before the tick", "the database's file, after the tick"})
LETTERS = frozenset({"Roy's screen, after the tick", "Rosa's client, after the tick"})

LEAKS = {
    "when somebody was last seen": Leak(
        plant=note_last_seen, trial="words, telegram and telegram", shows=DATABASE
    ),
    "the order in which replies came": Leak(
        plant=keep_order,
        trial="three replies, the last one first",
        shows=LETTERS | DATABASE,
    ),
    "the writer's language in the letter": Leak(
        plant=sign(lambda scene: scene.event.sender.language),
        trial="words, discord and discord",
        shows=LETTERS | DATABASE,
    ),
    "the writer's platform in the letter": Leak(
        plant=sign(lambda scene: scene.event.sender.account.platform),
        trial="words, telegram and discord",
        shows=LETTERS | DATABASE,
    ),
    "the writer's platform in the log": Leak(
        plant=at_send(gossip),
        trial="words, telegram and discord",
        shows=frozenset({"the log"}),
    ),
    "a row for whoever writes": Leak(
        plant=at_send(welcome), trial="words, telegram and discord", shows=DATABASE
    ),
    "a message more for the code": Leak(
        plant=say_more,
        trial="words, asked back by code, telegram and discord",
        shows=frozenset({"Roy's client, after the tick", "the database, after the tick"}),
    ),
    "a photo as it came": Leak(
        plant=trust_pictures, trial="a photo, discord and discord", shows=LETTERS | DATABASE
    ),
}
