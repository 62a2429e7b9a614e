"""Who may have replied, under every name that a thief knows them by."""

import base64
import csv
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.app.redteam.loot import Loot, Row
from bot.model.ids import PersonId, PlatformName
from bot.model.people import PERSON_ID_BYTES, Account
from storage.vault import Vault, WrongKeyError

SHORTEST = 6
"""Bytes of a name that is searched for: a shorter one stands anywhere by chance."""

DIGESTS = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s")
CUTS = (16, 32)
"""How much of a digest may have been kept, in bytes or digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of the list of members; `known` holds whatever else the list says."""

    account: Account
    known: Mapping[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Suspect:
    """Somebody: an account, a row of the table of people, or both where the thief can match."""

    account: Account | None
    row: Row | None
    known: Mapping[str, str]

    @property
    def person(self) -> str | None:
        """The random id."""
        return None if self.row is None else self.row.text("id")

    @property
    def name(self) -> str:
        """What to call them in a table."""
        if self.account is not None:
            shown = self.known.get("name") or self.account.id
            return f"{shown} ({self.account.platform})"
        return f"person {(self.person or '')[:8]}…"

    @property
    def platform(self) -> str:
        """Where they are; empty when unknown."""
        if self.account is not None:
            return self.account.platform
        return "" if self.row is None else self.row.text("platform")

    @property
    def language(self) -> str:
        """What they read; empty when unknown."""
        own = "" if self.row is None else self.row.text("language")
        return own or self.known.get("language", "")

    @cached_property
    def plain_names(self) -> frozenset[bytes]:
        """Every id, address and look-up, as it stands in its column."""
        names: set[bytes] = set()
        if self.row is not None:
            names |= {self.row.text("id").encode(), self.row.blob("lookup")}
            names |= {self.row.blob("sealed"), *_counted(self.row.text("id"))}
        if self.account is not None:
            names |= set(_spelled(self.account))
        names |= {value.encode() for name, value in self.known.items() if name == "username"}
        return frozenset(name for name in names if len(name) >= SHORTEST)

    @cached_property
    def written(self) -> frozenset[bytes]:
        """The same in hexadecimal and base64, too."""
        forms = {form for name in self.plain_names for form in _written(name)}
        return self.plain_names | {form for form in forms if len(form) >= SHORTEST}

    @cached_property
    def hashed(self) -> frozenset[bytes]:
        """The same hashed, whole and cut short, as bytes and as text."""
        forms: set[bytes] = set()
        for name in self.plain_names:
            for digest in DIGESTS:
                whole = hashlib.new(digest, name, usedforsecurity=False).digest()
                for kept in (whole, whole[: CUTS[0]], whole[: CUTS[1]]):
                    forms |= {kept, kept.hex().encode()}
                forms |= {whole.hex()[: CUTS[0]].encode(), base64.urlsafe_b64encode(whole)}
        return frozenset(forms)


def members_in(file: Path) -> tuple[Member, ...]:
    """The list of members: JSON objects or a CSV, with `platform`, `id`, and what else it has."""
    text = file.read_text(encoding="utf-8")
    if file.suffix.lower() == ".csv":
        rows: Iterable[Mapping[str, object]] = csv.DictReader(text.splitlines())
    else:
        rows = json.loads(text)
    return tuple(
        Member(
            account=Account(platform=PlatformName(str(row["platform"])), id=str(row["id"])),
            known={str(key): str(value) for key, value in row.items() if value},
        )
        for row in rows
    )


def suspects(loot: Loot, members: Iterable[Member], vault: Vault | None) -> tuple[Suspect, ...]:
    """Accounts and rows; with the master key each row is matched with its account."""
    rows = {row.text("id"): row for row in loot.rows("person")}
    found = []
    for member in members:
        row = None if vault is None else _row_of(rows, member.account, vault)
        found.append(Suspect(account=member.account, row=row, known=member.known))
        if row is not None:
            del rows[row.text("id")]
    found += [Suspect(account=_address(row, vault), row=row, known={}) for row in rows.values()]
    return tuple(found)


def vault_of(master: str) -> Vault:
    """The vault of a master key that was taken, as its file spells it."""
    return Vault(bytes.fromhex(master.strip()), _Chance())


class _Chance:
    """What the vault would seal with, if a thief sealed anything."""

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def below(self, bound: int) -> int:
        return secrets.randbelow(bound)

    def fork(self, name: str) -> "_Chance":
        del name
        return self


def _row_of(rows: Mapping[str, Row], account: Account, vault: Vault) -> Row | None:
    look_up = vault.look_up(account)
    return next((row for row in rows.values() if row.blob("lookup") == look_up), None)


def _address(row: Row, vault: Vault | None) -> Account | None:
    if vault is None:
        return None
    platform = row.text("platform")
    try:
        address = vault.unseal(row.blob("sealed"), PersonId(int(row.text("id"))), platform)
    except (WrongKeyError, ValueError):
        return None
    return Account(platform=PlatformName(platform), id=address)


def _spelled(account: Account) -> Iterator[bytes]:
    own, platform = account.id, account.platform
    yield own.encode()
    for between in ("", ":", "\0", "/", " ", "-"):
        yield f"{platform}{between}{own}".encode()
    yield f"{own} on {platform}".encode()
    if own.isdecimal() and int(own) < 1 << 64:
        number = int(own).to_bytes(8, "big")
        yield from (number, number[::-1], number.lstrip(b"\0"))


def _counted(person: str) -> Iterator[bytes]:
    """A person's number as databases keep it, from either end; an older id is none."""
    if person.removeprefix("-").isdecimal():
        number = int(person).to_bytes(PERSON_ID_BYTES, signed=True)
        yield from (number, number[::-1])


def _written(content: bytes) -> Iterator[bytes]:
    yield content.hex().encode()
    yield content.hex().upper().encode()
    yield base64.b64encode(content).rstrip(b"=")
    yield base64.urlsafe_b64encode(content).rstrip(b"=")
