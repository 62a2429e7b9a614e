"""Replies travel without their people: saved, released on the tick, asked back, destroyed."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import WatchError
from bot.model.handles import ADJECTIVES, BIRDS
from bot.model.ids import AgencyId, QuestionKey, ReplyKey, RequestNumber
from bot.model.pictures import CleanMedia, CleanPicture, CleanVideo
from bot.model.relay import Question, ReleasedReply, SavedReply, Thread
from bot.ports.stores import UnitOfWork
from bot.ports.world import Keyring, Random
from bot.services import bells
from bot.services.tokens import SALT_BYTES, Token
from bot.services.words import plain, within

LONGEST_REPLY = 1_500
"""Characters (RELAY: "at most 1,500 characters (both platforms)")."""

LONGEST_WITH_MEDIA = 800
"""Characters beside a picture or a video: a caption must hold them (1,024 on Telegram)."""

LONGEST_QUESTION = 500
MOST_ROUNDS = 3
"""Questions in one thread."""

LEFT = "left"
"""Beside the platforms' marks: the second of the tick with which replies left last."""

KEY_BYTES = 16
SEAL_NONCE_BYTES = 12
DRAWS = 50
"""How often two words are drawn before a third is taken."""

LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}(?:/|\b)", re.IGNORECASE)
"""An address, with or without what stands before it: clients make links of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a resident says to an agency: nothing after the sanitiser knows more than this."""

    request: RequestNumber
    text: str
    media: CleanMedia | None


def sanitised(request: RequestNumber, text: str, media: CleanMedia | None) -> Reply:
    """The one way in: plain words, and a picture or a video drawn anew.

    Raises:
        WatchError: `words.empty` or `words.too_long`.
    """
    if media is None:
        return Reply(request=request, text=within(text, LONGEST_REPLY), media=None)
    said = within(text, LONGEST_WITH_MEDIA) if plain(text) else ""
    return Reply(request=request, text=said, media=media)


async def save(
    uow: UnitOfWork,
    token: Token,
    reply: Reply,
    *,
    nonce: str,
    thread: Thread | None,
    random: Random,
) -> bool:
    """Save a reply once per nonce; False when it was saved before. Writes nothing else."""
    saved = SavedReply(
        key=ReplyKey(random.bytes(KEY_BYTES).hex()),
        request=token.request,
        sealed=_seal(token.key, _body(reply, token.mark(random.bytes(SALT_BYTES))), random),
        sealed_picture=None
        if reply.media is None
        else _seal(token.key, reply.media.content, random),
        thread=None if thread is None else thread.tag,
        code=None if thread is None else thread.code,
    )
    return await uow.relay.save(saved, hashlib.sha256(nonce.encode()).hexdigest())


async def release(uow: UnitOfWork, tick: datetime, keyring: Keyring, random: Random) -> int:
    """Rewrite all saved replies under fresh keys in shuffled order and hand them over.

    `tick` is the wall-clock tick that is said to the agency. Returns how many were released.
    """
    saved = await uow.relay.saved()
    handles: dict[RequestNumber, _Handles] = {}
    fresh: list[ReleasedReply] = []
    for reply in saved:
        key = keyring.key(reply.request)
        if key is None:
            continue
        if reply.request not in handles:
            handles[reply.request] = _Handles(await uow.relay.handles(reply.request))
        handle = handles[reply.request].of(reply.thread, random)
        fresh.append(_rewritten(reply, handle, tick, key=key, random=random))
    _shuffle(fresh, random)
    await uow.relay.release([reply.key for reply in saved], fresh)
    await _hand(uow, fresh, tick)
    return len(fresh)


async def note_left(uow: UnitOfWork, tick: datetime) -> None:
    """Remember the tick with which replies left last, if there were any or not."""
    await uow.marks.set(LEFT, int(tick.timestamp()))


async def left_last(uow: UnitOfWork) -> datetime:
    """The tick with which replies left last; 1970 when none ever did."""
    return datetime.fromtimestamp(await uow.marks.get(LEFT) or 0, UTC)


async def settled(uow: UnitOfWork, request: RequestNumber, tick: datetime) -> bool:
    """Whether all replies to a request left before this tick, so that none is on its way."""
    return await uow.relay.settled(request, tick)


