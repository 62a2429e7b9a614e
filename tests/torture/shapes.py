"""The shapes of forgeries: how a text that opens something is made from nothing, or bent."""

import base64
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.model.actions import Verb
from bot.ports.world import Random
from bot.services.tokens import MAC_BYTES, NUMBER_BYTES, SECRET_BYTES, TOKEN_BYTES

URL_SAFE = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""In the order of their values (RFC 4648, section 5)."""

LOOK_ALIKE = {"A": "А", "B": "В", "C": "С", "E": "Е", "a": "а", "c": "с", "e": "е", "o": "о"}  # noqa: RUF001 - that is the point
FULL_WIDTH = 0xFEE0
"""What lies between a letter of ASCII and its wide twin (Unicode, Halfwidth and Fullwidth)."""

UNSEEN = ("\u200b", "\u200d", "\ufe0f", "\u202e", "\u00ad", "\ufeff", "\u2060")
ODD = (
    "=",
    "==",
    "+",
    "/",
    " ",
    "\n",
    "\t",
    "\0",
    ".",
    "'",
    '"',
    "\\",
    "%00",
    "😀",
    "é",
    "e\u0301",
)
HIGH = (2**31 - 1, 2**31, 2**32 - 1)
"""The highest number that a database holds, and numbers beyond."""

LONG = (64, 100, 1_000, 4_096)
SLY = (
    "' OR 1=1 --",
    "../../porchlight.key",
    "%s%s%n",
    "null",
    "None",
    "true",
    "0",
    "-1",
    "{}",
    "[]",
    "1 UNION SELECT",
    "${token}",
)
"""What other programs fall for."""

Bend = Callable[[Random, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A way of forging, and its name."""

    name: str
    bend: Bend


