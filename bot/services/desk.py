"""What lies on the desk: in memory only, gone at a restart, never written anywhere.

Which request's copy somebody has open, how many copies an account opened, which codes it tried,
how much it did in this minute, and how often a token was used: enough for the dialogue and for
limits, kept under keyed hashes of this process alone.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from bot.model.channels import Chat
from bot.model.ids import IncidentNumber, RequestNumber
from bot.model.people import Account
from bot.model.relay import Thread

Value = TypeVar("Value")

OPEN = 5_000
"""How many open copies are surely remembered; the oldest are put away for the newest."""

COUNTED = 20_000
"""How many counts of a kind are surely kept; the oldest are forgotten for the newest."""

SPOT_BYTES = 16
"""Of a keyed hash: nobody meets another's by chance."""

MINUTE_S = 60

MOST_CODES = 5
"""Different codes that one account may try for one request while it is remembered."""

MOST_BLOCKS = 5
"""Different handles of one request that may be blocked from one chat while it is remembered."""

MOST_COPIES = 3
"""Copies of one request that one account may open while it is remembered."""

MOST_REPLIES = 3
"""Replies per token (RELAY: "3 replies per T and request")."""

MOST_TOLD = 3
"""Times that one account may add to another's report while it is remembered."""


QUIET_FOR = timedelta(minutes=30)
"""How long a chat that was told how to check requests is not told again."""


class Haste(StrEnum):
    """Whether an account does too much in one minute."""

    FINE = "fine"
    TOLD = "told"  # once, with the first act too many
    IGNORED = "ignored"  # for the rest of the minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A copy on the desk: what its owner writes next is a draft, or a code."""

    token: str
    asks_code: bool = False


class Latest(Generic[Value]):
    """So many of the latest, and up to as many again, in as little memory as that takes.

    Two heaps: when the newer one is full it becomes the older one, and what was in that is gone.
    """

    def __init__(self, count: int) -> None:
        """`count` that are surely kept."""
        self._count = count
        self._newer: dict[bytes, Value] = {}
        self._older: dict[bytes, Value] = {}

    def get(self, spot: bytes, otherwise: Value) -> Value:
        """What lies there."""
        return self._newer.get(spot, self._older.get(spot, otherwise))

    def keep(self, spot: bytes, value: Value) -> None:
        """Put it there as the newest."""
        if spot not in self._newer and len(self._newer) >= self._count:
            self._newer, self._older = {}, self._newer
        self._newer[spot] = value

    def drop(self, spot: bytes) -> None:
        """Nothing lies there any more."""
        self._newer.pop(spot, None)
        self._older.pop(spot, None)


