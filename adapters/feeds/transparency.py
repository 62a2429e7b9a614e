"""The public page over HTTP, with the ledger to be fetched beside it."""

from typing import Final

from aiohttp import web
from babel import negotiate_locale

from adapters.feeds.answers import answer
from bot.ports.reports import PublicPage
from bot.texts.catalogue import LANGUAGES

PAGE: Final = "/transparency"
LEDGER: Final = "transparency/ledger.json"
TABLE: Final = "transparency/ledger.csv"

TONGUES: Final = tuple((language, f"?lang={language}") for language in LANGUAGES)
"""The page in each language, seen from the page."""

SEALED: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}
"""The page may fetch nothing and run nothing, whatever stands in it."""


class Transparency:
    """Routes that answer with the public page."""

    def __init__(self, page: PublicPage) -> None:
        """Serve this page."""
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """For the watch's own HTTP server."""
        return [
            web.get(PAGE, self._html),
            web.get(f"/{LEDGER}", self._ledger),
            web.get(f"/{TABLE}", self._table),
        ]

    async def _html(self, request: web.Request) -> web.Response:
        return answer(request, await self._page.html(wanted(request)), "text/html", SEALED)

    async def _ledger(self, request: web.Request) -> web.Response:
        return answer(request, await self._page.ledger(), "application/json")

    async def _table(self, request: web.Request) -> web.Response:
        return answer(request, await self._page.table(), "text/csv")


def wanted(request: web.Request) -> str:
    """The language that was asked for, else the first of the reader's that is spoken here."""
    asked = request.query.get("lang", "")
    if asked in LANGUAGES:
        return asked
    header = request.headers.get("Accept-Language", "")
    tags = [tag for part in header.split(",") if (tag := part.partition(";")[0].strip())]
    return negotiate_locale(tags, LANGUAGES, sep="-") or LANGUAGES[0]
