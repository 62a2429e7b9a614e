"""Who brings a picture to a platform that then knows it."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.model.pictures import CleanMedia, Paper

MOST_KNOWN = 256
"""How many pictures are remembered; of one that is forgotten a few may be brought at once."""


class Couriers:
    """The first message with a picture goes alone; those after it need not bring it along.

    It may not arrive: then the next one is the first.
    """

    def __init__(self) -> None:
        """Nothing was brought yet."""
        self._known: dict[bytes, None] = {}
        self._doors: defaultdict[bytes, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def passage(self, media: CleanMedia | Paper) -> AsyncIterator[None]:
        """Wait until the picture is there, or bring it."""
        what = hashlib.sha256(media.content).digest()
        if what not in self._known:
            async with self._doors[what]:
                if what not in self._known:
                    yield
                    self._remember(what)
                    return
        yield

    def _remember(self, what: bytes) -> None:
        self._known[what] = None
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._doors.pop(what, None)  # who waits at it holds it himself
