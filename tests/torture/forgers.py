"""The forger: it makes forgeries from originals, and knows which of them would be none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.events import Act, Called, Filled, Pressed, Said, Shown
from bot.model.actions import Action, Verb, act, decoded
from bot.model.commands import Command
from bot.services import codes
from bot.services.tokens import NUMBER_BYTES, TOKEN_BYTES
from tests.fakes import SeededRandom
from tests.torture import shapes
from tests.torture.guests import Guest, guest
from tests.torture.hall import Hall
from tests.torture.originals import CLOSED, OPEN, SAID, Originals
from tests.torture.shapes import Shape

T = TypeVar("T")

SLOW_ONE_IN = 1_000
"""So rarely a code in six words is tried: each costs a tenth of a second, on purpose."""

TRIES_EACH = 5
"""Codes that one account may try for one request."""

PRESSED = (
    Verb.COPY_WRITE,
    Verb.COPY_CHECK,
    Verb.DRAFT_SEND,
    Verb.DRAFT_SEND_THREAD,
    Verb.DRAFT_SEND_CODE,
    Verb.DRAFT_CLEAR,
    Verb.DRAFT_KEEP,
    Verb.CODE_ASK,
)
"""Buttons that carry a token."""

FILLED = (Verb.COPY_FORM, Verb.CODE_FORM)
KEYED = (Verb.REPLY_ASK, Verb.REPLY_BLOCK, Verb.REPLY_BLOCK_SURELY)
"""Forms that carry a token, and buttons that carry a reply's key."""

NONCE = "AAAAAAAAAAA"

LISTED = codes.spelled(tuple(range(2_048)), "en").split()
"""Every word that a code may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """What is tried; `kind` names all that must be answered alike, `shape` how it was made."""

    kind: str
    shape: str
    act: Act
    who: Guest


@dataclass(slots=True, kw_only=True)
class Forger:
    """Makes forgeries from originals, and knows which of them are none."""

    hall: Hall
    originals: Originals
    random: SeededRandom
    drawn: int = 0
    trier: Guest | None = None
    tried: int = 0

    def next(self) -> Forgery:
        """One more: every kind in its turn, every shape as chance has it."""
        self.drawn += 1
        if self.drawn % SLOW_ONE_IN == 0:
            return self.words()
        match self.drawn % 10:
            case 0:
                return self.data()
            case 1:
                return self.key()
            case 2:
                return self.code()
            case _:
                return self.token()

    def token(self) -> Forgery:
        """A button, a form or an answered copy with a token that is none."""
        who, shape = self._one(self.originals.forgers), self._one(shapes.TOKENS)
        way = self._one((*PRESSED, *FILLED, None))
        genuine = [token for held in self.originals.tokens.values() for token in held]
        while True:
            forged = shape.bend(self.random, self._one(genuine))
            args = tuple(forged.split(":"))
            held = args[0]
            if held not in genuine and (held.strip() or way is not None):
                break
            shape = self._one(shapes.TOKENS)  # it was no forgery: another way
        name = way.name if way is not None else "answered"
        kind = f"{name}, {'closed' if closed(held) else 'open, absent or no token'}"
        return Forgery(kind=kind, shape=shape.name, act=carrying(way, args), who=who)

    def data(self) -> Forgery:
        """A button or a form that is none of ours."""
        who, way = self._one(self.originals.forgers), self.random.below(2)
        token = self._one(self.originals.tokens[CLOSED])
        genuine = f"{self._one((*PRESSED, *FILLED))}:{token}"
        while decoded(forged := shapes.data(self.random, genuine)) is not None:
            pass
        action = decoded(forged)
        act_ = Filled(action=action, fields={"text": SAID}) if way else Pressed(action=action)
        return Forgery(
            kind=f"data, {'form' if way else 'button'}", shape="data", act=act_, who=who
        )

    def key(self) -> Forgery:
        """A reply's key that is none."""
        shape, forged = self._bent(shapes.TEXTS, self.originals.key, str)
        verb, who = self._one(KEYED), self._one(self.originals.forgers)
        action = Action(verb=verb, args=(forged,))
        return Forgery(kind=verb.name, shape=shape, act=Pressed(action=action), who=who)

    def code(self) -> Forgery:
        """An officer's code that is none."""
        shape, forged = self._bent(shapes.CODES, self.originals.code, as_typed)
        act_ = Called(command=Command.VERIFY, argument=forged or "-")
        who = self._one(self.originals.forgers)
        return Forgery(kind="officer's code", shape=shape, act=act_, who=who)

    def words(self) -> Forgery:
        """Six words that are none, under a genuine copy; nobody may try many."""
        if self.trier is None or self.tried == TRIES_EACH:
            self.trier, self.tried = guest(self.hall, f"trier {self.drawn}"), 0
        self.tried += 1
        genuine = codes.read(self.originals.words)
        while codes.read(forged := self._words()) == genuine:
            pass
        token = self.originals.tokens[OPEN][1]
        act_ = Filled(action=act(Verb.CODE_FORM, token), fields={"code": forged})
        return Forgery(kind="six words", shape="words", act=act_, who=self.trier)

    def _words(self) -> str:
        words = self.originals.words.split()
        for _ in range(1 + self.random.below(len(words))):
            words[self.random.below(len(words))] = self._one(LISTED)
        if self.random.below(4) == 0:
            words.reverse()
        return " ".join(words[: len(words) - self.random.below(2)])

    def _bent(
        self, of: tuple[Shape, ...], genuine: str, read: Callable[[str], str]
    ) -> tuple[str, str]:
        while True:
            shape = self._one(of)
            forged = shape.bend(self.random, genuine)
            if read(forged) != read(genuine):
                return shape.name, forged

    def _one(self, of: Sequence[T]) -> T:
        return of[self.random.below(len(of))]


def carrying(way: Verb | None, args: tuple[str, ...]) -> Act:
    """The act that brings this: by button, by form, or as an answer to a copy.

    Not every text fits a button; the door must not rely on that.
    """
    action = Action(verb=way or Verb.COPY_CHECK, args=args)
    shown = Shown(quote=SAID, actions=(action,))
    match way:
        case None:
            return Said(text=SAID, answering=shown)
        case Verb.COPY_FORM:
            return Filled(action=action, fields={"text": SAID})
        case Verb.CODE_FORM:
            return Filled(action=action, fields={"code": "abandon " * 6})
        case Verb.DRAFT_SEND | Verb.DRAFT_SEND_THREAD | Verb.DRAFT_SEND_CODE:
            nonced = Action(verb=way, args=(*args[:1], NONCE))
            return Pressed(action=nonced, shown=shown)
        case _:
            return Pressed(action=action, shown=shown)


def as_typed(code: str) -> str:
    """An officer's code without what does not count."""
    return "".join(char for char in code.upper() if char.isalnum())


def closed(forged: str) -> bool:
    """Whether this is written as a token is, of the closed request."""
    try:
        content = shapes.raw(forged)
    except ValueError:
        return False
    whole = len(content) == TOKEN_BYTES and shapes.text(content) == forged
    return whole and int.from_bytes(content[:NUMBER_BYTES]) == int(CLOSED)
