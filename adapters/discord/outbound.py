"""What the watch answers, drawn and sent back to the person who acted."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Final

import discord

from adapters.discord.buttons import Interaction, view
from adapters.discord.forms import modal
from adapters.discord.limits import ALT, CONTENT
from adapters.discord.markdown import drawn
from bot.model.pictures import CleanMedia, CleanVideo, Paper
from bot.ports.pace import Turns, in_turn
from bot.ports.world import Address, Clock
from bot.replies import (
    Answer,
    Ask,
    ErasePressed,
    EraseTheirs,
    Form,
    Pop,
    Reader,
    Replace,
    Rows,
    Say,
    Screen,
    Turn,
)
from bot.texts.render import Locale, lines, plain
from bot.texts.text import Text

VIDEO_NAME: Final = "video.mp4"
PRESS_AGAIN: Final = Text.of("discord.press_again")
"""Said where a form came too late to be opened."""

TRY_AGAIN: Final = Text.of("discord.try_again")
"""Said where nothing could be committed, or a picture not be fetched."""

TWO_UNITS: Final = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A message as Discord takes it; each part is made anew for each sending."""

    words: str
    media: CleanMedia | Paper | None
    rows: Rows
    locale: Locale
    alt: str = ""

    @property
    def content(self) -> str:
        """The text; empty when it is too long and stands in an embed."""
        return "" if self._overflows else self.words

    @property
    def embeds(self) -> list[discord.Embed]:
        """The text where it is longer than a message may be."""
        return [discord.Embed(description=self.words)] if self._overflows else []

    @property
    def files(self) -> list[discord.File]:
        """The picture or video under a name that tells nothing."""
        if self.media is None:
            return []
        name = VIDEO_NAME if isinstance(self.media, CleanVideo) else self.media.name
        return [
            discord.File(
                BytesIO(self.media.content),
                filename=name,
                description=self.alt[:ALT] or None,
            )
        ]

    @property
    def view(self) -> discord.ui.View:
        """The buttons."""
        return view(self.rows, self.locale)

    @property
    def _overflows(self) -> bool:
        return len(self.words) + sum(ord(mark) > TWO_UNITS for mark in self.words) > CONTENT


def drawing(screen: Screen, locale: Locale) -> Drawing:
    """A screen as Discord takes it."""
    return Drawing(
        words=drawn(lines(screen.lines, locale)),
        media=screen.media,
        rows=screen.buttons,
        locale=locale,
        alt="" if screen.alt is None else plain(screen.alt, locale),
    )


def locale_of(reader: Reader, clock: Clock) -> Locale:
    """The reader's language and zone, now."""
    return Locale(language=reader.language, zone=reader.zone, now=clock.now())


def notice(text: Text) -> Screen:
    """A short message."""
    return Screen(lines=(text,))


