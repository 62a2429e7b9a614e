"""What channels and residents are told when areas change."""

from bot.flows.base import say
from bot.model.areas import Area
from bot.replies import Screen
from bot.texts.text import Text


def told_channel(gone: Area | None, place: Area | None) -> Screen:
    """To a channel: it belongs to another area now, or to none."""
    return Screen(lines=(_to_channel(gone, place),))


def told_resident(gone: Area | None, place: Area | None) -> Screen | None:
    """To somebody whose area has another shape, or who watches another, or a circle, by now."""
    line = _to_resident(gone, place)
    return None if line is None else Screen(lines=(line,))


def _to_resident(gone: Area | None, place: Area | None) -> Text | None:
    if gone is None:
        return None if place is None or place.gone else say("area.reshaped", area=place.name)
    if place is None:
        return say("area.gone_circle", gone=gone.name)
    return say("area.gone_watch", gone=gone.name, area=place.name)


def _to_channel(gone: Area | None, place: Area | None) -> Text:
    if gone is None:
        return say("setup.done", area="" if place is None else place.name)
    if place is None:
        return say("area.gone_unbound", gone=gone.name)
    return say("area.gone_moved", gone=gone.name, area=place.name)
