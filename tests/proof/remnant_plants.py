"""Leaks in what is left behind: in logs, pages, files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.model.ids import RequestNumber
from storage import backups
from storage.keyring import FileKeyring
from storage.relay import Relay
from storage.units import SqlStore


def mark_polls(patch: pytest.MonkeyPatch) -> None:
    """Telegram's poll mark is committed with a reply."""

    def unseen(event: object, desk: object) -> bool:
        del event, desk
        return False

    patch.setattr("bot.flows.relay.unseen", unseen)


async def _nothing(*_: object) -> None:
    """What should be done is not done."""


def keep_log(patch: pytest.MonkeyPatch) -> None:
    """SQLite's log is emptied on the tick only."""
    patch.setattr(SqlStore, "sweep", _nothing)


def keep_pages(patch: pytest.MonkeyPatch) -> None:
    """The file is not rewritten on the tick."""
    patch.setattr(SqlStore, "vacuum", SqlStore.scrub)


def keep_nonces(patch: pytest.MonkeyPatch) -> None:
    """Nonces stay as they came in."""
    patch.setattr(Relay, "_rewrite_nonces", _nothing)


def keep_key(patch: pytest.MonkeyPatch) -> None:
    """The key of a closed request is not destroyed."""

    def destroy(self: FileKeyring, request: int) -> None:
        del self, request

    patch.setattr(FileKeyring, "destroy", destroy)


def keep_replies(patch: pytest.MonkeyPatch) -> None:
    """What belongs to a closed request is not deleted."""

    async def destroy(self: Relay, request: RequestNumber) -> None:
        del self, request

    patch.setattr(Relay, "destroy", destroy)


def copy_keys(patch: pytest.MonkeyPatch) -> None:
    """A backup holds the keyring."""
    copy = backups._copy_file  # noqa: SLF001 - the leak sits deep inside

    def with_keys(source: Path, draft: Path) -> None:
        copy(source, draft)
        with closing(sqlite3.connect(draft)) as target:
            target.execute("CREATE TABLE keyring (content TEXT)")
            keyring = (source.parent / "porchlight-keyring.json").read_text()
            target.execute("INSERT INTO keyring VALUES (?)", (keyring,))
            target.commit()

    patch.setattr(backups, "_copy_file", with_keys)
