"""Tripwires: something happens at the very moment at which a platform does what the bot asks."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from typing_extensions import override

from adapters.playground.discord.ledger import Entry as DiscordEntry
from adapters.playground.telegram.nouns import Entry as TelegramEntry
from bot.app.town import Town

Step = Callable[[str], None]
POLL = "getUpdates"


class _TelegramCalls(deque[TelegramEntry]):
    """A ledger that tells of each entry as it is written: done, and not yet answered."""

    def __init__(self, earlier: Iterable[TelegramEntry], step: Step) -> None:
        super().__init__(earlier)
        self._step = step

    @override
    def append(self, entry: TelegramEntry, /) -> None:
        super().append(entry)
        self._step(entry.method)


class _DiscordCalls(list[DiscordEntry]):
    """The same for Discord, by method and route."""

    def __init__(self, earlier: Iterable[DiscordEntry], step: Step) -> None:
        super().__init__(earlier)
        self._step = step

    @override
    def append(self, entry: DiscordEntry, /) -> None:
        super().append(entry)
        self._step(f"{entry.method} {entry.route}")


@dataclass(slots=True)
class _Wire:
    fits: Callable[[str], bool]
    left: int
    sprung: Callable[[], None]


class Tripwire:
    """One wire at a time, across the calls to both platforms."""

    def __init__(self, town: Town) -> None:
        """Watch these platforms' ledgers from now on."""
        self._wire: _Wire | None = None
        town.telegram.ledger = _TelegramCalls(town.telegram.ledger, self._step)
        town.discord.counter.ledger = _DiscordCalls(town.discord.ledger, self._step)

    def stretch(
        self, count: int, sprung: Callable[[], None], fits: Callable[[str], bool] | None = None
    ) -> None:
        """Do this at the `count`-th call that fits; by default at any but fetching updates."""
        self._wire = _Wire(fits=fits or _acts, left=count, sprung=sprung)

    def loosen(self) -> None:
        """Nothing happens any more."""
        self._wire = None

    def _step(self, call: str) -> None:
        wire = self._wire
        if wire is None or not wire.fits(call):
            return
        wire.left -= 1
        if wire.left <= 0:
            self._wire = None
            wire.sprung()


def _acts(call: str) -> bool:
    return call.lower() != POLL.lower()
