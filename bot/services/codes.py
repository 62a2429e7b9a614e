"""Six words that lead to a thread, for whoever may lose the copy that was answered.

Each is one of 2,048, the lists of BIP-39: 66 bits. They follow from the copy's token under the
request's key, so the watch keeps neither, and a copy has the same words whenever it is asked.
What is kept is a slow digest of their places in the list: the same in whichever language the
words were shown.
"""

import asyncio
import hashlib
import hmac
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from mnemonic import Mnemonic

from bot.model.relay import Thread
from bot.ports.inquiries import Facts, Outside
from bot.services.tokens import Token
from bot.texts.catalogue import language_of

WORDS = 6
BITS_A_WORD = 11
BITS = WORDS * BITS_A_WORD

LISTS = {"en": "english", "es": "spanish"}
"""The list of each language that the watch speaks."""

STEM = 4
"""Letters that tell a word from all others of its list, accents aside (BIP-39)."""

ITERATIONS, LANES, MEMORY_KIB = 3, 4, 48 * 1_024
"""RFC 9106, section 4, the second choice; of its 64 MiB so many that it takes about 100 ms."""

SALT_BYTES, TAG_BYTES = 16, 32

SLOWLY = ThreadPoolExecutor(max_workers=1, thread_name_prefix="code")
"""One at a time: however many try, the memory is taken once, and one processor at most."""

Code = tuple[int, ...]
"""Six places in a list of words, which are the same in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What tag does this code have? Slow on purpose, so never within a transaction."""

    content: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    async def answer(self, outside: Outside) -> str:
        """Argon2id, hex."""
        del outside
        return await asyncio.get_running_loop().run_in_executor(SLOWLY, self._tag)

    def _tag(self) -> str:
        slow = Argon2id(
            salt=self.salt,
            length=TAG_BYTES,
            iterations=ITERATIONS,
            lanes=LANES,
            memory_cost=MEMORY_KIB,
        )
        return slow.derive(self.content).hex()


def code_of(token: Token) -> Code:
    """The code of a copy: it reads the same in whichever list it is looked up."""
    for attempt in count():
        about = f"porchlight code {attempt}\n{token.text}".encode()
        drawn = hmac.new(token.key, about, hashlib.sha256).digest()
        bits = int.from_bytes(drawn) >> (len(drawn) * 8 - BITS)
        code = tuple(bits >> BITS_A_WORD * at & (1 << BITS_A_WORD) - 1 for at in range(WORDS))
        if all(read(spelled(code, language)) == code for language in LISTS):
            return code
    raise AssertionError  # `count` has no end


def spelled(code: Code, language: str) -> str:
    """The words of a code in a reader's language."""
    words = _words(language_of(language))
    return " ".join(words[place] for place in code)


def in_all_languages(token: Token) -> str:
    """All words that a copy's code can be shown in, for the guard to look for."""
    return " ".join(spelled(code_of(token), language) for language in LISTS)


def read(text: str) -> Code | None:
    """The code that somebody wrote, in any of the languages; None when it cannot be one.

    Case, accents, numbering and what follows the first four letters do not count.
    """
    stems = [_stem(word) for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text))]
    for language in LISTS:
        places = _places(language)
        if len(stems) == WORDS and all(stem in places for stem in stems):
            return tuple(places[stem] for stem in stems)
    return None


def as_read(text: str) -> str:
    """What somebody wrote, as it counts: two spellings of one code are the same."""
    code = read(text)
    return f"no code {text}" if code is None else _written(code)


def thread_of(token: Token, facts: Facts) -> Thread:
    """The thread of a copy: found by its token, and by its words."""
    return Thread(tag=token.thread, code=_tag(_written(code_of(token)), token.key, facts))


def tag_of(text: str, token: Token, facts: Facts) -> str:
    """The tag of what somebody wrote; what cannot be a code takes as long and leads nowhere."""
    return _tag(as_read(text), token.key, facts)


def _written(code: Code) -> str:
    return "code " + " ".join(map(str, code))


def _tag(content: str, key: bytes, facts: Facts) -> str:
    salt = hmac.new(key, b"porchlight code salt", hashlib.sha256).digest()[:SALT_BYTES]
    return facts.get(Stretch(content=content.encode(), salt=salt))


@cache
def _words(language: str) -> tuple[str, ...]:
    listed = Mnemonic(LISTS[language]).wordlist
    return tuple(unicodedata.normalize("NFC", word) for word in listed)


@cache
def _places(language: str) -> dict[str, int]:
    return {_stem(word): place for place, word in enumerate(_words(language))}


def _stem(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))[:STEM]
