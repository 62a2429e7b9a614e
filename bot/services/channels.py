"""Binding chats to areas."""

import unicodedata
from difflib import get_close_matches

from bot.errors import LookupFailedError, WatchError
from bot.events import Event
from bot.model.areas import Area
from bot.model.channels import Channel, ChannelDraft, ChatKind, Openness
from bot.model.ids import AreaId
from bot.permissions import Permission, Standing, require
from bot.ports.inquiries import CanPost, Facts, IsAdmin
from bot.ports.stores import UnitOfWork
from bot.texts.catalogue import language_of

MOST_OFFERED = 8
"""Areas offered as buttons at once."""


async def bind(uow: UnitOfWork, event: Event, facts: Facts, area: AreaId) -> Channel:
    """Bind the chat of this event to an area; only its admin may, by its platform's word.

    Of the admin's language only the one that the watch will speak there is kept: a whole tag can
    be somebody's alone.

    Raises:
        WatchError: `setup.no_area`, `area.door`, or as `require_admin`.
    """
    require_admin(event, facts)
    found = await uow.areas.get(area)
    if found is None or found.gone:
        raise WatchError("setup.no_area")
    here = await uow.channels.at(event.chat.platform, event.chat.id)
    if found.drawn and here is not None and here.openness is Openness.RESIDENTS:
        raise WatchError("area.door")
    for bot in event.sender.elsewhere:  # whoever was asked last is the chat's bot
        await uow.channels.unbind(bot, event.chat.id)
    return await uow.channels.bind(
        ChannelDraft(
            platform=event.chat.platform,
            chat=event.chat.id,
            title=event.chat.title,
            area=area,
            language=language_of(event.sender.language),
        )
    )


def require_admin(event: Event, facts: Facts) -> None:
    """Let pass an admin of a chat in which the bot may write.

    Raises:
        WatchError: `setup.in_group`, `setup.mute`, `refused.channel.bind` or
            `setup.platform_silent`.
    """
    if event.chat.kind is not ChatKind.GROUP:
        raise WatchError("setup.in_group")
    require_voice(event, facts)
    require(Permission.CHANNEL_BIND, standing(event, facts))


def standing(event: Event, facts: Facts) -> frozenset[Standing]:
    """What somebody is in the group where this happens, by its platform's word.

    Raises:
        WatchError: `setup.platform_silent`.
    """
    if event.sender.as_chat:
        return frozenset({Standing.ADMIN})
    try:
        admin = facts.get(IsAdmin(chat=event.chat, account=event.sender.account))
    except LookupFailedError as silence:
        raise WatchError("setup.platform_silent") from silence
    return frozenset({Standing.ADMIN} if admin else ())


def require_voice(event: Event, facts: Facts) -> None:
    """Let nobody bind a chat in which the bot may not write.

    Raises:
        WatchError: `setup.mute` or `setup.platform_silent`.
    """
    try:
        voice = facts.get(CanPost(chat=event.chat))
    except LookupFailedError as silence:
        raise WatchError("setup.platform_silent") from silence
    if not voice:
        raise WatchError("setup.mute")


async def areas_named(uow: UnitOfWork, words: str) -> tuple[Area, ...]:
    """The areas whose names hold the words, accents and case aside; else the most alike."""
    areas = await uow.areas.all()
    wanted = folded(words)
    within = [area for area in areas if wanted in folded(area.name)]
    if within:
        exact = [area for area in within if folded(area.name) == wanted]
        return tuple((exact or within)[:MOST_OFFERED])
    by_name = {folded(area.name): area for area in areas}
    close = get_close_matches(wanted, by_name, n=MOST_OFFERED, cutoff=0.5)
    return tuple(by_name[name] for name in close)


def folded(name: str) -> str:
    """A name for comparing: no case, no accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char)).strip()
