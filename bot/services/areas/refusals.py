"""How a map says what is wrong with it, to whoever made it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from bot.texts.render import Locale, plain
from bot.texts.text import Text, Value

OPERATORS = Locale(language="en", zone="UTC", now=datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one feature of a file, or with the file: then `where` is empty."""

    where: str
    text: Text

    @property
    def words(self) -> str:
        """In the operator's language."""
        return plain(self.text, OPERATORS)


class FaultError(Exception):
    """This feature, or this file, cannot be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        """Remember what to say."""
        super().__init__(text.key)
        self.text = text


def refuse(key: str, /, **values: Value) -> NoReturn:
    """Stop reading. Raises FaultError with the sentence under this key."""
    raise FaultError(Text.of(key, **values))
