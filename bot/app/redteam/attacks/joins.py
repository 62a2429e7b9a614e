"""Joins: whatever stands beside a reply and names somebody, openly or in disguise."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator

from bot.app.redteam.attacks.base import NONE, Attack, Scores
from bot.app.redteam.cases import Case, Reply
from bot.app.redteam.loot import Row, as_bytes
from bot.app.redteam.suspects import Suspect

SURE = 10_000.0
AMONG = 20.0
"""How much likelier whoever is named beside a request is, than others of its audience."""

PUBLIC = frozenset({"delivery", "request", "officer", "person", "watch", "incident", "dialogue"})
"""Tables in which people stand beside requests for reasons other than replies."""

TOKENS = re.compile(rb"[A-Za-z0-9+/_=-]{12,}")
TRAITS = ("platform", "language", "joined", "role")
OURS = frozenset({"key", "request", "sealed", "sealed_picture", "handle", "released"})
ABOUT_COPY, SALT_HEX, MARK_BYTES = b"porchlight copy\n", 32, 16
LONGEST = 65_536
"""Bytes of a column that is searched: pictures are longer."""


def named(case: Case) -> Scores:
    """Ids, look-ups, addresses and hashes of people in the reply's row or in its box."""
    chained = tuple(_other_rows(case))
    found: dict[str, dict[Suspect, float]] = {}
    for reply in case.replies:
        parts = list(_parts(case, reply, chained))
        tokens = {token for part in parts for token in (part, *TOKENS.findall(part))}
        whole = b"\n".join(parts)
        found[reply.key] = {
            one: SURE
            for one in case.suspects
            if not one.hashed.isdisjoint(tokens)
            or any(name in whole for name in one.written)
            or _marked(case, reply, one)
        }
    return found


def beside(case: Case) -> Scores:
    """People who are named in a row about the request that is no part of sending it out."""
    named_there: set[Suspect] = set()
    for table, rows in case.loot.tables.items():
        about = [row for row in rows if row.text("request") == case.number]
        if table in PUBLIC or not about:
            continue
        whole = b"\n".join(part for row in about for part in _values(row))
        tokens = set(TOKENS.findall(whole))
        for one in case.suspects:
            if not one.hashed.isdisjoint(tokens) or any(name in whole for name in one.written):
                named_there.add(one)
    if not named_there or len(named_there) == len(case.suspects):
        return NONE
    return {reply.key: dict.fromkeys(named_there, AMONG) for reply in case.replies}


def alike(case: Case) -> Scores:
    """A column of replies that says a platform, a language or another trait of the writer."""
    found: dict[str, dict[Suspect, float]] = {}
    for trait in TRAITS:
        known = {value for one in case.suspects if (value := _trait(one, trait))}
        for reply in case.replies:
            said = {
                reply.row.text(column)
                for column in reply.row.values
                if column not in OURS and reply.row.text(column) in known
            }
            for one in case.suspects if said else ():
                if _trait(one, trait) in said:
                    likelier = found.setdefault(reply.key, {})
                    likelier[one] = likelier.get(one, 1.0) * AMONG
    return found


def _trait(one: Suspect, trait: str) -> str:
    if trait == "platform":
        return one.platform
    if trait == "language":
        return one.language
    return "" if one.row is None else one.row.text(trait)


def _parts(case: Case, reply: Reply, others: Iterable[Row]) -> Iterator[bytes]:
    """The reply's row, its box, and rows elsewhere that name its key, its thread or its code."""
    yield from _values(reply.row)
    if reply.body is not None:
        yield reply.body
    marks = [mark.encode() for name in ("key", "thread", "code") if (mark := reply.row.text(name))]
    for row in others:
        values = list(_values(row))
        if any(mark in value for mark in marks for value in values):
            yield from values
    del case


def _other_rows(case: Case) -> Iterator[Row]:
    """Officers are owed replies by key: that tells nothing of who wrote them."""
    for table, rows in case.loot.tables.items():
        if table not in {"saved_reply", "reply", "delivery", "area", "area_cell", "picture"}:
            yield from rows


def _values(row: Row) -> Iterator[bytes]:
    for value in row.values.values():
        content = b"" if value is None else as_bytes(value)
        if content and len(content) <= LONGEST:
            yield content


def _marked(case: Case, reply: Reply, one: Suspect) -> bool:
    """Whether the mark of the reply's copy follows from the account (see `Token.mark`)."""
    found = re.search(rb'"copy": "([0-9a-f]{64})"', reply.body or b"")
    if case.key is None or found is None:
        return False
    mark = found[1].decode()
    about = ABOUT_COPY + bytes.fromhex(mark[:SALT_HEX])
    return any(
        hmac.new(case.key, about + name, hashlib.sha256).digest()[:MARK_BYTES].hex()
        == mark[SALT_HEX:]
        for name in one.plain_names
    )


ATTACKS = (
    Attack(
        name="names",
        looks_at="ids, look-ups, addresses and hashes of people in a reply's row, box or kin",
        scores=named,
    ),
    Attack(
        name="names beside",
        looks_at="people named in rows about the request",
        scores=beside,
    ),
    Attack(
        name="traits",
        looks_at="a platform, a language or a day of joining in a reply's row",
        scores=alike,
    ),
)
