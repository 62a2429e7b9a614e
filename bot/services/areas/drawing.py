"""Areas that a moderator draws for a chat: a circle around a place, or a map sent in a file."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import StringIO

from bot.errors import WatchError
from bot.events import Event
from bot.model.areas import Area, AreaDraft, Outline, RawMap
from bot.model.channels import Channel, ChannelDraft, Chat, Openness
from bot.model.deliveries import DeliveryKind
from bot.model.ids import AreaId, Cell
from bot.model.maps import MapArea, MapView
from bot.model.nesting import beside
from bot.model.places import centre
from bot.ports.inquiries import Facts
from bot.ports.stores import UnitOfWork
from bot.services.areas.keeping import fitting_name, ground, hanging, nest, notice
from bot.services.areas.reading import Reading, cells, read_areas
from bot.services.areas.refusals import FaultError
from bot.services.areas.shapes import circle_around, square_kilometres
from bot.services.channels import require_admin
from bot.texts.catalogue import language_of
from bot.texts.text import Expanse

RADII_M = (300, 500, 1_000, 2_000, 5_000)
"""The radii offered for a drawn area, in metres."""

FIRST_RADIUS_M = 500

LARGEST_DRAWN_KM2 = 500
"""Of a drawing: a large town. It is reckoned while others wait for their answers."""

MOST_NAMED = 3
"""Areas around that are named beside a drawing."""

UNNAMED = "#"
"""Begins the stand-in for a name that a feature lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a moderator drew so far for a chat: a circle (cell and radius) or an outline."""

    chat: str
    title: str = ""
    name: str = ""
    cell: int | None = None
    radius: int = FIRST_RADIUS_M
    outline: Outline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One shape of a file; without a name where it has none."""

    name: str
    outline: Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a drawing lies: its size in square metres, the areas that hold it and that it cuts."""

    view: MapView
    size: int
    inside: tuple[str, ...]
    cutting: tuple[str, ...]
    more: int = 0  # areas that it cuts beside those


async def features_of(uow: UnitOfWork, map_: RawMap) -> tuple[Feature, ...]:
    """The good shapes of a file.

    Raises:
        WatchError: `area.no_text`; `area.bad_map` with what is wrong with the first, when none
            is good.
    """
    try:
        text = map_.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WatchError("area.no_text") from None
    how = Reading(around=await ground(uow), unnamed=UNNAMED, bare=True)
    read = read_areas(StringIO(text), how)
    if not read.drafts:
        raise WatchError("area.bad_map", why=read.findings[0].text)
    return tuple(
        Feature(name="" if draft.name.startswith(UNNAMED) else draft.name, outline=draft.outline)
        for draft in read.drafts
    )


def shape_of(sketch: Sketch) -> Outline:
    """The outline of what was drawn. Raises WatchError `area.bad_map` near a pole."""
    if sketch.outline is not None:
        return sketch.outline
    try:
        return circle_around(centre(Cell(sketch.cell or 0)), sketch.radius)
    except FaultError as fault:
        raise WatchError("area.bad_map", why=fault.text) from None


async def looked_at(uow: UnitOfWork, chat: Chat, sketch: Sketch) -> Look:
    """What a drawing looks like among the areas."""
    outline = shape_of(sketch)
    covers, names = await uow.areas.covers(), {a.id: a.name for a in await uow.areas.all()}
    here = await _drawn_here(uow, chat)
    others = {area: cells for area, cells in covers.items() if here is None or area != here.id}
    found = beside(cells_in(outline), others)
    around = (*found.holding[:1], *found.cutting)[:MOST_NAMED]
    shapes = [(names[area], await uow.areas.outline(area)) for area in around]
    return Look(
        view=MapView(
            areas=(
                MapArea(outline=outline, name=sketch.name, whole=True),
                *(MapArea(outline=shape, name=name) for name, shape in shapes if shape),
            )
        ),
        size=round(square_kilometres(outline) * 1_000_000),
        inside=tuple(names[area] for area in found.holding[:MOST_NAMED]),
        cutting=tuple(names[area] for area in found.cutting[:MOST_NAMED]),
        more=max(0, len(found.cutting) - MOST_NAMED),
    )


async def check_ground(uow: UnitOfWork, outline: Outline) -> None:
    """Refuse a drawing that is too large, or touches none of the operator's areas, if any.

    Raises:
        WatchError: `area.too_large`, `area.outside`; `area.bad_map` when it holds no block.
    """
    size = round(square_kilometres(outline))
    if size > LARGEST_DRAWN_KM2:
        raise WatchError("area.too_large", size=_expanse(size), most=_expanse(LARGEST_DRAWN_KM2))
    own = {area.id for area in await uow.areas.all() if not area.drawn}
    covers = {area: cells for area, cells in (await uow.areas.covers()).items() if area in own}
    found = beside(cells_in(outline), covers)
    if covers and not (found.holding or found.cutting):
        raise WatchError("area.outside")


async def name_for(uow: UnitOfWork, chat: Chat, name: str) -> str:
    """A name that the chat's area may have; that of its own drawing is free. As `fitting_name`."""
    before = await _drawn_here(uow, chat)
    return await fitting_name(uow, name, own=None if before is None else before.id)


