"""How fast a bot may send: evenly, and gently in each chat.

A platform counts messages when they arrive. One arrived at some moment between its start and
its answer; the quickest answers tell how much of that is the way there and back. So a message
is late by at most what its answer took longer than the quickest, and whoever starts a window's
length after that is never in the same window.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

from bot.errors import Scope
from bot.model.rates import Rates
from bot.ports.pace import Share, Start, Whole
from bot.ports.world import Address

MOST_CHATS = 10_000
"""Chats remembered before idle ones are forgotten; each minute they are forgotten anyway."""

SECOND_S = 1.001
MINUTE_S = 60.001
"""A window's length, and a little for moments that are reckoned on two clocks."""

LONGEST_WAIT_S = 1.0
"""Seconds that `soon` waits at most."""

CLOSE_S = 1e-6
"""Seconds that are none: what is lost when moments are reckoned with."""

LATE_S = 0.1
"""Seconds: who comes this late for his turn, because the machine was busy, does not delay the
next ones; they may follow at half the distance until the time is made up for."""

LATENESS_S = 0.1
"""How late a message is thought to arrive at most: servers that think for long are not slow
lines, and must not slow the whole bot down."""

ANSWERS = 64
"""Among how many answers the quickest is looked for."""


FINEST = 1_000
"""Of so many parts a share is told where a platform counts no window."""


class EvenPace:
    """The pace of a bot, or of that share of it that one process sends for.

    Whoever's share grew does not know what others sent to its chats: for a minute a group gets
    half of what it may. What others sent in the last second is over when a share grows.
    """

    def __init__(
        self,
        rates: Rates,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        share: Share | None = None,
    ) -> None:
        """`now` tells seconds on any clock that never steps back; `sleep` lets them pass."""
        self._rates = rates
        self._now = now
        self._sleep = sleep
        self._share = share or Whole()
        self._parts = rates.window or FINEST
        self._ours = self._parts
        self._grew = -MINUTE_S
        self._forgot = now()
        self._gap = 1 / rates.per_second
        self._next = self._rest = 0.0
        self._line = asyncio.Lock()
        self._ways: deque[float] = deque(maxlen=ANSWERS)
        self._window: deque[Start] = deque(maxlen=max(1, rates.window))
        self._chats: dict[str, deque[Start]] = defaultdict(self._minute)
        self._rests: dict[str, float] = {}

    async def soon(self, ahead: float, waiting: int) -> int:
        """See `bot.ports.pace.Pace`."""
        if not self._shared():
            await self._sleep(LONGEST_WAIT_S)
            return 0
        first = self._moment() + waiting * self._gap - ahead
        wait = first - self._now()
        if wait > 0:
            await self._sleep(min(wait, LONGEST_WAIT_S))
        early = self._now() + ahead + CLOSE_S - self._moment()
        return max(0, int(early / self._gap) + 1 - waiting) if early >= 0 else 0

    async def turn(self, to: Address, calls: int = 1) -> Start:
        """See `bot.ports.pace.Pace`. Who asks first is first."""
        while (wait := self.wait_for(to)) > 0:
            await self._sleep(wait)
        async with self._line:
            while (wait := max(self._moment(calls) - self._now(), self.wait_for(to))) > 0:
                await self._sleep(wait)
            return self._starts(to, calls)

    async def at_once(self, to: Address, calls: int = 1) -> Start:
        """See `bot.ports.pace.Turns`.

        Answers need no distance between them, only room in the platform's window; each puts off
        what waits in line by as much as a message takes. A chat that has to rest gets them all
        the same: somebody waits there, and platforms take some messages at once.
        """
        while (wait := self._room(calls) - self._now()) > 0:
            await self._sleep(wait)
        return self._starts(to, calls)

    def answered(self, start: Start) -> None:
        """See `bot.ports.pace.Pace`."""
        start.answered = self._now()
        self._ways.append(start.answered - start.began)

    def wait_for(self, to: Address) -> float:
        """See `bot.ports.pace.Pace`."""
        chat = self._chat(to)
        moment = self._rests.get(chat, 0.0)
        sent = self._chats.get(chat)
        if sent:
            moment = max(moment, self._arrived(sent[-1]) + self._rates.chat_gap)
            most = self._rates.group_per_minute
            if not to.personal and most and len(sent) >= most:
                moment = max(moment, self._arrived(sent[-most]) + MINUTE_S)
        return max(0.0, moment - self._now())

    def rest(self, seconds: float, scope: Scope, to: Address) -> None:
        """See `bot.ports.pace.Pace`.

        A platform that does not say what a pause covers means the chat, until it refuses
        another one meanwhile: then it means the bot.
        """
        now = self._now()
        chat = self._chat(to)
        others = any(rest > now for each, rest in self._rests.items() if each != chat)
        if scope is Scope.BOT or (scope is Scope.UNSAID and others):
            self._rest = max(self._rest, now + seconds)
        else:
            self._rests[chat] = max(self._rests.get(chat, 0.0), now + seconds)

    def _shared(self) -> int:
        """How much of the bot is ours now; the pace follows."""
        ours = self._share.of(self._parts)
        if ours > self._ours:
            self._grew = self._now()
        if ours and ours != self._ours:
            self._gap = self._parts / (ours * self._rates.per_second)
            if self._rates.window:
                self._window = deque(self._window, maxlen=ours)
        self._ours = ours
        return ours

    def _minute(self) -> deque[Start]:
        most = max(1, self._rates.group_per_minute)
        unknown = most // 2 if self._now() < self._grew + MINUTE_S else 0
        return deque([Start(began=self._grew, answered=self._grew)] * unknown, maxlen=most)

    def _chat(self, to: Address) -> str:
        return to.id.partition(self._rates.parts)[0] if self._rates.parts else to.id

    def _moment(self, calls: int = 1) -> float:
        """When the next message may leave."""
        moment = max(self._next, self._room(calls))
        if self._window:
            moment = max(moment, self._window[-1].began + self._gap / 2)
        return moment

    def _room(self, calls: int) -> float:
        """When the platform takes so many calls more."""
        moment = self._rest
        over = len(self._window) + calls - (self._window.maxlen or 0)
        if self._rates.window and 0 < over <= len(self._window):
            oldest = self._window[over - 1]
            arrived = min(self._arrived(oldest), oldest.began + LATENESS_S)
            moment = max(moment, arrived + SECOND_S)
        return moment

    def _arrived(self, start: Start) -> float:
        """The latest moment at which it may have arrived, less the quickest way of all."""
        answered = self._now() if start.answered is None else start.answered
        return max(start.began, answered - min(self._ways, default=0.0))

    def _starts(self, to: Address, calls: int) -> Start:
        now, meant = self._now(), max(self._next, self._rest)
        self._next = (meant if now - meant <= LATE_S else now) + calls * self._gap
        start = Start(began=now)
        self._window.extend([start] * calls)
        self._chats[self._chat(to)].append(start)
        if len(self._chats) > MOST_CHATS or now > self._forgot + MINUTE_S:
            self._forget(now)
        return start

    def _forget(self, now: float) -> None:
        """Keep of chats what still counts: whom the bot answered is nobody's business after it."""
        self._forgot = now
        for chat in [
            each for each, sent in self._chats.items() if now - sent[-1].began > MINUTE_S
        ]:
            del self._chats[chat]
        for chat in [each for each, rest in self._rests.items() if rest <= now]:
            del self._rests[chat]
