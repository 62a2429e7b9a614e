"""Pressing buttons and keys."""

from adapters.playground.screens import Button, ButtonKind, CannotActError, Press
from adapters.playground.telegram.acts import (
    chat_named,
    may_speak,
    message_named,
    say,
    typed_words,
)
from adapters.playground.telegram.links import follow, start
from adapters.playground.telegram.markup import InlineButton, Key, ReplyKeyboard
from adapters.playground.telegram.nouns import Bot, Chat, ChatKind, Content, Human, Message, Place
from adapters.playground.telegram.town import Town

START = "start"  # the only key of a chat with a bot that nobody has started
_KEY = "key"


def buttons_of(message: Message) -> tuple[tuple[Button, ...], ...]:
    """The buttons under a message as a client draws them."""
    rows = message.buttons.rows if message.buttons else ()
    return tuple(
        tuple(_drawn(button, f"{r}.{c}") for c, button in enumerate(row))
        for r, row in enumerate(rows)
    )


def _drawn(button: InlineButton, number: str) -> Button:
    return Button(
        id=number,
        label=button.text,
        kind=ButtonKind.LINK if button.url else ButtonKind.PRESS,
        url=button.url,
        style=button.style,
        disabled=bool(button.other),
    )


def keys_of(chat: Chat, person: Human) -> tuple[tuple[Button, ...], ...]:
    """What lies in place of the letters on a person's phone."""
    if chat.kind is ChatKind.PRIVATE and not chat.members:
        return ((Button(id=START, label="START", kind=ButtonKind.SAY),),)
    shown = chat.shown.get(person.id)
    if shown is None or not isinstance(shown.markup, ReplyKeyboard):
        return ()
    return tuple(
        tuple(_key(key, f"{_KEY}.{r}.{c}") for c, key in enumerate(row))
        for r, row in enumerate(shown.markup.rows)
    )


def _key(key: Key, number: str) -> Button:
    kind = ButtonKind.LOCATION if key.location else ButtonKind.SAY
    return Button(id=number, label=key.text, kind=kind, style=key.style)


def press(town: Town, person: Human, act: Press) -> None:
    """Press what a person sees. Raises CannotActError when it is not there."""
    chat = chat_named(town, person, act.chat)
    if act.button == START or act.button.startswith(f"{_KEY}."):
        _press_key(town, person, chat, act)
        return
    message = message_named(person, chat, act.message)
    for drawn_row, row in zip(
        buttons_of(message), message.buttons.rows if message.buttons else (), strict=True
    ):
        for drawn, button in zip(drawn_row, row, strict=True):
            if drawn.id == act.button:
                _press_button(town, person, message, button)
                return
    words = "this button is gone"
    raise CannotActError(words)


def _press_button(town: Town, person: Human, message: Message, button: InlineButton) -> None:
    if button.url:
        follow(town, person, button.url)
    elif button.data and isinstance(message.author, Bot):
        town.press(message.author, person, message, button.data)
    else:
        words = "this kind of button cannot be pressed here"
        raise CannotActError(words)


def _press_key(town: Town, person: Human, chat: Chat, act: Press) -> None:
    keys = [key for row in keys_of(chat, person) for key in row if key.id == act.button]
    if not keys:
        words = "this key is gone"
        raise CannotActError(words)
    if act.button == START:
        bot = chat.accounts[chat.id_for(person.id)]
        if isinstance(bot, Bot):
            start(town, person, bot)
        return
    may_speak(person, chat)
    shown = chat.shown[person.id]
    content = _key_content(keys[0], act.values)
    if isinstance(shown.markup, ReplyKeyboard) and shown.markup.one_time:
        del chat.shown[person.id]
    # In groups a key's text answers the message that brought it, so that its bot gets it.
    answered = None if chat.kind is ChatKind.PRIVATE else shown.message
    say(town, person, chat, content, reply_to=answered)


def _key_content(key: Button, values: tuple[str, ...]) -> Content:
    if key.kind is not ButtonKind.LOCATION:
        return Content(words=typed_words(key.label))
    try:
        latitude, longitude = (float(each) for each in values)
    except ValueError:
        words = "where is this phone? Press with latitude and longitude, or send a pin"
        raise CannotActError(words) from None
    return Content(place=Place(latitude=latitude, longitude=longitude))
