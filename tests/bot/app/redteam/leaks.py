"""Leaks, planted one at a time: a thief must be able to use each of them."""

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text
from typing_extensions import override

from bot import dispatch
from bot.flows.base import Answers, Scene, Turned
from bot.model.actions import SENDS
from bot.model.ids import ReplyKey, RequestNumber
from bot.model.pictures import CleanMedia
from bot.model.policy import fortnight
from bot.model.relay import ReleasedReply, SavedReply
from bot.ports.world import Random
from bot.services import relay
from storage import engine
from storage.relay import Relay
from storage.units import SqlStore
from tests.bot.app.redteam.lives import Pace, Seizure
from tests.bot.app.redteam.neighbours import TELEGRAM

Plant = Callable[[pytest.MonkeyPatch], None]
Changed = Callable[[SavedReply, Scene], SavedReply]
Values = Callable[[SavedReply, Scene], Mapping[str, object]]

SENDING: ContextVar[Scene] = ContextVar("sending")
"""What is just being sent, and by whom."""

BEFORE, AFTER = Seizure(before_tick=True), Seizure()
WITH_KEYS = Seizure(with_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """How many people live there, and how much they say."""

    crowd: tuple[int, int]
    pace: Pace


BUSY = Street(crowd=(10, 12), pace=Pace(requests=(2,), replies=(24,), quarters=(1,)))
"""Few people who say much: where the order shows, or what halves the number of suspects."""

QUIET = Street(crowd=(30, 40), pace=Pace(requests=(1,), replies=(3, 4), quarters=(1,)))
"""Many people of whom few say something: where it shows who did anything at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """How it is planted, when it can be used, and in how many neighbourhoods it shows.

    `schema` is what the database has more because of it.
    """

    plant: Plant
    seizure: Seizure
    schema: str = "SELECT 1"
    street: Street
    neighbourhoods: int = 5


def account_of(scene: Scene) -> str:
    return scene.event.sender.account.id


def at_send(before: Callable[[Scene], Awaitable[None]]) -> Plant:
    """Do something with everything that is about to be sent."""

    def spoilt(turn: Turned) -> Turned:
        async def turned(scene: Scene) -> Answers:
            SENDING.set(scene)
            await before(scene)
            return await turn(scene)

        return turned

    def plant(patch: pytest.MonkeyPatch) -> None:
        for verb in SENDS:
            patch.setitem(dispatch.BY_VERB, verb, spoilt(dispatch.BY_VERB[verb]))

    return plant


async def nothing(scene: Scene) -> None:
    """Only be known."""
    del scene


def saves(changed: Changed) -> Plant:
    """Save something else than the reply."""

    class Changing(Relay):
        @override
        async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
            return await super().save(changed(reply, SENDING.get()), nonce_digest)

    return planted(Changing)


def notes(statements: str, values: Values) -> Plant:
    """Write something down beside the reply."""

    class Noting(Relay):
        @override
        async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
            saved = await super().save(reply, nonce_digest)
            scene = SENDING.get()
            known = {**values(reply, scene), "key": reply.key, "nonce": nonce_digest}
            for statement in statements.split(";"):
                names = {name: each for name, each in known.items() if f":{name}" in statement}
                await self._session.execute(text(statement), names)
            return saved

    return planted(Noting)


def planted(spoilt: type[Relay]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        at_send(nothing)(patch)
        patch.setattr("storage.units.Relay", spoilt)

    return plant


def boxes(changed: Callable[[dict[str, object], bytes, Scene], bytes]) -> Plant:
    """Put something else into the box: `changed` gets what belongs into it, and the key."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        body = relay._body  # noqa: SLF001 - what is spoilt
        at_send(nothing)(patch)

        def spoilt(reply: relay.Reply, mark: str) -> bytes:
            scene = SENDING.get()
            key = scene.keyring.key(reply.request) or b""
            return changed(json.loads(body(reply, mark)), key, scene)

        patch.setattr(relay, "_body", spoilt)

    return plant


def numbered(reply: SavedReply, scene: Scene) -> SavedReply:
    """Keys that count up."""
    del scene
    NUMBERS.append(1)
    return replace(reply, key=ReplyKey(f"{len(NUMBERS):032x}"))


NUMBERS: list[int] = []


def keep_order(patch: pytest.MonkeyPatch) -> None:
    """First in, first out."""

    def unshuffled(replies: list[ReleasedReply], random: Random) -> None:
        del replies, random

    saves(numbered)(patch)
    patch.setattr("bot.services.relay._shuffle", unshuffled)


def keep_marks(patch: pytest.MonkeyPatch) -> None:
    """Every update leaves its mark, and SQLite's log stays as it is."""

    async def unswept(store: SqlStore) -> None:
        del store

    patch.setattr("bot.flows.relay.unseen", lambda *_: False)
    patch.setattr(SqlStore, "sweep", unswept)


def as_typed(patch: pytest.MonkeyPatch) -> None:
    """Words stay as they were typed."""

    def unsanitised(request: RequestNumber, words: str, media: CleanMedia | None) -> relay.Reply:
        return relay.Reply(request=request, text=words, media=media)

    patch.setattr(relay, "sanitised", unsanitised)


def keep_remnants(patch: pytest.MonkeyPatch) -> None:
    """A job for whoever replied, deleted when it is done, but not overwritten."""
    patch.setitem(engine.PRAGMAS, "secure_delete", ("OFF", 0))
    notes("INSERT INTO job VALUES (:whose, 'thank them'); DELETE FROM job", whose)(patch)


async def gossip(scene: Scene) -> None:
    logging.getLogger("porchlight").warning("saved a reply of %s", account_of(scene))


async def welcome(scene: Scene) -> None:
    await scene.person()


def padded(body: dict[str, object], key: bytes, scene: Scene) -> bytes:
    """As long as the platform's longest message."""
    del key
    longest = 4_096 if scene.event.sender.account.platform == TELEGRAM else 2_000
    return json.dumps(body, ensure_ascii=False).encode().ljust(longest)


def marked_by_account(body: dict[str, object], key: bytes, scene: Scene) -> bytes:
    """The mark of the copy follows from the account, not from the copy."""
    salt = str(body["copy"])[:32]
    about = b"porchlight copy\n" + bytes.fromhex(salt) + account_of(scene).encode()
    digest = hmac.new(key, about, hashlib.sha256).digest()[:16].hex()
    return json.dumps({**body, "copy": salt + digest}).encode()


def signed(body: dict[str, object], key: bytes, scene: Scene) -> bytes:
    """The language of the writer's client, after the words."""
    del key
    return json.dumps({**body, "text": f"{body['text']} ({scene.event.sender.language})"}).encode()


def whose(reply: SavedReply, scene: Scene) -> Mapping[str, object]:
    del reply
    account = scene.event.sender.account
    return {
        "whose": account.id,
        "platform": account.platform,
        "language": scene.event.sender.language,
        "now": scene.clock.now().isoformat(),
        "fortnight": fortnight(scene.clock.now()),
    }


def hashed(reply: SavedReply, scene: Scene) -> SavedReply:
    return replace(reply, thread=hashlib.sha256(account_of(scene).encode()).hexdigest())


class SeenRelay(Relay):
    """Notes when whoever replies was last seen: to the second, or to the fortnight."""

    column, value = "joined", "fortnight"

    @override
    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        scene = SENDING.get()
        person = await scene.uow.people.find(scene.event.sender.account)
        if person is not None:
            now = whose(reply, scene)[self.value]
            seen = text(f"UPDATE person SET {self.column} = :now WHERE id = :id")  # noqa: S608
            await self._session.execute(seen, {"now": now, "id": person.id})
        return await super().save(reply, nonce_digest)


class SeenToTheSecond(SeenRelay):
    """The same, finer."""

    column, value = "seen", "now"


COLUMN = "ALTER TABLE {} ADD COLUMN {} TEXT"
SAVED = "UPDATE saved_reply SET {} WHERE key = :key"

LEAKS: dict[str, Leak] = {
    "when a reply came": Leak(
        street=BUSY,
        plant=notes(SAVED.format("came = :now"), whose),
        seizure=BEFORE,
        schema=COLUMN.format("saved_reply", "came"),
    ),
    "keys that count up": Leak(
        street=BUSY,
        plant=saves(numbered),
        seizure=BEFORE,
    ),
    "the order kept at the tick": Leak(
        street=BUSY,
        plant=keep_order,
        seizure=AFTER,
    ),
    "when somebody was last seen, to the fortnight": Leak(
        street=QUIET,
        plant=planted(SeenRelay),
        seizure=AFTER,
    ),
    "when somebody was last seen, to the second": Leak(
        street=QUIET,
        plant=planted(SeenToTheSecond),
        seizure=AFTER,
        schema=COLUMN.format("person", "seen"),
    ),
    "an account in the log": Leak(street=QUIET, plant=at_send(gossip), seizure=AFTER),
    "platform and language in the row": Leak(
        street=BUSY,
        plant=notes(SAVED.format("came = :platform, spoke = :language"), whose),
        seizure=BEFORE,
        schema="ALTER TABLE saved_reply ADD COLUMN came TEXT;"
        "ALTER TABLE saved_reply ADD COLUMN spoke TEXT",
    ),
    "an account beside the nonce": Leak(
        street=QUIET,
        plant=notes("UPDATE nonce SET whose = :whose WHERE digest = :nonce", whose),
        seizure=BEFORE,
        schema=COLUMN.format("nonce", "whose"),
        neighbourhoods=12,
    ),
    "a thread that follows from the account": Leak(
        street=BUSY, plant=saves(hashed), seizure=AFTER
    ),
    "a row for whoever replies": Leak(
        street=QUIET,
        plant=at_send(welcome),
        seizure=AFTER,
    ),
    "poll marks and the log of SQLite": Leak(
        street=BUSY,
        plant=keep_marks,
        seizure=BEFORE,
    ),
    "boxes as long as the platform's messages": Leak(
        street=BUSY,
        plant=boxes(padded),
        seizure=AFTER,
    ),
    "words as they were typed": Leak(
        street=BUSY,
        plant=as_typed,
        seizure=WITH_KEYS,
    ),
    "the language after the words": Leak(
        street=BUSY,
        plant=boxes(signed),
        seizure=WITH_KEYS,
    ),
    "a mark that follows from the account": Leak(
        street=BUSY, plant=boxes(marked_by_account), seizure=WITH_KEYS
    ),
    "remnants of a job": Leak(
        street=QUIET,
        plant=keep_remnants,
        seizure=BEFORE,
        schema="CREATE TABLE job (whose TEXT, what TEXT)",
    ),
}
"""By what they give away."""
