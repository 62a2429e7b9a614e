"""The watch's cartographer: plans sheets, has them drawn, and remembers what was drawn."""

import asyncio
import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from adapters.maps.charts import chart_of
from adapters.maps.frames import framed, thinned
from adapters.maps.plans import bare, sheet_of
from adapters.maps.sheets import Job, Poster, Sheet
from adapters.maps.tiles import TileServer
from adapters.maps.workshop import Workshop
from bot.errors import LookupFailedError
from bot.model.maps import Digest, MapView
from bot.model.pictures import CleanPicture
from bot.texts.catalogue import language_of

REMEMBERED: Final = 16 << 20
"""Bytes of pictures that are remembered; a map has some 80 kB."""

MAKESHIFT_S: Final = 300.0
"""Seconds for which a map without its tiles is remembered: the server may be back by then."""

FOR_GOOD: Final = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiled:
    """A tile server, and whom the maps must name for it."""

    server: TileServer
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and for how many seconds it may be shown again."""

    picture: CleanPicture
    lasts: float = FOR_GOOD


class Mapmaker:
    """Draws each view once, however many look at it: on tiles where there are some, else bare."""

    def __init__(self, workshop: Workshop, tiled: Tiled | None = None) -> None:
        """Have sheets drawn in this workshop."""
        self._workshop, self._tiled = workshop, tiled
        self._album = _Album(REMEMBERED)
        self._under_way: dict[bytes, asyncio.Task[CleanPicture]] = {}

    async def map(self, view: MapView) -> CleanPicture:
        """See `bot.ports.maps.Cartographer.map`."""
        lean = _lean(view)
        return await self._once(_mark(lean), lambda: self._map(lean))

    async def digest(self, digest: Digest, language: str) -> CleanPicture:
        """See `bot.ports.maps.Cartographer.digest`."""
        lean = replace(digest, view=None if digest.view is None else _lean(digest.view))
        return await self._once(
            _mark((lean, language_of(language))), lambda: self._digest(lean, language)
        )

    async def close(self) -> None:
        """Put the tools away."""
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        await self._workshop.close()
        if self._tiled is not None:
            await self._tiled.server.close()

    async def _once(self, mark: bytes, draw: Callable[[], Awaitable[Drawn]]) -> CleanPicture:
        known = self._album.find(mark)
        if known is not None:
            return known
        if mark not in self._under_way:
            task = asyncio.create_task(self._kept(mark, draw))
            self._under_way[mark] = task
            task.add_done_callback(lambda done: self._done(mark, done))
        return await asyncio.shield(self._under_way[mark])  # others may wait for it, too

    async def _kept(self, mark: bytes, draw: Callable[[], Awaitable[Drawn]]) -> CleanPicture:
        drawn = await draw()
        self._album.keep(mark, drawn)
        return drawn.picture

    def _done(self, mark: bytes, task: asyncio.Task[CleanPicture]) -> None:
        self._under_way.pop(mark, None)
        if not task.cancelled():
            task.exception()  # whoever still waits is told; nobody need wait any more

    async def _map(self, view: MapView) -> Drawn:
        sheet, lasts = await self._planned(view)
        return await self._drawn(sheet, lasts)

    async def _digest(self, digest: Digest, language: str) -> Drawn:
        chart = chart_of(digest.tally, language)
        if digest.view is None:
            return await self._drawn(chart)
        sheet, lasts = await self._planned(digest.view)
        return await self._drawn(Poster(sheet=sheet, chart=chart), lasts)

    async def _drawn(self, job: Job, lasts: float = FOR_GOOD) -> Drawn:
        content = await self._workshop.drawn(job)
        return Drawn(picture=CleanPicture(content=content), lasts=lasts)

    async def _planned(self, view: MapView) -> tuple[Sheet, float]:
        """The sheet, and for how many seconds it is the best there is.

        Raises:
            LookupFailedError: there is nothing to be shown.
        """
        try:
            if self._tiled is None:
                return bare(view), FOR_GOOD
            frame = framed(view, tiled=True)
            try:
                tiles = await self._tiled.server.tiles(frame, private=view.circle is not None)
            except LookupFailedError:
                return bare(view), MAKESHIFT_S
            return sheet_of(view, frame, tiles, self._tiled.attribution), FOR_GOOD
        except ValueError as error:
            message = "there is nothing to be shown"
            raise LookupFailedError(message) from error


class _Album:
    """Pictures drawn before, as many as there is room for."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._pictures: OrderedDict[bytes, tuple[CleanPicture, float]] = OrderedDict()

    def find(self, mark: bytes) -> CleanPicture | None:
        picture, until = self._pictures.get(mark, (None, 0.0))
        if picture is None or until < asyncio.get_running_loop().time():
            return None
        self._pictures.move_to_end(mark)
        return picture

    def keep(self, mark: bytes, drawn: Drawn) -> None:
        until = asyncio.get_running_loop().time() + drawn.lasts
        self._pictures[mark] = (drawn.picture, until)
        self._pictures.move_to_end(mark)
        while sum(len(picture.content) for picture, _ in self._pictures.values()) > self._room:
            self._pictures.popitem(last=False)


def _lean(view: MapView) -> MapView:
    """The view without corners that nobody could see."""
    return replace(view, areas=thinned(view.areas))


def _mark(subject: object) -> bytes:
    """Equal for equal subjects, as a rule; otherwise one is drawn twice."""
    return hashlib.sha256(pickle.dumps(subject)).digest()
