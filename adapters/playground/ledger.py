"""What bots asked of a stand-in, call by call, and whether they asked too fast.

Tests hold it against what a bot believes that it did.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from adapters.playground.windows import Found, Limit, slide

UNHEARD = 0
"""The status of a call whose caller got no answer, or none that can be read."""

MOST_ENTRIES = 2_000_000
"""Calls that are kept; then the oldest go."""

TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call."""

    arrived: float  # seconds on a clock that never steps back
    call: str  # `sendMessage`; on Discord `POST /channels/{channel}/messages`
    path: str = ""  # as it was asked, where a call's name does not say all of it
    bot: str = ""  # the account's id; empty when the token is nobody's
    chat: str = ""  # the id of the chat that it is about, if it is about one
    status: int = UNHEARD  # of the HTTP answer
    made: tuple[str, ...] = ()  # the messages that it brought into the chat
    wait: float = 0.0  # seconds that the bot was told to wait
    everywhere: bool = False  # it was told so about all chats; Telegram never says

    @property
    def weight(self) -> int:
        """How many messages it counts for: an album for several."""
        return max(1, len(self.made))


class Ledger:
    """All calls, in the order in which they were done with."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self.watchers: list[Callable[[Entry], None]] = []
        """Told of each call when it is done, and not answered yet."""

    def note(self, entry: Entry) -> None:
        """Write a call down."""
        self._entries.append(entry)
        for watcher in self.watchers:
            watcher(entry)

    def clear(self) -> None:
        """Begin anew."""
        self._entries.clear()

    def __len__(self) -> int:
        """How many calls are kept."""
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """The calls, oldest first."""
        return iter(tuple(self._entries))

    def __getitem__(self, number: int) -> Entry:
        """One of them; -1 is the latest."""
        return self._entries[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A limit of the platform, and which calls it counts."""

    name: str
    limit: Limit
    counts: Callable[[Entry], Hashable | None]
    """What the calls share that are counted together; None for those that are not counted."""

    def read(self, entries: Iterable[Entry]) -> Found:
        """Hold all calls against it, by when they arrived; what was refused counts as well."""
        moments: dict[Hashable, list[float]] = {}
        for entry in sorted(entries, key=lambda each: each.arrived):
            key = self.counts(entry)
            if key is not None:
                moments.setdefault(key, []).extend([entry.arrived] * entry.weight)
        found = Found()
        for each in moments.values():
            found = found.beside(slide(each, self.limit))
        return found


def impatient(entries: Iterable[Entry], grace: float = 0.0) -> list[Entry]:
    """The calls that came before the time was over that their bot had been told to wait.

    What was on its way when the bot was told so may arrive for `grace` seconds more.
    """
    waits: dict[tuple[str, str], tuple[float, float]] = {}
    early: list[Entry] = []
    for entry in sorted(entries, key=lambda each: each.arrived):
        told = [waits.get((entry.bot, scope), (0.0, 0.0)) for scope in (entry.chat, "")]
        if entry.chat and any(since < entry.arrived < until for since, until in told):
            early.append(entry)
        if entry.wait:
            scope = "" if entry.everywhere else entry.chat
            waits[entry.bot, scope] = entry.arrived + grace, entry.arrived + entry.wait
    return early