class Exchange:
    """One interaction and what it has been answered so far.

    The order matters. Discord takes one first answer; the rest follow up. A message that was
    pressed can be changed only as, or after, an "update" as the first answer, and what is said
    anew comes after that. Only a message that the presser alone sees is changed or removed here:
    a post in a channel belongs to everybody and is changed by deliveries.
    """

    def __init__(self, interaction: Interaction, clock: Clock) -> None:
        """Nothing is answered yet."""
        self._interaction = interaction
        self._clock = clock
        self._thinking = False
        message = interaction.message
        alone = interaction.guild_id is None or (message is not None and message.flags.ephemeral)
        self._holds_pressed = message is not None and alone

    async def defer(self) -> None:
        """Ask for more time: "is thinking", or silently where a message was pressed."""
        if self._holds_pressed:
            await self._interaction.response.defer()
        else:
            await self._interaction.response.defer(ephemeral=True, thinking=True)
            self._thinking = True

    async def give(self, turn: Turn) -> None:
        """Answer, in the order given."""
        locale = locale_of(turn.reader, self._clock)
        if self._changes_later(turn.answers) and not self._interaction.response.is_done():
            await self.defer()
        for answer in turn.answers:
            await self._one(answer, locale)
        await self._settle()

    def _changes_later(self, answers: Sequence[Answer]) -> bool:
        changes = [isinstance(answer, Replace | ErasePressed) for answer in answers]
        if not self._holds_pressed or not any(changes):
            return False
        return not isinstance(answers[0], Replace)

    async def _one(self, answer: Answer, locale: Locale) -> None:
        match answer:
            case Say(screen=screen):
                await self._say(drawing(screen, locale))
            case Pop(text=text):
                await self._say(drawing(notice(text), locale))
            case Replace(screen=screen):
                await self._replace(drawing(screen, locale))
            case Ask(form=form):
                await self._ask(form, locale)
            case ErasePressed():
                await self._erase()
            case EraseTheirs():
                pass  # a command, a press or a form leaves nothing in the chat

    async def _say(self, shown: Drawing) -> None:
        if self._thinking:
            self._thinking = False
            await self._edit(shown)
        elif self._interaction.response.is_done():
            await self._interaction.followup.send(
                shown.content,
                embeds=shown.embeds,
                files=shown.files,
                view=shown.view,
                ephemeral=True,
            )
        else:
            await self._interaction.response.send_message(
                shown.content,
                embeds=shown.embeds,
                files=shown.files,
                view=shown.view,
                ephemeral=True,
            )

    async def _replace(self, shown: Drawing) -> None:
        if not self._holds_pressed:
            await self._say(shown)
        elif self._interaction.response.is_done():
            await self._edit(shown)
        else:
            await self._interaction.response.edit_message(
                content=shown.content,
                embeds=shown.embeds,
                attachments=shown.files,
                view=shown.view,
            )

    async def _edit(self, shown: Drawing) -> None:
        await self._interaction.edit_original_response(
            content=shown.content,
            embeds=shown.embeds,
            attachments=shown.files,
            view=shown.view,
        )

    async def _ask(self, form: Form, locale: Locale) -> None:
        if self._interaction.response.is_done():
            await self._say(drawing(notice(PRESS_AGAIN), locale))
        else:
            await self._interaction.response.send_modal(modal(form, locale))

    async def _erase(self) -> None:
        if self._holds_pressed:
            await self._remove_original()

    async def _settle(self) -> None:
        """Leave no interaction unanswered and nobody looking at "is thinking"."""
        if not self._interaction.response.is_done():
            await self.defer()
        if self._thinking:
            self._thinking = False
            await self._remove_original()

    async def _remove_original(self) -> None:
        with suppress(discord.NotFound):  # gone already is fine
            await self._interaction.delete_original_response()


async def answer_message(message: discord.Message, turn: Turn, clock: Clock, turns: Turns) -> None:
    """Answer a plain message; where others read along, with words alone and without a button."""
    locale = locale_of(turn.reader, clock)
    send = partial(_send, message, turns)
    for answer in turn.answers:
        match answer:
            case EraseTheirs() if message.guild is not None:
                await _remove(message)
            case Say(screen=screen) if message.guild is not None:
                with suppress(discord.Forbidden):  # the bot need not be allowed to write there
                    await send(drawing(screen, locale))
            case Say(screen=screen) | Replace(screen=screen) if message.guild is None:
                await send(drawing(screen, locale))
            case Pop(text=text) if message.guild is None:
                await send(drawing(notice(text), locale))
            case Ask() if message.guild is None:
                await send(drawing(notice(PRESS_AGAIN), locale))
            case _:
                pass  # nothing was pressed, and a person's own message in private stays theirs


async def _send(message: discord.Message, turns: Turns, shown: Drawing) -> None:
    """A new message where this one stands, when its turn came."""
    to = Address(id=str(message.channel.id), personal=message.guild is None)
    async with in_turn(turns, to):
        await message.channel.send(
            shown.content, embeds=shown.embeds, files=shown.files, view=shown.view
        )


async def _remove(message: discord.Message) -> None:
    with suppress(discord.Forbidden, discord.NotFound):  # may not, or somebody was faster
        await message.delete()
