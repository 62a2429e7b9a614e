"""Tokens of private copies: minted, handed out, forgotten; later verified by their MAC."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from bot.errors import WatchError
from bot.model.ids import RequestNumber
from bot.ports.stores import UnitOfWork
from bot.ports.world import Keyring, Random

SECRET_BYTES = 16
MAC_BYTES = 8
NUMBER_BYTES = 4
TOKEN_BYTES = NUMBER_BYTES + SECRET_BYTES + MAC_BYTES

HIGHEST_NUMBER = 2**31 - 1
"""Of a request that a database can hold."""

SALT_BYTES, MARK_BYTES = 16, 16

NONCE_BYTES = 8
"""With token and verb it fits the 64 bytes of a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A verified token: `text` is what the button carries, 38 URL-safe characters."""

    request: RequestNumber
    text: str
    key: bytes

    @property
    def thread(self) -> str:
        """SHA-256, hex, of the token: the thread tag, if the resident allows questions."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def mark(self, salt: bytes) -> str:
        """What a reply keeps of its copy, 64 hex digits: no two are alike, whoever sent them."""
        about = b"porchlight copy\n" + salt + self.text.encode()
        digest = hmac.new(self.key, about, hashlib.sha256).digest()[:MARK_BYTES]
        return salt.hex() + digest.hex()

    def left(self, mark: str) -> bool:
        """Whether this copy left the mark."""
        salt = bytes.fromhex(mark[: 2 * SALT_BYTES])
        return hmac.compare_digest(mark, self.mark(salt))


def mint(request: RequestNumber, keyring: Keyring, random: Random) -> Token:
    """A fresh token for a copy of the request. Raises WatchError `request.over`."""
    key = _key(request, keyring)
    head = request.to_bytes(NUMBER_BYTES) + random.bytes(SECRET_BYTES)
    return Token(request=request, text=_text(head + _mac(key, head)), key=key)


def verified(text: str, keyring: Keyring) -> Token:
    """The token that this text is.

    Raises:
        WatchError: `request.over` when the request is closed, `button.gone` for a forgery.
    """
    raw = _raw(text)
    head, mac, request = raw[:-MAC_BYTES], raw[-MAC_BYTES:], _number(raw)
    key = _key(request, keyring)
    if not hmac.compare_digest(mac, _mac(key, head)):
        raise WatchError("button.gone")
    return Token(request=request, text=text, key=key)


async def presented(uow: UnitOfWork, text: str, keyring: Keyring) -> Token:
    """The token that somebody holds up.

    Raises:
        WatchError: as `verified`; for a request that never was it is a forgery.
    """
    try:
        return verified(text, keyring)
    except WatchError as refusal:
        if refusal.text.key == "button.gone" or await _was_asked(uow, text):
            raise
        raise WatchError("button.gone") from None


async def _was_asked(uow: UnitOfWork, text: str) -> bool:
    number = _number(_raw(text))
    return number <= HIGHEST_NUMBER and await uow.requests.get(number) is not None


def nonce(random: Random) -> str:
    """A fresh nonce for one preview, 11 URL-safe characters."""
    return _text(random.bytes(NONCE_BYTES))


def _raw(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise WatchError("button.gone") from None
    if len(raw) != TOKEN_BYTES or _text(raw) != text:
        raise WatchError("button.gone")
    return raw


def _number(raw: bytes) -> RequestNumber:
    return RequestNumber(int.from_bytes(raw[:NUMBER_BYTES]))


def _key(request: RequestNumber, keyring: Keyring) -> bytes:
    key = keyring.key(request)
    if key is None:
        raise WatchError("request.over", number=str(request))
    return key


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.new(key, b"porchlight token\n" + head, hashlib.sha256).digest()[:MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
