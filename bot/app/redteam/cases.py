"""What is to be found out: for each reply to each request, who of its audience wrote it."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.app.redteam.loot import Loot, Row, moment
from bot.app.redteam.suspects import Suspect
from storage.vault import Vault, WrongKeyError

NONCE_BYTES = 12
TABLES = ("saved_reply", "reply")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply as it was found; `body` is what its box holds, where the request's key was taken."""

    table: str
    row: Row
    body: bytes | None

    @property
    def key(self) -> str:
        """The key of its row."""
        return self.row.text("key")

    @property
    def released(self) -> datetime | None:
        """The tick at which it left; None while it waits."""
        return moment(self.row.values.get("released"))

    @cached_property
    def text(self) -> str | None:
        """Its words, where they can be read."""
        try:
            return None if self.body is None else str(json.loads(self.body)["text"])
        except (ValueError, KeyError, TypeError):
            return None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request: its replies, and everybody who was sent it. `key` if it was taken."""

    loot: Loot
    request: Row
    replies: tuple[Reply, ...]
    suspects: tuple[Suspect, ...]
    audience: int
    key: bytes | None

    @property
    def number(self) -> str:
        """The request's number."""
        return self.request.text("number")

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The ids of people to whom the request was sent, in the order of the messages."""
        return tuple(
            row.text("person")
            for row in sorted(self.loot.rows("delivery"), key=_number)
            if row.text("kind") == "request" and row.text("subject") == self.number
            if row.values.get("person") is not None
        )

    def together(self) -> Iterator[tuple[Reply, ...]]:
        """Replies to whichever request that left with the same tick, or wait for the same one."""
        groups: dict[object, list[Reply]] = {}
        for table in TABLES:
            for row in sorted(self.loot.rows(table), key=_key):
                reply = Reply(table=table, row=row, body=None)
                groups.setdefault((reply.table, reply.released), []).append(reply)
        yield from map(tuple, groups.values())


def cases(loot: Loot, everybody: Iterable[Suspect], keys: Mapping[str, bytes]) -> tuple[Case, ...]:
    """The requests that have replies."""
    found = [_case(loot, row, tuple(everybody), keys) for row in loot.rows("request")]
    return tuple(case for case in found if case.replies)


def keys_in(keyring: str, vault: Vault) -> dict[str, bytes]:
    """The keys of open requests out of a keyring that was taken with the master key."""
    keys = {}
    for number, wrapped in json.loads(keyring).items():
        try:
            keys[str(number)] = vault.unwrap(base64.b64decode(wrapped), int(number))
        except WrongKeyError:
            continue
    return keys


def _case(
    loot: Loot, request: Row, everybody: tuple[Suspect, ...], keys: Mapping[str, bytes]
) -> Case:
    number = request.text("number")
    agency = request.text("agency")
    officers = {row.text("person") for row in loot.rows("officer") if row.text("agency") == agency}
    audience = tuple(one for one in everybody if one.person not in officers)
    accounts = sum(one.account is not None for one in audience)
    return Case(
        loot=loot,
        request=request,
        replies=tuple(_replies(loot, number, keys.get(number))),
        suspects=audience,
        audience=max(accounts, 0) or len(audience),
        key=keys.get(number),
    )


def _replies(loot: Loot, number: str, key: bytes | None) -> Iterator[Reply]:
    for table in TABLES:
        for row in sorted(loot.rows(table), key=_key):
            if row.text("request") == number:
                yield Reply(table=table, row=row, body=_opened(row.blob("sealed"), key))


def _opened(box: bytes, key: bytes | None) -> bytes | None:
    if key is None:
        return None
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        return None


def _key(row: Row) -> str:
    return row.text("key")


def _number(row: Row) -> int:
    value = row.values.get("id")
    return value if isinstance(value, int) else 0
