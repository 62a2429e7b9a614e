"""Take everything, try everything, and say who replied to what as well as it can be guessed."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app.redteam.cases import Case, cases, keys_in
from bot.app.redteam.chances import TAIL, Span, span
from bot.app.redteam.files import sqlite_loot
from bot.app.redteam.guesses import Guess, guesses, tries
from bot.app.redteam.loot import Loot, lines
from bot.app.redteam.servers import server_loot
from bot.app.redteam.suspects import Member, members_in, suspects, vault_of
from storage.presence import sqlite_file
from storage.vault import Vault


class NothingTakenError(Exception):
    """Something that was named is not there or cannot be read; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """What a thief takes: a database, and whatever else there was.

    `truth` is what no thief has: who really wrote what, to count how many guesses are right.
    """

    database: str
    backups: tuple[Path, ...] = ()
    logs: tuple[Path, ...] = ()
    members: Path | None = None
    master: Path | None = None
    keyring: Path | None = None
    truth: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who really wrote a reply: the account, and the random id if the watch knows them."""

    platform: str
    id: str
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many guesses were right, and how many chance would get right."""

    right: int
    of: int
    chance: Span

    @property
    def telling(self) -> bool:
        """Whether so many are right that it was no chance."""
        return self.right > self.chance.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The best guess for every reply, and how good they are, if the truth is known."""

    guesses: tuple[Guess, ...]
    score: Score | None


async def seize(haul: Haul) -> Findings:
    """Guess for every reply in the haul. Raises NothingTakenError."""
    found = tuple(guess for case in await opened(haul) for guess in guesses(case, tries(case)))
    counted = None if haul.truth is None else score(found, truth_in(haul.truth))
    return Findings(guesses=found, score=counted)


async def opened(haul: Haul) -> tuple[Case, ...]:
    """The requests in the haul that have replies, and whom they were sent to."""
    loot = await _loot(haul)
    master, keys = _keys(haul)
    listed: tuple[Member, ...] = () if haul.members is None else _members(haul.members)
    everybody = suspects(loot, listed, master)
    return tuple(case for case in cases(loot, everybody, keys) if case.suspects)


def truth_in(file: Path) -> dict[str, Writer]:
    """Who really wrote each reply, by its key: a list of `reply`, `platform`, `id`, `person`."""
    try:
        return {
            str(row["reply"]): Writer(
                platform=str(row["platform"]),
                id=str(row["id"]),
                person=None if row.get("person") is None else str(row["person"]),
            )
            for row in json.loads(_text(file))
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        message = f"{file} is no truth: JSON with `reply`, `platform` and `id` is expected."
        raise NothingTakenError(message) from None


def score(found: Sequence[Guess], truth: Mapping[str, Writer], tail: float = TAIL) -> Score:
    """Compare guesses with the truth, as far as it is known; `tail` as in `span`."""
    known = [guess for guess in found if guess.reply in truth]
    return Score(
        right=sum(right(guess, truth[guess.reply]) for guess in known),
        of=len(known),
        chance=span((guess.chance for guess in known), tail),
    )


def right(guess: Guess, writer: Writer) -> bool:
    """Whether the guess names the writer: the account, or the random id that stands for it."""
    one = guess.suspect
    if one.account is not None:
        return (one.account.platform, one.account.id) == (writer.platform, writer.id)
    return one.person is not None and one.person == writer.person


def _keys(haul: Haul) -> tuple[Vault | None, Mapping[str, bytes]]:
    try:
        master = None if haul.master is None else vault_of(_text(haul.master))
        if master is None or haul.keyring is None:
            return master, {}
        return master, keys_in(_text(haul.keyring), master)
    except ValueError:
        message = "The key files that were taken are no key files of Porchlight."
        raise NothingTakenError(message) from None


async def _loot(haul: Haul) -> Loot:
    said = tuple(line for file in haul.logs for line in lines(_text(file)))
    older = tuple(_file(str(file)) for file in haul.backups)
    if haul.database.startswith("postgres"):
        loot = await _server(haul.database)
    else:
        loot = _file(haul.database)
    return replace(loot, lines=said, backups=older)


async def _server(url: str) -> Loot:
    try:
        return await server_loot(url)
    except (OSError, SQLAlchemyError) as error:
        message = f"The PostgreSQL server gives nothing away ({type(error).__name__})."
        raise NothingTakenError(message) from None


def _file(named: str) -> Loot:
    file = sqlite_file(named) if "://" in named else Path(named)
    if file is None or not file.is_file():
        message = f"There is no database at {named}."
        raise NothingTakenError(message)
    try:
        return sqlite_loot(file)
    except (sqlite3.Error, OSError):
        message = f"{file} is no SQLite database that can be read."
        raise NothingTakenError(message) from None


def _members(file: Path) -> tuple[Member, ...]:
    try:
        return members_in(file)
    except (OSError, ValueError, KeyError, TypeError):
        message = (
            f"{file} is no list of members: JSON or CSV with `platform` and `id` is expected."
        )
        raise NothingTakenError(message) from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        message = f"{file} cannot be read."
        raise NothingTakenError(message) from None
