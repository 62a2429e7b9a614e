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

    def heard(self, now: datetime) -> datetime:
        """Until when all that people did has arrived: now, where nothing is polled."""
        return min(self._answered.values(), default=now)
