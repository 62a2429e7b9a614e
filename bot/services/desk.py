"""What lies on the desk: in memory only, gone at a restart, never written anywhere.

Which request's copy somebody has open, how many copies an account opened and how often a token
was used: enough for the dialogue and for limits, kept under keyed hashes of this process alone.
"""

import hashlib
import hmac
from collections import Counter, OrderedDict

from bot.model.ids import RequestNumber
from bot.model.people import Account

MOST_OPEN = 10_000
"""How many open copies are remembered; the oldest is put away for the newest."""

MOST_COPIES = 3
"""Copies of one request that one account may open while the process lives."""

MOST_REPLIES = 3
"""Replies per token (RELAY: "3 replies per T and request")."""


class Desk:
    """The memory of the relay's dialogue."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 random bytes of this process."""
        self._key = key
        self._open: OrderedDict[bytes, str] = OrderedDict()
        self._copies: Counter[bytes] = Counter()
        self._replies: Counter[bytes] = Counter()

    def lay_open(self, account: Account, token: str) -> None:
        """The account's next words answer the request of this token."""
        spot = self._digest(account)
        self._open[spot] = token
        self._open.move_to_end(spot)
        if len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)

    def open_copy(self, account: Account) -> str | None:
        """The token that the account's words answer, if a copy lies open."""
        return self._open.get(self._digest(account))

    def put_away(self, account: Account) -> None:
        """The account turned to something else."""
        self._open.pop(self._digest(account), None)

    def may_open(self, account: Account, request: RequestNumber) -> bool:
        """Whether the account may have one more copy of the request; counts it."""
        spot = self._digest(account, str(request))
        self._copies[spot] += 1
        return self._copies[spot] <= MOST_COPIES

    def may_reply(self, token: str) -> bool:
        """Whether the token has replies left."""
        return self._replies[self._hash(token.encode())] < MOST_REPLIES

    def replied(self, token: str) -> None:
        """Count a saved reply."""
        self._replies[self._hash(token.encode())] += 1

    def _digest(self, account: Account, more: str = "") -> bytes:
        return self._hash(f"{account.platform}\0{account.id}\0{more}".encode())

    def _hash(self, content: bytes) -> bytes:
        return hmac.new(self._key, content, hashlib.sha256).digest()