def raw(token: str) -> bytes:
    """What a genuine token holds: number, secret, MAC."""
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def text(content: bytes) -> str:
    """How a token is written."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def noise(random: Random, token: str) -> str:
    del token
    return text(random.bytes(TOKEN_BYTES))


def wrong_mac(random: Random, token: str) -> str:
    return text(raw(token)[:-MAC_BYTES] + random.bytes(MAC_BYTES))


def no_mac(random: Random, token: str) -> str:
    fill = bytes([random.below(256)])
    return text(raw(token)[:-MAC_BYTES] + fill * MAC_BYTES)


def one_byte_of_mac_right(random: Random, token: str) -> str:
    kept = raw(token)[: -MAC_BYTES + 1]
    return text(kept + random.bytes(MAC_BYTES - 1))


def one_bit(random: Random, token: str) -> str:
    content, at = bytearray(raw(token)), random.below(TOKEN_BYTES * 8)
    content[at // 8] ^= 1 << at % 8
    return text(bytes(content))


def fresh_secret(random: Random, token: str) -> str:
    held = raw(token)
    return text(held[:NUMBER_BYTES] + random.bytes(SECRET_BYTES) + held[-MAC_BYTES:])


def other_number(random: Random, token: str) -> str:
    number = random.below(6)
    return text(number.to_bytes(NUMBER_BYTES) + raw(token)[NUMBER_BYTES:])


def high_number(random: Random, token: str) -> str:
    number = HIGH[random.below(len(HIGH))]
    return text(number.to_bytes(NUMBER_BYTES) + raw(token)[NUMBER_BYTES:])


def swapped_bytes(random: Random, token: str) -> str:
    content = bytearray(raw(token))
    one, other = random.below(TOKEN_BYTES), random.below(TOKEN_BYTES)
    content[one], content[other] = content[other], content[one]
    return text(bytes(content))


def backwards(random: Random, token: str) -> str:
    del random
    return token[::-1]


def loose_bits(random: Random, token: str) -> str:
    """The last letter holds bits that say nothing: the same bytes, written another way."""
    last = URL_SAFE.index(token[-1])
    return token[:-1] + URL_SAFE[last ^ (1 + random.below(15))]


def cut(random: Random, token: str) -> str:
    return token[: random.below(len(token))]


def cut_in_front(random: Random, token: str) -> str:
    return token[1 + random.below(len(token) - 1) :]


def longer(random: Random, token: str) -> str:
    return token + "".join(letter(random) for _ in range(1 + random.below(8)))


def over_long(random: Random, token: str) -> str:
    return (token * LONG[-1])[: LONG[random.below(len(LONG))]]


def twice(random: Random, token: str) -> str:
    return token + (":" * random.below(2)) + token


def empty(random: Random, token: str) -> str:
    del token
    return " " * random.below(2)


def other_case(random: Random, token: str) -> str:
    way = random.below(3)
    return (token.swapcase(), token.lower(), token.upper())[way]


def one_letter_case(random: Random, token: str) -> str:
    at = random.below(len(token))
    return token[:at] + token[at].swapcase() + token[at + 1 :]


def one_letter(random: Random, token: str) -> str:
    at = random.below(len(token))
    return token[:at] + letter(random) + token[at + 1 :]


def look_alike(random: Random, token: str) -> str:
    at = random.below(len(token))
    twin = LOOK_ALIKE.get(token[at], chr(ord(token[at]) + FULL_WIDTH))
    return token[:at] + twin + token[at + 1 :]


def wide(random: Random, token: str) -> str:
    del random
    return "".join(chr(ord(each) + FULL_WIDTH) for each in token)


def unseen(random: Random, token: str) -> str:
    return put_in(random, token, UNSEEN)


def odd(random: Random, token: str) -> str:
    return put_in(random, token, ODD)


def sly(random: Random, token: str) -> str:
    words = SLY[random.below(len(SLY))]
    return words + token if random.below(2) else words


def put_in(random: Random, token: str, pieces: Sequence[str]) -> str:
    at = random.below(len(token) + 1)
    return token[:at] + pieces[random.below(len(pieces))] + token[at:]


def letter(random: Random) -> str:
    return URL_SAFE[random.below(len(URL_SAFE))]


def named(*bends: Bend) -> tuple[Shape, ...]:
    return tuple(Shape(name=each.__name__.replace("_", " "), bend=each) for each in bends)


TOKENS = named(
    noise,
    wrong_mac,
    no_mac,
    one_byte_of_mac_right,
    one_bit,
    fresh_secret,
    other_number,
    high_number,
    swapped_bytes,
    backwards,
    loose_bits,
    cut,
    cut_in_front,
    longer,
    over_long,
    twice,
    empty,
    other_case,
    one_letter_case,
    one_letter,
    look_alike,
    wide,
    unseen,
    odd,
    sly,
)
"""Of tokens."""

TEXTS = named(backwards, cut, longer, one_letter, look_alike, unseen, sly)
"""Of a reply's key."""


def digits_and_letters(random: Random, code: str) -> str:
    """As many letters and digits as an officer's code, drawn afresh."""
    return "".join(letter(random) if each.isalnum() else each for each in code)


CODES = named(backwards, cut, one_letter, digits_and_letters, sly)
"""Of an officer's code, where dashes, spaces and case do not count."""


def data(random: Random, genuine: str) -> str:
    """Callback data that no button of ours carries, `genuine` being one that does."""
    way = random.below(6)
    match way:
        case 0:
            return "".join(chr(32 + random.below(95)) for _ in range(random.below(101)))
        case 1:
            return unknown_verb(random) + genuine[2:]
        case 2:
            return genuine[:2].upper() + genuine[2:]
        case 3:
            return ODD[random.below(len(ODD))] + genuine
        case 4:
            return look_alike(random, genuine[:2]) + genuine[2:]
        case _:
            return genuine[1:]


def unknown_verb(random: Random) -> str:
    """Two letters that mean nothing."""
    known = {verb.value for verb in Verb}
    while (drawn := letter(random) + letter(random)) in known:
        pass
    return drawn
