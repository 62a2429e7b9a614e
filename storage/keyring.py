"""The keys of open requests, in a file of their own beside the database."""

import base64
import binascii
import json
from collections.abc import Iterator
from pathlib import Path

from bot.ports.world import Random
from storage.keyfiles import KeyFileError, alone, read_private, write_private
from storage.vault import KEY_BYTES, Vault


class FileKeyring:
    """A JSON file: request number -> data key, wrapped by the master key.

    It is read afresh each time, so that several processes see the same keys.
    """

    def __init__(self, path: Path, vault: Vault, random: Random) -> None:
        """Keep keys at `path`, which need not exist yet.

        Raises:
            KeyFileError: the file may be read by others or is no keyring.
        """
        self._path = path
        self._vault = vault
        self._random = random
        with alone(path):
            self._read()

    def create(self, request: int) -> None:
        """Make and keep a fresh 32-byte data key; an older one of this number is forgotten."""
        fresh = self._vault.wrap(self._random.bytes(KEY_BYTES), request)
        with alone(self._path):
            _put(self._path, {**self._read(), request: fresh})

    def key(self, request: int) -> bytes | None:
        """The data key, or None when it was destroyed or never made.

        Raises:
            WrongKeyError: it was wrapped with another master key.
        """
        wrapped = self._read().get(request)
        return None if wrapped is None else self._vault.unwrap(wrapped, request)

    def destroy(self, request: int) -> None:
        """Forget the key for good; nothing under it can be read again."""
        with alone(self._path):
            kept = self._read()
            if kept.pop(request, None) is not None:
                _put(self._path, kept)

    def count(self) -> int:
        """How many keys there are, all of them readable.

        Raises:
            WrongKeyError: one of them was wrapped with another master key.
        """
        return sum(1 for _ in self._unwrapped())

    def rewrap(self, path: Path, vault: Vault) -> int:
        """Write the same keys to another file, wrapped by another master key; how many.

        Raises:
            WrongKeyError: one of them was not wrapped with this one's.
        """
        wrapped = {request: vault.wrap(key, request) for request, key in self._unwrapped()}
        with alone(path):
            _put(path, wrapped)
        return len(wrapped)

    def _unwrapped(self) -> Iterator[tuple[int, bytes]]:
        for request, wrapped in self._read().items():
            yield request, self._vault.unwrap(wrapped, request)

    def _read(self) -> dict[int, bytes]:
        written = read_private(self._path)
        if written is None:
            return {}
        try:
            return {
                int(request): base64.b64decode(wrapped, validate=True)
                for request, wrapped in json.loads(written).items()
            }
        except (ValueError, TypeError, AttributeError, binascii.Error) as error:
            message = f"{self._path} is not a keyring of Porchlight: bring it back from a backup"
            raise KeyFileError(message) from error


def _put(path: Path, keys: dict[int, bytes]) -> None:
    content = {str(request): base64.b64encode(keys[request]).decode() for request in sorted(keys)}
    write_private(path, json.dumps(content))
