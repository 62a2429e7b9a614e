"""A tile server on loopback: a town of streets, drawn for whichever tile is asked for."""

import asyncio
import io
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from PIL import Image, ImageDraw

SIDE = 256
GROUND, ROAD, PARK = (224, 219, 209), (255, 255, 255), (200, 232, 190)
BLOCK_DEGREES = 1 / 400_000
"""Part of the world between two streets, some 70 metres at Montréal."""


def tile(z: int, x: int, y: int, side: int = SIDE) -> bytes:
    """One tile as PNG: white streets, now and then a park."""
    picture = Image.new("RGB", (side, side), GROUND)
    draw = ImageDraw.Draw(picture)
    step = BLOCK_DEGREES * 2**z * side
    west, north = x * side, y * side
    road = max(step * 0.07, 0.6)
    if step >= 8:
        for row in range(math.floor(north / step), math.ceil((north + side) / step) + 1):
            for column in range(math.floor(west / step), math.ceil((west + side) / step) + 1):
                left, top = column * step - west, row * step - north
                if (row * 7 + column * 3) % 23 == 0:
                    draw.rectangle((left, top, left + step, top + step), fill=PARK)
                draw.rectangle((left - road, top, left + road, top + step), fill=ROAD)
                draw.rectangle((left, top - road, left + step, top + road), fill=ROAD)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@dataclass
class TileServerStandIn:
    """What it answers, and who asked for what."""

    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    most_at_once: int = 0
    status: int = 200
    missing: set[tuple[int, int, int]] = field(default_factory=set)
    content: bytes | None = None
    pause: float = 0.0
    side: int = SIDE
    _now: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How often each tile was asked for."""
        return Counter(request.path for request in self.asked)

    async def answer(self, request: web.Request) -> web.Response:
        """One tile."""
        self.asked.append(request)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(self.pause)
        finally:
            self._now -= 1
        if self.status != 200:
            return web.Response(status=self.status)
        z, x, y = (int(request.match_info[part]) for part in "zxy")
        if (z, x, y) in self.missing:
            return web.Response(status=404)
        tag = self.headers.get("ETag")
        if tag is not None and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=self.headers)
        content = tile(z, x, y, self.side) if self.content is None else self.content
        return web.Response(body=content, content_type="image/png", headers=self.headers)


@asynccontextmanager
async def serving(stand_in: TileServerStandIn) -> AsyncIterator[TileServerStandIn]:
    """The server, for a while."""
    app = web.Application()
    app.router.add_get("/{z}/{x}/{y}.png", stand_in.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    stand_in.url = f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
