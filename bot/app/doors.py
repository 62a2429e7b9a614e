"""What the watch serves over HTTP, and to whom."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.services.health import Health

LAST_ANSWERS_S = 3.0
"""Seconds that an answer over HTTP may take when the watch goes."""


class PortTakenError(Exception):
    """Somebody else listens there already; the message says what would help."""

    def __init__(self, port: int, remedy: str) -> None:
        """Say it to the operator; `remedy` is where another port is chosen."""
        super().__init__(f"Port {port} is taken by another program. Choose another: {remedy}")


class Probes:
    """Whether the watch lives, and whether it does its work: for whoever starts or balances it."""

    def __init__(self, health: Health) -> None:
        """Tell of this."""
        self._health = health

    def routes(self) -> list[web.RouteDef]:
        """For any HTTP server of the watch."""
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n", headers=FRESH)

    async def _ready(self, _request: web.Request) -> web.Response:
        if self._health.ready:
            return web.Response(text="ready\n", headers=FRESH)
        return web.Response(status=503, text=f"{amiss(self._health)}\n", headers=FRESH)


FRESH = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def amiss(health: Health) -> str:
    """Why the watch is not ready, in words."""
    if health.leaving:
        return "leaving"
    said = (each.part + (f" ({each.why})" if each.why else "") for each in health.troubles())
    return f"not ready: {', '.join(said)}"


@asynccontextmanager
async def served(
    routes: Iterable[web.AbstractRouteDef], listen: tuple[str, int], setting: str
) -> AsyncIterator[None]:
    """An HTTP server until the block is left; `setting` is where its port is chosen.

    Raises:
        PortTakenError: somebody else listens there.
    """
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_ANSWERS_S)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, *listen).start()
        except OSError as error:
            raise PortTakenError(listen[1], setting) from error
        yield
    finally:
        await runner.cleanup()
