"""Updates that Telegram brings to the watch's own HTTP server."""

import hmac
import json
import logging

from aiohttp import web
from telegram import Bot

from adapters.telegram.connection import Raw, update_of
from adapters.telegram.doorway import Doorway
from adapters.telegram.limits import WEBHOOK_BYTES
from bot.ports.world import Intake

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, no secret


class Webhook:
    """Answers 200 only after the commit; any other status makes Telegram bring it again."""

    def __init__(self, bot: Bot, doorway: Doorway, intake: Intake, secret: str) -> None:
        """Let in who shows the secret."""
        self._bot, self._doorway, self._intake = bot, doorway, intake
        self._secret = secret.encode()

    async def receive(self, request: web.Request) -> web.Response:
        """Take in one update."""
        shown = request.headers.get(SECRET_HEADER)
        if shown is None:
            raise web.HTTPUnauthorized
        if not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._secret):
            raise web.HTTPForbidden
        update = update_of(await _body(request), self._bot)
        try:
            await self._doorway.admit(update, self._intake)
        except Exception as error:  # noqa: BLE001 - whatever the store raises, Telegram asks again
            log.warning("an update could not be taken in: %s", type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        return web.Response()


async def _body(request: web.Request) -> Raw:
    if (request.content_length or 0) > WEBHOOK_BYTES:
        raise web.HTTPRequestEntityTooLarge(WEBHOOK_BYTES, request.content_length or 0)
    content = b""
    async for chunk in request.content.iter_chunked(64 * 1024):
        content += chunk
        if len(content) > WEBHOOK_BYTES:
            raise web.HTTPRequestEntityTooLarge(WEBHOOK_BYTES, len(content))
    try:
        update = json.loads(content)
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise web.HTTPBadRequest
    return update
