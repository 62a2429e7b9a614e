"""What the gateway told one session, as it came, to be taken in by another one."""

import json
import secrets
from dataclasses import dataclass
from typing import Final, Self, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

JSON = dict[str, object]

ACTED: Final = "INTERACTION_CREATE"
WROTE: Final = "MESSAGE_CREATE"
CARRIED: Final = (ACTED, WROTE)
"""What people do. The rest a session keeps for itself."""

NONCE_BYTES: Final = 12

ROUND_BYTES: Final = 4_096
"""What is sealed is as long as some of these: a longer name shows no more than a shorter one."""


class NotOursError(Exception):
    """It was not sealed by a process of this bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event of the gateway: its name, and what it holds."""

    name: str
    body: JSON

    @property
    def person(self) -> int:
        """Who did it; 0 where it does not say."""
        who = _inside(self.body, "author") or _inside(self.body, "user")
        return _number((who or _inside(_inside(self.body, "member"), "user")).get("id"))

    @property
    def guild(self) -> int:
        """Where it was done; 0 in private."""
        return _number(self.body.get("guild_id"))

    def concerns(self, me: int) -> bool:
        """Whether the bot with this id has to do with it: done to it, in private, or naming it."""
        if self.name == ACTED or not self.guild:
            return True
        mentions = self.body.get("mentions")
        named = mentions if isinstance(mentions, list) else []
        answered = _inside(_inside(self.body, "referenced_message"), "author")
        return any(_number(one.get("id")) == me for one in (answered, *named))

    def sealed(self, key: bytes) -> bytes:
        """As only the processes of the same bot can read it; as long as many others are."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps([self.name, self.body]).encode()
        padded = plain.ljust(-(-len(plain) // ROUND_BYTES) * ROUND_BYTES)  # JSON ends in any space
        return nonce + AESGCM(key).encrypt(nonce, padded, b"")

    @classmethod
    def opened(cls, sealed: bytes, key: bytes) -> Self:
        """What was sealed.

        Raises:
            NotOursError: with another key, or not at all.
        """
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            name, body = json.loads(AESGCM(key).decrypt(nonce, rest, b""))
        except (InvalidTag, ValueError):
            raise NotOursError from None
        return cls(name=name, body=body)


def _inside(body: JSON, name: str) -> JSON:
    found = body.get(name)
    return cast("JSON", found) if isinstance(found, dict) else {}


def _number(found: object) -> int:
    return int(found) if isinstance(found, str | int) else 0
