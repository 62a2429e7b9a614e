"""Rate limits as data, and the gauge that counts against them.

https://discord.com/developers/docs/topics/rate-limits
"""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from adapters.playground.ledger import Entry, Rule
from adapters.playground.windows import Limit

POST = "POST /channels/{channel}/messages"
"""What brings a message into a channel."""

INVALID_WINDOW = 600.0  # seconds in which invalid requests are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The limits of the server. The per-route ones are those that bots commonly observe."""

    overall: Limit | None = None
    routes: Mapping[str, Limit] = field(default_factory=lambda: MappingProxyType({}))
    invalid: Limit | None = None
    identify: Limit | None = None
    gateway: Limit | None = None

    @classmethod
    def real(cls) -> "Rates":
        """What Discord documents, and what its headers are seen to say."""
        message = "/channels/{channel}/messages"
        routes = {
            POST: Limit(calls=5, seconds=5.0),
            f"PATCH {message}/{{message}}": Limit(calls=5, seconds=5.0),
            f"DELETE {message}/{{message}}": Limit(calls=5, seconds=1.0),
            "POST /channels/{channel}/typing": Limit(calls=5, seconds=5.0),
            "POST /webhooks/{application}/{token}": Limit(calls=5, seconds=2.0),
            "POST /users/@me/channels": Limit(calls=10, seconds=10.0),
        }
        return cls(
            overall=Limit(calls=50, seconds=1.0),
            routes=MappingProxyType(routes),
            invalid=Limit(calls=10_000, seconds=INVALID_WINDOW),
            identify=Limit(calls=1, seconds=5.0),
            gateway=Limit(calls=120, seconds=60.0),
        )

    @classmethod
    def none(cls) -> "Rates":
        """No limits at all."""
        return cls()


def _bot(entry: Entry) -> str | None:
    """Interactions and their follow-ups are outside the overall limit."""
    aside = ("/interactions/", "/webhooks/")
    return entry.bot if entry.bot and not entry.path.startswith(aside) else None


def _channel(entry: Entry) -> tuple[str, str] | None:
    return (entry.bot, entry.chat) if entry.call == POST else None


RULES = (
    Rule(name="bot, 50 a second", limit=Limit(calls=50, seconds=1.0), counts=_bot),
    Rule(name="channel, 5 in 5 seconds", limit=Limit(calls=5, seconds=5.0), counts=_channel),
)
"""What is documented, and the bucket of a channel as its headers tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where a bucket stands after a call."""

    limit: int
    remaining: int
    reset: float  # seconds since the epoch
    reset_after: float
    bucket: str
    exceeded: bool = False
    shared_by_all: bool = False  # the overall limit, not a route's

    def headers(self) -> dict[str, str]:
        """The headers that tell a client about it."""
        if self.shared_by_all:
            return {}
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.reset:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
        }


@dataclass(slots=True)
class Window:
    """How many calls came since the window opened."""

    opened: float
    calls: int = 0


@dataclass(slots=True, kw_only=True)
class Gauge:
    """Counts calls against the rates."""

    rates: Rates
    now: Callable[[], float]
    windows: dict[tuple[object, ...], Window] = field(default_factory=dict)
    refused: deque[float] = field(default_factory=deque)  # when requests were invalid

    def _count(self, key: tuple[object, ...], limit: Limit) -> tuple[bool, int, float]:
        now = self.now()
        window = self.windows.get(key)
        if window is None or now >= window.opened + limit.seconds:
            window = self.windows[key] = Window(now)
        resets = window.opened + limit.seconds
        if window.calls >= limit.calls:
            return False, 0, resets
        window.calls += 1
        return True, limit.calls - window.calls, resets

    def call(self, application: int, route: str, major: str) -> Reading | None:
        """Count a call to a route; `major` is what buckets of one route differ by."""
        limit = self.rates.routes.get(route)
        if limit is None:
            return None
        bucket = hashlib.sha256(route.encode()).hexdigest()[:32]
        fits, remaining, resets = self._count((application, route, major), limit)
        return self._reading(limit, bucket, (fits, remaining, resets))

    def overall(self, application: int) -> Reading | None:
        """Count a call against the application's overall limit."""
        limit = self.rates.overall
        if limit is None:
            return None
        reading = self._reading(limit, "", self._count((application, "overall"), limit))
        return reading if reading.exceeded else None

    def _reading(self, limit: Limit, bucket: str, counted: tuple[bool, int, float]) -> Reading:
        fits, remaining, resets = counted
        return Reading(
            limit=limit.calls,
            remaining=remaining,
            reset=resets,
            reset_after=max(resets - self.now(), 0.001),
            bucket=bucket,
            exceeded=not fits,
            shared_by_all=not bucket,
        )

    def invalid(self) -> None:
        """Count a request that was answered with 401, 403 or 429."""
        self.refused.append(self.now())

    @property
    def invalid_requests(self) -> int:
        """How many of the last ten minutes' requests were invalid."""
        while self.refused and self.refused[0] <= self.now() - INVALID_WINDOW:
            self.refused.popleft()
        return len(self.refused)

    @property
    def banned(self) -> bool:
        """Whether there were so many invalid requests that nothing gets through."""
        limit = self.rates.invalid
        return limit is not None and self.invalid_requests >= limit.calls

    def identify(self, application: int, bucket: int) -> bool:
        """Count a new session of a bucket of shards; false if it comes too soon."""
        limit = self.rates.identify
        return limit is None or self._count((application, "identify", bucket), limit)[0]

    def gateway_send(self, connection: int) -> bool:
        """Count what a client sends over the gateway; false if it is too much."""
        limit = self.rates.gateway
        return limit is None or self._count((connection, "gateway"), limit)[0]
