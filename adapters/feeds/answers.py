"""How what is public is answered over HTTP."""

import hashlib
from collections.abc import Mapping

from aiohttp import web

FRESH_S = 60
"""Seconds for which whoever reads need not ask again."""


def answer(
    request: web.Request, body: bytes, kind: str, more: Mapping[str, str] | None = None
) -> web.Response:
    """The body, or that nothing changed since it was fetched (RFC 9110, 13.1.2)."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": f"public, max-age={FRESH_S}",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
        **(more or {}),
    }
    known = {each.value for each in request.if_none_match or ()}
    if known & {tag, "*"}:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
