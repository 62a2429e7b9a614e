"""The stand-in Bot API server."""

import time
from collections.abc import Callable

from aiohttp import web

from adapters.playground.screens import Act, Person, Screen
from adapters.playground.telegram.building import Builder
from adapters.playground.telegram.couriers import Couriers
from adapters.playground.telegram.door import Door
from adapters.playground.telegram.people import People
from adapters.playground.telegram.rates import Rates


class TelegramServer(Builder):
    """A Bot API server on loopback, with the people and chats behind it."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
        rates: Rates | None = None,
        webhook_retry: float = 1.0,
    ) -> None:
        """Start with an empty world, on real rates unless told otherwise.

        `ticks` is the clock of the ledger, which never steps back.
        `webhook_retry` is the first pause after a failed webhook, in seconds.
        """
        super().__init__(now=now, ticks=ticks, rates=rates or Rates.real())
        self._people = People(self)
        self._couriers = Couriers(self, webhook_retry)
        self._runner: web.AppRunner | None = None
        self._address = ("127.0.0.1", 0)

    @property
    def url(self) -> str:
        """Where it listens; clients add /bot and /file/bot."""
        return f"http://{self._address[0]}:{self._address[1]}"

    def people(self) -> tuple[Person, ...]:
        """Everybody with an account here, bots left out."""
        return self._people.people()

    def screen(self, person: str) -> Screen:
        """What this person sees now. Raises KeyError for a stranger."""
        return self._people.screen(person)

    async def act(self, person: str, act: Act) -> None:
        """Do as this person. Raises CannotActError where a real client would not allow it."""
        self._people.act(person, act)

    def file(self, key: str) -> tuple[bytes, str]:
        """The bytes and the content type behind an attachment's url. Raises KeyError."""
        return self._people.file(key)

    def vanish(self, seconds: float) -> None:
        """Be out of every bot's reach for so long, by this server's clock."""
        self.faults.outage(seconds)
        for bot in self.bots.values():
            bot.mailbox.close()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        app = Door(self, self._couriers).app()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._address = (host, int(self._runner.addresses[0][1]))
        self._couriers.start()

    async def stop(self) -> None:
        """Stop listening; the world stays as it is."""
        for bot in self.bots.values():
            bot.mailbox.close()
        await self._couriers.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None
