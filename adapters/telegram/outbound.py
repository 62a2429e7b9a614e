"""Messages drawn Telegram's way, sent, changed and removed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from adapters.telegram.addresses import Place, Post
from adapters.telegram.drawing import Lines, fitted, html, size
from adapters.telegram.failures import ALREADY_DELETED, NOT_MODIFIED, UNKNOWN_FILE, says
from adapters.telegram.keyboards import Links, inline, pin
from adapters.telegram.limits import LIMITS
from adapters.telegram.shelf import Shelf
from adapters.telegram.videos import shape_of
from bot.model.pictures import CleanMedia, CleanVideo, Paper
from bot.ports.world import Clock
from bot.replies import Reader, Screen
from bot.texts.render import Locale, lines, plain
from bot.texts.text import Text

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

PICTURE_NAME, VIDEO_NAME = "picture.jpg", "video.mp4"
"""Neutral names for every file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message in Telegram's terms; `fixed` keyboards cannot be put there by an edit."""

    lines: Lines
    media: CleanMedia | Paper | None
    buttons: InlineKeyboardMarkup | None
    fixed: ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    sealed: bool = False
    public: bool = False

    @property
    def captioned(self) -> bool:
        """Whether the words fit under the picture or video."""
        return self.media is not None and size(self.lines) <= LIMITS.caption

    @property
    def messages(self) -> int:
        """How many messages it takes: two where the words do not fit."""
        return 1 if self.media is None or self.captioned else 2


class Outbound:
    """Sends, changes and removes the bot's messages; raises what the library raises."""

    def __init__(self, bot: Bot, links: Links, clock: Clock) -> None:
        """Write over this line; `links` lead from groups into the private chat."""
        self._bot, self._links, self._clock = bot, links, clock
        self._shelf = Shelf()

    def draw(self, screen: Screen, reader: Reader, place: Place) -> Drawn:
        """The message as it will stand at a place."""
        locale = self._locale(reader)
        links = None if place.private else self._links

        def say(text: Text) -> str:
            return plain(text, locale)

        return Drawn(
            lines=lines(screen.lines, locale),
            media=screen.media,
            buttons=inline(screen.buttons, say, links),
            fixed=pin(say) if screen.asks_pin and place.private else None,
            sealed=screen.sealed,
            public=screen.public,
        )

    def said(self, text: Text, reader: Reader) -> str:
        """A sentence without styles."""
        return plain(text, self._locale(reader))

    def _locale(self, reader: Reader) -> Locale:
        return Locale(language=reader.language, zone=reader.zone, now=self._clock.now())

    async def send(self, place: Place, drawn: Drawn, answer_to: int | None = None) -> Post:
        """Send a new message, as an answer to another one if that still stands."""
        if drawn.media is None:
            return Post(chat=place.chat, text=await self._words(place, drawn, answer_to))
        if drawn.captioned:
            sent = await self._file(place, drawn, answer_to)
            return Post(chat=place.chat, text=sent, picture=sent)
        return await self._apart(place, drawn, answer_to)

    async def _apart(self, place: Place, drawn: Drawn, answer_to: int | None) -> Post:
        """The picture or video, then the words that are too long for its caption."""
        bare = replace(drawn, lines=(), buttons=None, fixed=None)
        picture = await self._file(place, bare, answer_to)
        try:
            words = await self._words(place, drawn, picture)  # so that a press finds the picture
        except TelegramError:
            await self.forget(place.chat, picture)
            raise
        return Post(chat=place.chat, text=words, picture=picture)

    async def _words(self, place: Place, drawn: Drawn, answer_to: int | None) -> int:
        message = await self._bot.send_message(
            place.chat,
            html(fitted(drawn.lines, LIMITS.text)),
            message_thread_id=place.topic,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            protect_content=drawn.sealed,
            reply_markup=drawn.buttons or drawn.fixed,
            reply_parameters=_answering(answer_to),
        )
        return message.message_id

    async def _file(self, place: Place, drawn: Drawn, answer_to: int | None) -> int:
        media = drawn.media
        if media is None or isinstance(media, Paper) or not drawn.public:
            return (await self._bring(place, drawn, answer_to)).message_id
        kept = self._shelf.find(media)
        if kept is not None:
            try:
                return (await self._bring(place, drawn, answer_to, kept)).message_id
            except BadRequest as error:
                if not says(error, *UNKNOWN_FILE):
                    raise
                self._shelf.drop(media)
        message = await self._bring(place, drawn, answer_to)
        self._shelf.keep(media, message)
        return message.message_id

    async def _bring(
        self, place: Place, drawn: Drawn, answer_to: int | None, kept: str | None = None
    ) -> Message:
        """Send a file: as Telegram knows it already, or all of it."""
        return await self._sending(drawn.media, kept)(
            chat_id=place.chat,
            caption=html(drawn.lines) or None,
            message_thread_id=place.topic,
            parse_mode=ParseMode.HTML,
            protect_content=drawn.sealed,
            reply_markup=drawn.buttons or drawn.fixed,
            reply_parameters=_answering(answer_to),
        )

    def _sending(
        self, media: CleanMedia | Paper | None, kept: str | None
    ) -> Callable[..., Awaitable[Message]]:
        """How a picture goes out, and how a video or a file."""
        content = b"" if media is None else media.content
        if isinstance(media, Paper):
            return partial(self._bot.send_document, document=content, filename=media.name)
        if not isinstance(media, CleanVideo):
            return partial(self._bot.send_photo, photo=kept or content, filename=PICTURE_NAME)
        if kept is not None:
            return partial(self._bot.send_video, video=kept)
        shape = shape_of(content)
        return partial(
            self._bot.send_video,
            video=content,
            filename=VIDEO_NAME,
            width=shape.width,
            height=shape.height,
            duration=shape.seconds,
            supports_streaming=True,
        )

    async def change(self, post: Post, drawn: Drawn) -> None:
        """Give a message new words and buttons; its picture stays as it is."""
        try:
            if post.captioned:
                await self._bot.edit_message_caption(
                    post.chat,
                    post.text,
                    caption=html(fitted(drawn.lines, LIMITS.caption)),
                    parse_mode=ParseMode.HTML,
                    reply_markup=drawn.buttons,
                )
            else:
                await self._bot.edit_message_text(
                    html(fitted(drawn.lines, LIMITS.text)),
                    post.chat,
                    post.text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=drawn.buttons,
                )
        except BadRequest as error:
            if not says(error, NOT_MODIFIED):
                raise

    async def remove(self, post: Post) -> None:
        """Remove all parts of a message; gone already is fine."""
        for part in post.parts:
            try:
                await self._bot.delete_message(post.chat, part)
            except BadRequest as error:
                if not says(error, *ALREADY_DELETED):
                    raise

    async def forget(self, chat: int, *messages: int) -> None:
        """Remove anybody's messages where that is allowed; silently if not."""
        for message in messages:
            with suppress(TelegramError):
                await self._bot.delete_message(chat, message)


def _answering(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)