async def ask(
    uow: UnitOfWork, reply: ReleasedReply, text: str, *, key: bytes, random: Random, now: datetime
) -> datetime:
    """Put a question to whoever wrote a reply; when the doorbell rings for the whole audience.

    Raises:
        WatchError: `ask.no_questions`, `ask.too_many`, `ask.link`, `words.empty` or
            `words.too_long`.
    """
    if reply.thread is None:
        raise WatchError("ask.no_questions", handle=reply.handle)
    earlier = await uow.relay.questions(reply.request, reply.thread)
    if len(earlier) >= MOST_ROUNDS:
        raise WatchError("ask.too_many", count=MOST_ROUNDS)
    said = within(text, LONGEST_QUESTION)
    if LINK.search(said):
        raise WatchError("ask.link")
    question = Question(
        key=QuestionKey(random.bytes(KEY_BYTES).hex()),
        request=reply.request,
        thread=reply.thread,
        sealed=_seal(key, said.encode(), random),
        round=len(earlier) + 1,
    )
    await uow.relay.ask(question)
    return await bells.ring(uow, question, now)


async def agency_of(uow: UnitOfWork, number: RequestNumber) -> AgencyId | None:
    """The agency that asked."""
    request = await uow.requests.get(number)
    return None if request is None else request.agency


def opened(
    sealed: bytes, sealed_picture: bytes | None, key: bytes
) -> tuple[str, CleanMedia | None]:
    """Words and media of a reply. Raises WatchError `request.gone` when the key is another."""
    body = json.loads(unsealed(sealed, key))
    text = str(body["text"])
    if sealed_picture is None:
        return text, None
    content = unsealed(sealed_picture, key)
    return text, CleanVideo(content=content) if body.get("moves") else CleanPicture(
        content=content
    )


def mark_in(sealed: bytes, key: bytes) -> str:
    """What a reply keeps of the copy it was sent from; see `Token.mark`."""
    return str(json.loads(unsealed(sealed, key))["copy"])


def unsealed(box: bytes, key: bytes) -> bytes:
    """The content of an AEAD box. Raises WatchError `request.gone`."""
    try:
        return AESGCM(key).decrypt(box[:SEAL_NONCE_BYTES], box[SEAL_NONCE_BYTES:], None)
    except InvalidTag:
        raise WatchError("request.gone") from None


def _seal(key: bytes, content: bytes, random: Random) -> bytes:
    nonce = random.bytes(SEAL_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def _body(reply: Reply, mark: str) -> bytes:
    moves = int(isinstance(reply.media, CleanVideo))  # in one byte: the box's length tells nothing
    body = {"copy": mark, "text": reply.text, "moves": moves}
    return json.dumps(body, ensure_ascii=False).encode()


def _rewritten(
    reply: SavedReply, handle: str, tick: datetime, *, key: bytes, random: Random
) -> ReleasedReply:
    box, picture = reply.sealed, reply.sealed_picture
    return ReleasedReply(
        key=ReplyKey(random.bytes(KEY_BYTES).hex()),
        request=reply.request,
        handle=handle,
        sealed=_seal(key, unsealed(box, key), random),
        sealed_picture=None if picture is None else _seal(key, unsealed(picture, key), random),
        thread=reply.thread,
        code=reply.code,
        released=tick,
    )


class _Handles:
    """Who is called how in a request."""

    def __init__(self, known: Mapping[str, str | None]) -> None:
        """The handles that are taken, each with its thread if it has one."""
        self._taken = set(known)
        self._of = {thread: handle for handle, thread in known.items() if thread is not None}

    def of(self, thread: str | None, random: Random) -> str:
        """The handle of the thread, or fresh words that nobody in the request has.

        Two words; one more for each time that drawing them was in vain too often.
        """
        if thread is not None and thread in self._of:
            return self._of[thread]
        draws = 0
        while (handle := _drawn(random, 1 + draws // DRAWS)) in self._taken:
            draws += 1
        self._taken.add(handle)
        if thread is not None:
            self._of[thread] = handle
        return handle


def _drawn(random: Random, adjectives: int) -> str:
    words = [ADJECTIVES[random.below(len(ADJECTIVES))] for _ in range(adjectives)]
    return " ".join((*words, BIRDS[random.below(len(BIRDS))]))


def _shuffle(replies: list[ReleasedReply], random: Random) -> None:
    """Fisher-Yates: every order is as likely as any other."""
    for last in range(len(replies) - 1, 0, -1):
        other = random.below(last + 1)
        replies[last], replies[other] = replies[other], replies[last]


async def _hand(uow: UnitOfWork, fresh: Collection[ReleasedReply], tick: datetime) -> None:
    for request in dict.fromkeys(reply.request for reply in fresh):
        agency = await agency_of(uow, request)
        if agency is None:
            continue
        officers = [officer.person for officer in await uow.agencies.officers(agency)]
        keys = [reply.key for reply in fresh if reply.request == request]
        await uow.deliveries.hand(keys, officers, tick)
