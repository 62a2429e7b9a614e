"""Buttons and select menus below a message, and what a menu offers."""

from adapters.playground.discord.forms.components import Part, Style
from adapters.playground.discord.nouns import Channel, Message
from adapters.playground.discord.wire import (
    JSON,
    as_list,
    as_object,
    as_objects,
    as_text,
    as_whole,
)
from adapters.playground.screens import Button, ButtonKind, Option

NOTHING_CHOSEN = "Make a selection"


def keyboard(message: Message) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons and menus below a message."""
    return tuple(
        tuple(_button(message, part) for part in as_objects(row.get("components")))
        for row in message.components
    )


def button_id(part: JSON) -> str:
    """What the page calls a button: its custom id, or its number for a link."""
    return as_text(part.get("custom_id")) or f"link-{part.get('id')}"


def _button(message: Message, part: JSON) -> Button:
    disabled = part.get("disabled") is True
    if part["type"] != Part.BUTTON:
        return Button(
            id=button_id(part),
            label=as_text(part.get("placeholder")) or NOTHING_CHOSEN,
            kind=ButtonKind.CHOICE,
            disabled=disabled,
            options=options(part, message.channel),
        )
    style = Style(as_whole(part.get("style"), 1))
    emoji = as_text(as_object(part.get("emoji")).get("name"))
    return Button(
        id=button_id(part),
        label=" ".join(word for word in (emoji, as_text(part.get("label"))) if word),
        kind=ButtonKind.LINK if style is Style.LINK else ButtonKind.PRESS,
        url=as_text(part.get("url")),
        style=style.name.lower(),
        disabled=disabled,
    )


def options(part: JSON, channel: Channel) -> tuple[Option, ...]:
    """What a menu offers: its own options, or the guild's people, roles or channels."""
    kind = part["type"]
    if kind == Part.USER_SELECT:
        return _people(channel)
    if kind == Part.ROLE_SELECT:
        return _roles(channel)
    if kind == Part.MENTIONABLE_SELECT:
        return _people(channel) + _roles(channel)
    if kind == Part.CHANNEL_SELECT:
        return _channels(part, channel)
    return tuple(
        Option(label=as_text(one.get("label")), value=as_text(one.get("value")))
        for one in as_objects(part.get("options"))
    )


def _people(channel: Channel) -> tuple[Option, ...]:
    if channel.guild is None:
        people = channel.recipients
    else:
        people = [one.user for one in channel.guild.members.values()]
    return tuple(Option(label=one.name, value=str(one.id)) for one in people)


def _roles(channel: Channel) -> tuple[Option, ...]:
    roles = channel.guild.roles.values() if channel.guild else ()
    return tuple(Option(label=one.name, value=str(one.id)) for one in roles)


def _channels(part: JSON, channel: Channel) -> tuple[Option, ...]:
    kinds = as_list(part.get("channel_types"))
    channels = channel.guild.channels.values() if channel.guild else ()
    return tuple(
        Option(label=one.name, value=str(one.id))
        for one in channels
        if not kinds or int(one.kind) in kinds
    )


def find(message: Message, wanted: str) -> JSON | None:
    """The component that the page calls so."""
    for row in message.components:
        for part in as_objects(row.get("components")):
            if button_id(part) == wanted:
                return part
    return None


def sees(message: Message, person: int) -> bool:
    """Whether a message is on this person's screen, if the channel is."""
    if message.hidden:
        return False
    return message.addressee is None or message.addressee.id == person
