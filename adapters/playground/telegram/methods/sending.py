"""What every method that sends a message has in common."""

from adapters.playground.telegram.calls import JSON, Call, record, whole
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.markup import Markup, read_markup
from adapters.playground.telegram.methods.access import chat_of, may_write
from adapters.playground.telegram.methods.words import text_of, without_preview
from adapters.playground.telegram.nouns import Bot, Chat, ChatKind, Content, Message, Place
from adapters.playground.telegram.paper import Paper
from adapters.playground.telegram.town import Town

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_LATITUDE, _LONGITUDE = 90.0, 180.0


def markup_of(call: Call, chat: Chat) -> Markup | None:
    """The keyboard of a call."""
    return read_markup(
        call.thing("reply_markup", No.MARKUP_PARSE), private=chat.kind is ChatKind.PRIVATE
    )


def answered(bot: Bot, chat: Chat, call: Call) -> Message | None:
    """The message that a call answers. Raises ApiError where it is gone."""
    number, lenient = call.whole("reply_to_message_id"), call.flag("allow_sending_without_reply")
    if call.has("reply_parameters"):
        body = record(call.thing("reply_parameters"), "reply_parameters")
        number = whole(body.get("message_id"))
        lenient = body.get("allow_sending_without_reply") is True
    message = chat.find(bot.id, number)
    if number and message is None and not lenient:
        raise ApiError(No.REPLY_NOT_FOUND)
    return message


def send(town: Town, bot: Bot, call: Call, *, chat: Chat, contents: list[Content]) -> list[JSON]:
    """Send one message, or an album of several, into a chat where the bot may write."""
    markup = markup_of(call, chat) if len(contents) == 1 else None  # albums carry none
    if call.whole("message_thread_id"):
        raise ApiError(No.NO_THREAD)  # there are no forums here
    reply_to = answered(bot, chat, call)
    town_id = chat.id_for(bot.id)
    bot.pace.take(town.rates, town.now(), town_id, len(contents))
    album = str(1_380_000_000_000_000_0 + town.number()) if len(contents) > 1 else ""
    sent = [
        town.post(
            Message(
                chat=chat,
                ids={},
                author=bot,
                date=town.date(),
                content=content,
                reply_to=reply_to,
                protected=call.flag("protect_content"),
                album=album,
            ),
            markup,
        )
        for content in contents
    ]
    return [Paper(bot, town.shelf).message(each) for each in sent]


async def send_message(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendMessage."""
    chat = chat_of(town, bot, call)
    may_write(town, bot, chat)
    content = Content(words=text_of(call), without_preview=without_preview(call))
    return send(town, bot, call, chat=chat, contents=[content])[0]


async def send_location(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendLocation."""
    chat = chat_of(town, bot, call)
    may_write(town, bot, chat)
    return send(town, bot, call, chat=chat, contents=[Content(place=_place(call))])[0]


async def send_venue(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendVenue."""
    chat = chat_of(town, bot, call)
    may_write(town, bot, chat)
    if not call.text("title").strip():
        raise ApiError(No.VENUE_TITLE)
    if not call.text("address").strip():
        raise ApiError(No.VENUE_ADDRESS)
    return send(town, bot, call, chat=chat, contents=[Content(place=_place(call))])[0]


async def send_chat_action(town: Town, bot: Bot, call: Call) -> object:
    """Serve sendChatAction: shown by clients for some seconds, kept nowhere."""
    may_write(town, bot, chat_of(town, bot, call))
    if call.text("action") not in _ACTIONS:
        raise ApiError(No.ACTION)
    return True


def _place(call: Call) -> Place:
    for name in ("latitude", "longitude"):
        if not call.has(name):
            raise ApiError(No.PLACE_EMPTY, name)
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None or longitude is None:
        raise ApiError(No.PLACE_WRONG)
    if abs(latitude) > _LATITUDE or abs(longitude) > _LONGITUDE:
        raise ApiError(No.PLACE_WRONG)
    return Place(
        latitude=latitude,
        longitude=longitude,
        title=call.text("title"),
        address=call.text("address"),
    )
