"""Where an update came from: all that its answers need to find their way back."""

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from adapters.telegram.addresses import Place, Post
from adapters.telegram.inbound import topic_of
from adapters.telegram.shown import pictured


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The chat, the message or the pressed button that answers refer to.

    `person` is who acted; `theirs` the message; `answer_to` the same where answers must show
    what they answer; `query` the press, which waits for exactly one answer; `pressed` the bot's
    message.
    """

    place: Place
    person: int | None = None
    theirs: int | None = None
    answer_to: int | None = None
    query: str | None = None
    pressed: Post | None = None


def origin_of(update: Update) -> Origin | None:
    """Where the answers to an update go."""
    if update.message is not None:
        return _of_message(update.message)
    if update.callback_query is not None:
        return _of_press(update.callback_query)
    if update.my_chat_member is not None:
        return Origin(place=Place(chat=update.my_chat_member.chat.id))
    if update.chat_join_request is not None:  # they may be written to, though they never started
        request = update.chat_join_request
        return Origin(place=Place(chat=request.user_chat_id), person=request.from_user.id)
    return None


def _of_message(message: Message) -> Origin:
    place = Place(chat=message.chat.id, topic=topic_of(message))
    public_command = not place.private and (message.text or "").startswith("/")
    return Origin(
        place=place,
        person=None if message.from_user is None else message.from_user.id,
        theirs=message.message_id,
        answer_to=message.message_id if public_command else None,
    )


def _of_press(query: CallbackQuery) -> Origin:
    held = query.message
    if held is None:
        return Origin(place=Place(chat=query.from_user.id), query=query.id)
    place = Place(chat=held.chat.id, topic=topic_of(held))
    if not isinstance(held, Message):
        return Origin(place=place, person=query.from_user.id, query=query.id)
    picture = pictured(held)
    pressed = Post(
        chat=held.chat.id,
        text=held.message_id,
        picture=None if picture is None else picture.message_id,
    )
    return Origin(place=place, person=query.from_user.id, query=query.id, pressed=pressed)
