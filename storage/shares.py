"""What each bot may send, in sixteen shares that the processes lease: an advisory lock each.

A share is a sixteenth of the bot's rate, and the people whose ids, and the chats whose numbers'
digests, end with its letter in hexadecimal: so limits of the bot and limits of each chat hold
whoever sends. With as many shares as are fair, a process keeps its pace alone; no message costs a
word with the server.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, String, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.rates import Rates
from storage.locks import fair_part, give, stand_for
from storage.tables import DeliveryRow
from storage.turns import number_of

_tables = DeliveryRow.metadata.tables
_owed, _channels = _tables["delivery"], _tables["channel"]

LETTERS: Final = "0123456789abcdef"

SHARES: Final = 0x5072636B
"""First number of the locks of shares."""

SETTLED_S: Final = 1.5
"""How long what its last holder sent may still count: longer than a window and a slow answer."""

_TAKE: Final = """
SELECT number FROM unnest(ARRAY[{numbers}]) AS number
WHERE pg_try_advisory_lock({kind}, number) LIMIT {most}
"""


@dataclass(slots=True, kw_only=True)
class Share:
    """The shares of one bot that are ours, each since a moment.

    `begin` is called when we first ask what we may send: who never sends wants no share.
    """

    platform: str
    rates: Rates
    begin: Callable[["Share"], None]
    now: Callable[[], float] = time.monotonic
    _held: dict[str, float] = field(default_factory=dict)
    _leaving: set[str] = field(default_factory=set)
    _wanted: bool = False

    def letters(self) -> tuple[str, ...]:
        """The shares that may be used now."""
        now = self.now()
        return tuple(
            letter
            for letter, since in sorted(self._held.items())
            if letter not in self._leaving and now >= since + self._settling
        )

    def of(self, most: int) -> int:
        """How many of so many are ours; all processes' together are never more."""
        if not self._wanted:
            self._wanted = True
            self.begin(self)
        places = [LETTERS.index(letter) for letter in self.letters()]
        count = len(LETTERS)
        return sum(most * (at + 1) // count - most * at // count for at in places)

    def clear(self) -> None:
        """The line broke: nothing is ours any more."""
        self._held.clear()
        self._leaving.clear()

    async def divide(self, line: AsyncConnection) -> None:
        """Take what is free and give what is too much, so that everybody has the same."""
        fair = await self._fair(line)
        for letter in sorted(self._leaving):  # what was under way a look ago has left by now
            await give(line, SHARES, self._number(letter))
            del self._held[letter]
        self._leaving = set(sorted(self._held)[fair:])
        if len(self._held) < fair:
            await self._take(line, fair - len(self._held))

    async def _fair(self, line: AsyncConnection) -> int:
        if not self._held:
            await stand_for(line, self.platform)
        return await fair_part(line, self.platform, len(LETTERS))

    async def _take(self, line: AsyncConnection, most: int) -> None:
        wanted = {self._number(letter): letter for letter in LETTERS if letter not in self._held}
        numbers = ", ".join(map(str, wanted))
        taken = await line.exec_driver_sql(_TAKE.format(kind=SHARES, numbers=numbers, most=most))
        self._held |= {wanted[number]: self.now() for (number,) in taken}

    def _number(self, letter: str) -> int:
        return number_of(f"{self.platform} {letter}")

    @property
    def _settling(self) -> float:
        """Where nothing limits the bot nobody need wait."""
        return SETTLED_S if self.rates.window or self.rates.chat_gap else 0.0


def in_share() -> ColumnElement[bool]:
    """On PostgreSQL: the delivery belongs to one of the shares `letters`.

    A topic belongs to its group: the first number in a chat's id is the whole chat's. Numbers
    themselves end with ten digits only, and Discord's mostly with the same.
    """
    chat = select(_channels.c.chat).where(_channels.c.id == _owed.c.channel).scalar_subquery()
    of_chat = func.right(func.md5(func.substring(chat, "[0-9]+")), 1)
    letters = bindparam("letters", expanding=True, type_=String)
    of_person = func.to_hex(_owed.c.person.op("&")(len(LETTERS) - 1))
    return func.coalesce(of_person, of_chat, LETTERS[0]).in_(letters)