def cells_in(outline: Outline) -> tuple[Cell, ...]:
    """The cells of a drawing. Raises WatchError `area.bad_map` when it holds no block."""
    try:
        return _remembered(outline)
    except FaultError as fault:
        raise WatchError("area.bad_map", why=fault.text) from None


async def put_up(
    uow: UnitOfWork, event: Event, facts: Facts, sketch: Sketch, *, now: datetime
) -> Area:
    """Make what was drawn the area of the chat in which `event` happens.

    An area that was drawn for this chat alone changes in place when the name stays; else it goes
    as soon as nobody relies on it.

    Raises:
        WatchError: `area.door`, as `check_ground`, `require_admin` and `fitting_name`.
    """
    require_admin(event, facts)
    outline = shape_of(sketch)
    await check_ground(uow, outline)
    before = await _drawn_here(uow, event.chat)
    name = await name_for(uow, event.chat, sketch.name)
    draft = AreaDraft(name=name, outline=outline, cells=cells_in(outline), drawn=True)
    if before is not None and before.name.casefold() == name.casefold():
        await _redraw(uow, before, draft, now)
        area = before
    else:
        area = await uow.areas.add(draft)
    channel = await _bind(uow, event, area)
    if before is not None and before.id != area.id:
        await drop_unused(uow, before.id)
    await nest(uow)
    drawn = notice(None, area.id, now)
    await uow.deliveries.tell(DeliveryKind.AREA, drawn, channels=(channel.id,), now=now)
    return area


async def _redraw(uow: UnitOfWork, area: Area, draft: AreaDraft, now: datetime) -> None:
    """Give an area its new shape; who watches it is told, once a day at most."""
    await uow.areas.reshape(area.id, draft.outline, draft.cells, now)
    watching = {watch.person for watch in await uow.watches.over(area.id)}
    today = notice(None, area.id, now.replace(hour=0, minute=0, second=0, microsecond=0))
    people = sorted(person for person in watching if person is not None)
    await uow.deliveries.tell(DeliveryKind.AREA, today, people=people, now=now)


async def _drawn_here(uow: UnitOfWork, chat: Chat) -> Area | None:
    """The area that was drawn for this chat, if no other chat has it."""
    channel = await uow.channels.at(chat.platform, chat.id)
    area = None if channel is None else await uow.areas.get(channel.area)
    if area is None or area.gone or not area.drawn:
        return None
    return area if len(await uow.channels.within([area.id])) == 1 else None


async def drop_unused(uow: UnitOfWork, area: AreaId) -> None:
    """Let an area that a moderator drew go when nobody relies on it any more."""
    found, left = await uow.areas.get(area), await hanging(uow, area)
    if found is not None and found.drawn and not (left.channels or left.watches):
        await uow.areas.remove(area)


async def _bind(uow: UnitOfWork, event: Event, area: Area) -> Channel:
    here = await uow.channels.at(event.chat.platform, event.chat.id)
    if here is not None and here.openness is Openness.RESIDENTS:
        raise WatchError("area.door")
    title = event.chat.title or ("" if here is None else here.title)
    return await uow.channels.bind(
        ChannelDraft(
            platform=event.chat.platform,
            chat=event.chat.id,
            title=title or area.name,
            area=area.id,
            language=language_of(event.sender.language),
        )
    )


_remembered = lru_cache(maxsize=16)(cells)
"""Each step of a drawing asks anew."""


def _expanse(square_kilometres_: int) -> Expanse:
    return Expanse(square_metres=square_kilometres_ * 1_000_000)
