"""What seals accounts and wraps the keys of requests: one master key, one subkey per use."""

import hashlib
import hmac
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.model.ids import PersonId
from bot.model.people import PERSON_ID_BYTES, Account
from bot.ports.world import Random
from storage.keyfiles import KeyFileError, alone, read_private, write_private

KEY_BYTES = 32
NONCE_BYTES = 12
"""AES-GCM's nonce (NIST SP 800-38D, section 8.2.2: random nonces of 96 bits)."""

REST_BYTES = 8
"""What is sealed for somebody is bound to sixteen random bytes: his id's eight, and eight more
that lie before it. Once all sixteen were the id (ADR 0037)."""

BLOCK_BYTES = 32
"""What is sealed is padded to whole blocks, so that their length says nothing."""


class WrongKeyError(Exception):
    """Something was sealed with another master key; the message says what would help."""


class Vault:
    """Seals accounts, finds them again by HMAC, and wraps the keys of requests."""

    def __init__(self, master: bytes, random: Random) -> None:
        """Derive the subkeys of a 32-byte master key; `random` draws the nonces."""
        self._random = random
        self._look_up = _subkey(master, "look-up")
        self._address = AESGCM(_subkey(master, "address"))
        self._wrapping = AESGCM(_subkey(master, "request keys"))
        self._proof = _subkey(master, "proof")
        self._words_look_up = _subkey(master, "words look-up")
        self._words = AESGCM(_subkey(master, "words"))
        self._witness = _subkey(master, "witness")
        self._flag = _subkey(master, "flag")
        self._silence = _subkey(master, "silence")
        self._officers = AESGCM(_subkey(master, "officers"))
        self._mailboxes = _subkey(master, "mailboxes")
        self._mailed = _subkey(master, "mailed codes")

    @classmethod
    def open(cls, path: Path, random: Random) -> Self:
        """The vault of a master key file; the file is made, mode 0600, when there is none.

        Raises:
            KeyFileError: the file may be read by others or holds no master key.
        """
        with alone(path):
            if read_private(path) is None:
                write_private(path, random.bytes(KEY_BYTES).hex())
        found = cls.found(path, random)
        if found is None:
            message = f"{path} has just been removed: bring it back"
            raise KeyFileError(message)
        return found

    @classmethod
    def found(cls, path: Path, random: Random) -> Self | None:
        """The vault of a master key file, or None when there is no file.

        Raises:
            KeyFileError: the file may be read by others or holds no master key.
        """
        written = read_private(path)
        if written is None:
            return None
        try:
            master = bytes.fromhex(written)
        except ValueError:
            master = b""
        if len(master) != KEY_BYTES:
            message = f"{path} holds no master key: {KEY_BYTES * 2} hex digits are expected"
            raise KeyFileError(message)
        return cls(master, random)

    @property
    def proof(self) -> bytes:
        """32 bytes that tell this master key from any other and nothing else of it."""
        return self._proof

    def look_up(self, account: Account) -> bytes:
        """The 32 bytes under which an account is found: HMAC-SHA256 of platform and id."""
        content = f"{account.platform}\0{account.id}".encode()
        return hmac.new(self._look_up, content, hashlib.sha256).digest()

    def witness(self, account: Account, incident: int) -> bytes:
        """The 32 bytes that stand for an account at one incident: HMAC-SHA256 of all three."""
        return _mark(self._witness, account, incident)

    def flag(self, account: Account, incident: int) -> bytes:
        """The 32 bytes that stand for an account that flagged an incident."""
        return _mark(self._flag, account, incident)

    def silence(self, account: Account, incident: int, channel: int) -> bytes:
        """The 32 bytes that stand for the author of an incident whom a channel muted."""
        return _mark(self._silence, account, incident, channel)

    def seal(self, account: Account, person: PersonId) -> bytes:
        """The account's id, readable only with the master key and only as this person's."""
        content = _padded(account.id.encode())
        return self._box_of(person, self._address, content, f"\0{account.platform}")

    def unseal(self, sealed: bytes, person: PersonId, platform: str) -> str:
        """The account's id again.

        Raises:
            WrongKeyError: it was sealed with another master key, or for somebody else.
        """
        padded = self._unbox_of(person, self._address, sealed, f"\0{platform}")
        return padded.rstrip(b"\0").decode()

    def words_digest(self, words: str) -> bytes:
        """The 32 bytes under which words are found again: HMAC-SHA256."""
        return hmac.new(self._words_look_up, words.encode(), hashlib.sha256).digest()

    def seal_words(self, words: str, digest: bytes) -> bytes:
        """Words, readable only with the master key and only where `digest` stands."""
        return self._box(self._words, _padded(words.encode()), digest)

    def unseal_words(self, sealed: bytes, digest: bytes) -> str | None:
        """The words again; None when another master key sealed them."""
        try:
            return self._unbox(self._words, sealed, digest).rstrip(b"\0").decode()
        except WrongKeyError:
            return None

    def mailbox(self, address: str) -> bytes:
        """The 32 bytes under which an officer's mail address is found: HMAC-SHA256."""
        return hmac.new(self._mailboxes, address.encode(), hashlib.sha256).digest()

    def mailed(self, person: PersonId, about: str, code: str) -> bytes:
        """The 32 bytes that a mailed code is known by: HMAC-SHA256; a digit says nothing alone."""
        content = f"{person}\0{about}\0{code}".encode()
        return hmac.new(self._mailed, content, hashlib.sha256).digest()

    def seal_for(self, person: PersonId, words: str) -> bytes:
        """Words of an officer, readable only with the master key and only as this one's."""
        return self._box_of(person, self._officers, _padded(words.encode()))

    def unseal_for(self, person: PersonId, sealed: bytes) -> str:
        """The words again.

        Raises:
            WrongKeyError: they were sealed with another master key, or for somebody else.
        """
        return self._unbox_of(person, self._officers, sealed).rstrip(b"\0").decode()

    def wrap(self, key: bytes, request: int) -> bytes:
        """A request's data key, readable only with the master key."""
        return self._box(self._wrapping, key, str(request).encode())

    def unwrap(self, wrapped: bytes, request: int) -> bytes:
        """The data key again.

        Raises:
            WrongKeyError: it was wrapped with another master key, or for another request.
        """
        return self._unbox(self._wrapping, wrapped, str(request).encode())

    def _box_of(self, person: PersonId, cipher: AESGCM, content: bytes, about: str = "") -> bytes:
        rest = self._random.bytes(REST_BYTES)
        return rest + self._box(cipher, content, _whose(person, rest, about))

    def _unbox_of(self, person: PersonId, cipher: AESGCM, box: bytes, about: str = "") -> bytes:
        rest, sealed = box[:REST_BYTES], box[REST_BYTES:]
        return self._unbox(cipher, sealed, _whose(person, rest, about))

    def _box(self, cipher: AESGCM, content: bytes, about: bytes) -> bytes:
        nonce = self._random.bytes(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, content, about)

    def _unbox(self, cipher: AESGCM, box: bytes, about: bytes) -> bytes:
        try:
            return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            message = "The master key is not the one this was sealed with: bring back its file"
            raise WrongKeyError(message) from None


def _subkey(master: bytes, use: str) -> bytes:
    """A key of its own per use (RFC 5869)."""
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"porchlight {use}".encode())
    return hkdf.derive(master)


def _mark(key: bytes, account: Account, *about: int) -> bytes:
    """What stands for an account in one matter: HMAC-SHA256 of both."""
    content = "\0".join((account.platform, account.id, *map(str, about)))
    return hmac.new(key, content.encode(), hashlib.sha256).digest()


def _padded(content: bytes) -> bytes:
    """Filled up to whole blocks."""
    return content + b"\0" * (-len(content) % BLOCK_BYTES)


def _whose(person: PersonId, rest: bytes, about: str) -> bytes:
    name = person.to_bytes(PERSON_ID_BYTES, signed=True) + rest
    return f"{name.hex()}{about}".encode()
