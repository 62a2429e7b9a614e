"""Tripwires: something happens at the very moment at which a platform does what the bot asks."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.playground.ledger import Entry
from bot.app.town import Town

POLL = "getUpdates"


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
        for platform in (town.telegram, town.discord):
            platform.ledger.watchers.append(self._step)

    def stretch(
        self, count: int, sprung: Callable[[], None], fits: Callable[[str], bool] | None = None
    ) -> None:
        """Do this at the `count`-th call that fits; by default at any but fetching updates."""
        self._wire = _Wire(fits=fits or _acts, left=count, sprung=sprung)

    def loosen(self) -> None:
        """Nothing happens any more."""
        self._wire = None

    def _step(self, entry: Entry) -> None:
        wire = self._wire
        if wire is None or not wire.fits(entry.call):
            return
        wire.left -= 1
        if wire.left <= 0:
            self._wire = None
            wire.sprung()


def _acts(call: str) -> bool:
    return call.lower() != POLL.lower()
