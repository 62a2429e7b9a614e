"""The board of figures: written at fixed moments, read by whoever asks in between.

A scrape reads what was written last, so asking more often tells no more, and how long it takes
to be answered tells nothing of what the watch does just then.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from adapters.metrics.windows import CHAT, GROUP, SECOND, Windows
from bot.model.deliveries import Backlog
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.world import Address

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS_S: Final = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
"""Coarse on purpose: whether a commit is slow, not what it waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the watch is at the moment of writing: what each platform owes, which parts are well.

    `backlogs` is empty while the database is out of reach.
    """

    ready: bool
    parts: Mapping[str, bool]
    backlogs: Mapping[PlatformName, Backlog] = field(default_factory=dict)


class Board:
    """See `bot.ports.meters.Meter`; every figure stands here and on the page only."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing counted; `steady` tells seconds and never steps back."""
        # When something was first counted is nobody's business.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._steady = steady
        self._windows: dict[PlatformName, tuple[Rates, Windows]] = {}
        self._lately: dict[PlatformName, int] = {}
        self._written = steady()
        # No default registry: processor time and memory of the process move with everything.
        self.registry = CollectorRegistry()
        self._ready = self._gauge("ready", "1 while every part does its work")
        self._part = self._gauge("part_up", "1 while a part does its work", "part")
        self._due = self._gauge("deliveries_due", "Messages whose time has come", "platform")
        self._in_flight = self._gauge("deliveries_in_flight", "Messages being sent", "platform")
        self._oldest = self._gauge(
            "delivery_oldest_seconds", "For how long the oldest has been due", "platform"
        )
        self._allowed = self._gauge(
            "send_rate_allowed", "Messages a second that a bot may send", "platform"
        )
        self._kept = self._gauge(
            "send_rate_kept", "Messages a second sent since the page before", "platform"
        )
        self._sent = self._counter("deliveries_sent", "Messages that stand", "platform")
        self._failed = self._counter(
            "deliveries_failed", "Messages that will never arrive", "platform", "reason"
        )
        self._broken = self._counter(
            "windows_broken",
            "Windows of a platform's limits that held too much",
            "platform",
            "window",
        )
        self._commit = Histogram(
            "porchlight_delivery_commit_seconds",
            "To note that a message stands",
            ["platform"],
            registry=self.registry,
            buckets=BUCKETS_S,
        )
        self.page = generate_latest(self.registry)

    def joins(self, platform: PlatformName, rates: Rates) -> None:
        """A bot is there, with these limits."""
        self._windows[platform] = (rates, Windows(rates))
        self._allowed.labels(platform).set(rates.per_second)
        self._sent.labels(platform)
        self._commit.labels(platform)
        for window in (SECOND, CHAT, GROUP):
            self._broken.labels(platform, window)

    def left(self, platform: PlatformName, to: Address) -> None:
        """See `Meter.left`."""
        if platform in self._windows:
            _, windows = self._windows[platform]
            for window in windows.broken(to, self._steady()):
                self._broken.labels(platform, window).inc()

    def sent(self, platform: PlatformName, commit_s: float) -> None:
        """See `Meter.sent`."""
        self._sent.labels(platform).inc()
        self._commit.labels(platform).observe(commit_s)
        self._lately[platform] = self._lately.get(platform, 0) + 1

    def failed(self, platform: PlatformName, reason: str) -> None:
        """See `Meter.failed`."""
        self._failed.labels(platform, reason).inc()

    def write(self, reading: Reading) -> None:
        """Write the page anew."""
        self._ready.set(reading.ready)
        for part, well in reading.parts.items():
            self._part.labels(part).set(well)
        for platform, backlog in reading.backlogs.items():
            self._due.labels(platform).set(backlog.due)
            self._in_flight.labels(platform).set(backlog.in_flight)
            self._oldest.labels(platform).set(round(backlog.oldest.total_seconds()))
        now = self._steady()
        passed = max(now - self._written, 1.0)
        for platform in self._windows:
            self._kept.labels(platform).set(round(self._lately.pop(platform, 0) / passed, 1))
        self._written = now
        self.page = generate_latest(self.registry)

    def routes(self) -> list[web.RouteDef]:
        """For a door of its own, never the one that the world comes to."""
        return [web.get("/metrics", self._answer)]

    async def _answer(self, _request: web.Request) -> web.Response:
        return web.Response(body=self.page, headers={"Content-Type": TEXT})

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"porchlight_{name}", words, labels, registry=self.registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"porchlight_{name}", words, labels, registry=self.registry)
