"""What goes straight back to the person who acted."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from telegram import Bot, ReplyKeyboardRemove
from telegram.error import BadRequest, TelegramError

from adapters.telegram.addresses import Place, Post
from adapters.telegram.drawing import shortened
from adapters.telegram.failures import CHAT_GONE, MESSAGE_GONE, TOO_LATE, failure_of, says
from adapters.telegram.limits import GLANCE, NOTICE, length
from adapters.telegram.origins import Origin
from adapters.telegram.outbound import Drawn, Outbound
from adapters.telegram.patience import surely
from bot.errors import DeliveryError
from bot.ports.maps import Cartographer, NoCartographer, illustrated
from bot.ports.pace import Turns, Unpaced, in_turn
from bot.ports.world import Address
from bot.replies import (
    Answer,
    Ask,
    ErasePressed,
    EraseTheirs,
    Pop,
    Reader,
    Replace,
    Say,
    Screen,
    Turn,
)
from bot.texts.text import Text

log = logging.getLogger(__name__)

NOTED_KEY = "place.noted"
"""The word with which the keyboard for places goes."""

KEYBOARDS = 1_000
"""How many chats are remembered in which the keyboard for places may still be up."""


class Answers:
    """Gives answers: in their order, bounded tries each; what cannot be given is dropped."""

    def __init__(
        self,
        bot: Bot,
        outbound: Outbound,
        pause: float,
        cartographer: Cartographer | None = None,
    ) -> None:
        """Answer over this line; `pause` is the first pause after a failure, in seconds."""
        self._bot, self._outbound, self._pause = bot, outbound, pause
        self._cartographer = cartographer or NoCartographer()
        self._turns: Turns = Unpaced()
        self._keyboards: OrderedDict[int, bool] = OrderedDict()

    def keep(self, turns: Turns) -> None:
        """Take these turns with new messages, which Telegram counts like all that a bot sends."""
        self._turns = turns

    async def give(self, turn: Turn, origin: Origin) -> None:
        """Give all answers of a turn; first of all the one for which a pressed button waits."""
        left = list(turn.answers)
        if origin.query is not None:
            notice = next((one for one in left if isinstance(one, Pop)), None)
            if notice is not None:
                left.remove(notice)
            await self._kept(self._notify(notice, origin.query, origin, turn.reader))
        drawn = await illustrated(replace(turn, answers=tuple(left)), self._cartographer)
        for answer in drawn.answers:
            await self._kept(self._give(answer, origin, turn.reader))

    async def _kept(self, giving: Awaitable[None]) -> None:
        try:
            await giving
        except TelegramError as error:
            log.warning("an answer was dropped: %s", failure_of(error).reason)
        except DeliveryError as error:
            log.warning("an answer was dropped: %s", error.reason)

    async def _give(self, answer: Answer, origin: Origin, reader: Reader) -> None:
        match answer:
            case Say(screen=screen):
                await self._say(screen, origin, reader)
            case Replace(screen=screen):
                await self._replace(screen, origin, reader)
            case Pop(text=text):
                await self._say(Screen(lines=(text,)), origin, reader)
            case EraseTheirs():
                theirs = () if origin.theirs is None else (origin.theirs,)
                await self._outbound.forget(origin.place.chat, *theirs)
            case ErasePressed():
                parts = () if origin.pressed is None else origin.pressed.parts
                await self._outbound.forget(origin.place.chat, *parts)
            case Ask():
                message = "Telegram opens no forms: look at Limits.forms"
                raise TypeError(message)

    async def _say(self, screen: Screen, origin: Origin, reader: Reader) -> None:
        place = origin.place
        drawn = self._cleared(self._outbound.draw(screen, reader, place), place)
        if drawn.buttons is not None and self._keyboards.pop(place.chat, False):
            await self._put_away(place, reader)
        try:
            await surely(lambda: self._sent(place, drawn, origin.answer_to), self._pause)
        except TelegramError as error:
            if place.private or origin.person is None or not failure_of(error).final:
                raise
            await self._aside(screen, origin.person, reader)

    async def _sent(self, place: Place, drawn: Drawn, answer_to: int | None = None) -> Post:
        """A new message, when its turn came."""
        to = Address(id=place.written(), personal=place.private)
        async with in_turn(self._turns, to, drawn.messages):
            return await self._outbound.send(place, drawn, answer_to)

    async def _put_away(self, place: Place, reader: Reader) -> None:
        """Take away the keyboard for places before a message with buttons, which cannot do it.

        A message holds one or the other, and no edit adds buttons to what took a keyboard away
        (core.telegram.org/bots/api#updating-messages): so a word is said, and gone again.
        """
        note = self._outbound.draw(Screen(lines=(Text.of(NOTED_KEY),)), reader, place)
        with suppress(TelegramError):
            said = await self._sent(place, replace(note, fixed=ReplyKeyboardRemove()))
            await self._outbound.forget(place.chat, *said.parts)

    async def _aside(self, screen: Screen, person: int, reader: Reader) -> None:
        """Say it in private to somebody in whose group the bot may not write."""
        place = Place(chat=person)
        drawn = self._outbound.draw(screen, reader, place)
        await surely(lambda: self._sent(place, drawn), self._pause)

    async def _replace(self, screen: Screen, origin: Origin, reader: Reader) -> None:
        drawn, pressed = self._outbound.draw(screen, reader, origin.place), origin.pressed
        if pressed is not None and _alike(pressed, drawn):
            try:
                change = partial(self._outbound.change, pressed, drawn)
                await surely(change, self._pause, repeatable=True)
            except BadRequest as error:
                if not says(error, *CHAT_GONE, *MESSAGE_GONE):
                    raise
            else:
                return
        await self._say(screen, origin, reader)
        if pressed is not None:
            await self._outbound.forget(pressed.chat, *pressed.parts)

    async def _notify(self, pop: Pop | None, query: str, origin: Origin, reader: Reader) -> None:
        said = shortened(self._outbound.said(pop.text, reader), NOTICE) if pop else None
        alert = length(said or "") > GLANCE
        try:
            await surely(
                lambda: self._bot.answer_callback_query(query, text=said, show_alert=alert),
                self._pause,
            )
        except BadRequest as error:
            if not says(error, *TOO_LATE):
                raise
            if pop is not None and origin.place.private:
                await self._say(Screen(lines=(pop.text,)), origin, reader)

    def _cleared(self, drawn: Drawn, place: Place) -> Drawn:
        """Take away the keyboard for places with the next message that can do it."""
        if drawn.fixed is not None:
            self._keyboards[place.chat] = True
            if len(self._keyboards) > KEYBOARDS:
                self._keyboards.popitem(last=False)
        elif drawn.buttons is None and place.chat in self._keyboards:
            del self._keyboards[place.chat]
            return replace(drawn, fixed=ReplyKeyboardRemove())
        return drawn


def _alike(pressed: Post, drawn: Drawn) -> bool:
    """Whether an edit can turn the one into the other: pictures neither come nor go so."""
    if drawn.fixed is not None or pressed.captioned != drawn.captioned:
        return False
    return drawn.captioned or (pressed.picture is None and drawn.media is None)
