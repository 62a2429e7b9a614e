"""Whether what people do arrives: in memory, of platforms, never of people."""

from datetime import datetime

from bot.model.ids import PlatformName


class Pulse:
    """When each platform that is polled last answered."""

    def __init__(self) -> None:
        """No platform has answered yet."""
        self._answered: dict[PlatformName, datetime] = {}

    def reached(self, platform: PlatformName, now: datetime) -> None:
        """The platform answered just now."""
        self._answered[platform] = now

    def of(self, platform: PlatformName) -> datetime | None:
        """When this platform last answered here; None where it is not polled."""
        return self._answered.get(platform)

    def forget(self, platform: PlatformName) -> None:
        """Another process polls this platform now."""
        self._answered.pop(platform, None)

    def heard(self, now: datetime) -> datetime:
        """Until when all that people did has arrived: now, where nothing is polled."""
        return min(self._answered.values(), default=now)
