"""Letters that carry a code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import LookupFailedError, WatchError
from bot.model.ids import PersonId
from bot.ports.inquiries import DrawCode, Facts, PostLetter
from bot.ports.mail import Letter
from bot.ports.stores import UnitOfWork
from bot.replies import Reader
from bot.texts.render import Locale, plain
from bot.texts.text import Text

DIGITS = 8
CODE_LIVES = timedelta(minutes=10)
LETTERS_APART = timedelta(minutes=1)
"""How long somebody waits for another letter: nobody's mailbox is flooded."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What mailing a code needs; `write` makes the letter, of the address and the code."""

    uow: UnitOfWork
    facts: Facts
    now: datetime
    write: Callable[[str, str], Letter]


async def mail_code(post: Post, person: PersonId, about: str, to: str) -> None:
    """Mail a code about one thing to somebody, in place of an earlier one.

    Nothing of the code is kept but a digest: when the turn is played again the same code is
    among its facts, and after a crash another one is mailed.

    Raises:
        WatchError: `mail.wait`, `mail.none`, `mail.refused` or `mail.silent`.
    """
    stands = await post.uow.mailed.expires(person, about)
    if stands is not None and post.now < stands - CODE_LIVES + LETTERS_APART:
        raise WatchError("mail.wait")
    code = post.facts.get(DrawCode(digits=DIGITS))
    try:
        post.facts.get(PostLetter(letter=post.write(to, spelled(code))))
    except LookupFailedError as silence:
        raise WatchError("mail.silent") from silence
    await post.uow.mailed.keep(person, about, code, post.now + CODE_LIVES)


async def right(
    uow: UnitOfWork, person: PersonId, about: str, *, typed: str, now: datetime
) -> bool:
    """Whether somebody typed his code, spaces and dashes aside; one try is used up otherwise."""
    digits = "".join(char for char in typed if char.isdigit())
    return await uow.mailed.use(person, about, digits, now)


def letter(to: str, subject: Text, lines: Sequence[Text], reader: Reader) -> Letter:
    """A letter in the reader's words; the same whenever it is written."""
    locale = Locale(language=reader.language, zone=reader.zone, now=NEVER)
    text = "\n\n".join(plain(line, locale) for line in lines)
    return Letter(to=to, subject=plain(subject, locale), text=text)


def spelled(code: str) -> str:
    """A code as it is read out: in two halves."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"
