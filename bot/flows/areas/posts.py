"""What channels and residents are told when areas change."""

from bot.flows.base import say
from bot.model.areas import Area
from bot.replies import Screen
from bot.texts.text import Text


def told_channel(gone: Area | None, place: Area | None) -> Screen:
    """To a channel: it belongs to another area now, or to none."""
    return Screen(lines=(_to_channel(gone, place),))


def told_resident(gone: Area, place: Area | None) -> Screen:
    """To somebody whose watch of an area became one of another, or of a circle."""
    if place is None:
        return Screen(lines=(say("area.gone_circle", gone=gone.name),))
    return Screen(lines=(say("area.gone_watch", gone=gone.name, area=place.name),))


def _to_channel(gone: Area | None, place: Area | None) -> Text:
    if gone is None:
        return say("setup.done", area="" if place is None else place.name)
    if place is None:
        return say("area.gone_unbound", gone=gone.name)
    return say("area.gone_moved", gone=gone.name, area=place.name)
