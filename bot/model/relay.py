"""Replies and questions: nouns without a person in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import QuestionKey, ReplyKey, RequestNumber


class ReplyState(StrEnum):
    """A reply is saved until the tick, then released to the agency."""

    SAVED = "saved"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where questions back are found: by the copy's token, or by the six words of a code.

    `tag` is the SHA-256 of the token, `code` the Argon2id of the words; both hex.
    """

    tag: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReply:
    """A reply waiting for the tick.

    `sealed` and `sealed_picture` are AEAD boxes under the request's data key (nonce, box); the
    former says whether the latter holds a picture or a video.
    `thread` and `code` are those of its `Thread`, or neither: then nobody may ask back.
    """

    key: ReplyKey
    request: RequestNumber
    sealed: bytes
    sealed_picture: bytes | None
    thread: str | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedReply:
    """A reply as it lies in the agency's inbox; `released` is a tick, never an arrival."""

    key: ReplyKey
    request: RequestNumber
    handle: str
    sealed: bytes
    sealed_picture: bytes | None
    thread: str | None
    code: str | None
    released: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An agency's question to a thread; only the holder of the token can find it."""

    key: QuestionKey
    request: RequestNumber
    thread: str
    sealed: bytes
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A question that is there, and for which the doorbell has yet to ring."""

    request: RequestNumber
    question: QuestionKey