class Desk:
    """The memory of the relay's dialogue."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 random bytes of this process."""
        self._key = key
        self._open = Latest[Lying | None](OPEN)
        self._acts = Latest[tuple[int, int]](OPEN)
        self._threads = Latest[Thread | None](OPEN)
        self._pointed_out = Latest[datetime | None](OPEN)
        self._codes = Latest[frozenset[bytes]](COUNTED)
        self._blocks = Latest[frozenset[bytes]](COUNTED)
        self._copies = Latest[int](COUNTED)
        self._replies = Latest[int](COUNTED)
        self._told = Latest[int](COUNTED)

    def haste(self, account: Account, now: datetime, most: int) -> Haste:
        """Count one act of the account; `most` are fine within a minute of the clock."""
        spot, this = self._digest(account), int(now.timestamp()) // MINUTE_S
        minute, before = self._acts.get(spot, (this, 0))
        count = before + 1 if minute == this else 1
        self._acts.keep(spot, (this, count))
        if count <= most:
            return Haste.FINE
        return Haste.TOLD if count == most + 1 else Haste.IGNORED

    def lay_open(self, account: Account, token: str) -> None:
        """The account's next words answer the request of this token."""
        self._lay(account, Lying(token=token))

    def ask_code(self, account: Account, token: str) -> None:
        """The account's next words are a code, to be looked up under this token."""
        self._lay(account, Lying(token=token, asks_code=True))

    def open_copy(self, account: Account) -> str | None:
        """The token that the account's words answer, if a copy lies open."""
        lying = self._open.get(self._digest(account), None)
        return None if lying is None or lying.asks_code else lying.token

    def copy_for_code(self, account: Account) -> str | None:
        """The token under which the account's words are to be looked up as a code."""
        lying = self._open.get(self._digest(account), None)
        return lying.token if lying is not None and lying.asks_code else None

    def put_away(self, account: Account) -> None:
        """The account turned to something else."""
        self._open.drop(self._digest(account))

    def may_try(self, account: Account, request: RequestNumber, code: str) -> bool:
        """Whether the account may try this code; one it tried before is not counted again."""
        return self._counted(self._codes, self._digest(account, str(request)), code, MOST_CODES)

    def may_block(self, chat: Chat, request: RequestNumber, handle: str) -> bool:
        """Whether this handle may be blocked from the chat, there or not; counts new ones."""
        spot = self._hash(f"{chat.platform}\0{chat.id}\0{request}".encode())
        return self._counted(self._blocks, spot, handle, MOST_BLOCKS)

    def may_point_out(self, chat: Chat, now: datetime) -> bool:
        """Whether a chat may be told how to check requests: it was not for a while."""
        told = self._pointed_out.get(self._hash(f"{chat.platform}\0{chat.id}".encode()), None)
        return told is None or now - told >= QUIET_FOR

    def pointed_out(self, chat: Chat, now: datetime) -> None:
        """The chat was told."""
        spot = self._hash(f"{chat.platform}\0{chat.id}".encode())
        self._pointed_out.keep(spot, now)

    def hold(self, token: str, thread: Thread) -> None:
        """What is sent from this copy goes on in a thread that a code led to."""
        self._threads.keep(self._hash(token.encode()), thread)

    def held(self, token: str) -> Thread | None:
        """The thread that a code, given under this copy, led to."""
        return self._threads.get(self._hash(token.encode()), None)

    def may_open(self, account: Account, request: RequestNumber) -> bool:
        """Whether the account may have one more copy of the request."""
        return self._copies.get(self._digest(account, str(request)), 0) < MOST_COPIES

    def opened(self, account: Account, request: RequestNumber) -> None:
        """Count an open copy."""
        self._count(self._copies, self._digest(account, str(request)))

    def may_reply(self, token: str) -> bool:
        """Whether the token has replies left."""
        return self._replies.get(self._hash(token.encode()), 0) < MOST_REPLIES

    def replied(self, token: str) -> None:
        """Count a saved reply."""
        self._count(self._replies, self._hash(token.encode()))

    def may_tell(self, account: Account, incident: IncidentNumber) -> bool:
        """Whether the account may add to a report once more."""
        return self._told.get(self._digest(account, f"report {incident}"), 0) < MOST_TOLD

    def told(self, account: Account, incident: IncidentNumber) -> None:
        """Count what was added."""
        self._count(self._told, self._digest(account, f"report {incident}"))

    @staticmethod
    def _count(counts: Latest[int], spot: bytes) -> None:
        counts.keep(spot, counts.get(spot, 0) + 1)

    def _counted(self, tries: Latest[frozenset[bytes]], spot: bytes, what: str, most: int) -> bool:
        mark, tried = self._hash(what.encode()), tries.get(spot, frozenset())
        if mark not in tried and len(tried) >= most:
            return False
        tries.keep(spot, tried | {mark})
        return True

    def _lay(self, account: Account, lying: Lying) -> None:
        self._open.keep(self._digest(account), lying)

    def _digest(self, account: Account, more: str = "") -> bytes:
        return self._hash(f"{account.platform}\0{account.id}\0{more}".encode())

    def _hash(self, content: bytes) -> bytes:
        return hmac.new(self._key, content, hashlib.sha256).digest()[:SPOT_BYTES]
