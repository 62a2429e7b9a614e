"""The one way in for updates, polled or pushed."""

import asyncio
import logging
from functools import partial

from telegram import Bot, Update

from adapters.telegram.answers import Answers
from adapters.telegram.inbound import event_of
from adapters.telegram.keyboards import Links
from adapters.telegram.origins import origin_of
from adapters.telegram.queues import Queues, place_of
from adapters.telegram.videos import takes_long
from bot.events import Ear, Event, Mark
from bot.ports.world import Intake

log = logging.getLogger(__name__)


class Doorway:
    """Takes updates in one after the other; their answers follow by themselves."""

    def __init__(
        self, bot: Bot, links: Links, answers: Answers, queues: Queues, *, ear: Ear
    ) -> None:
        """Read with this bot's eyes, answer through these queues."""
        self._ear = ear
        self._bot, self._links, self._answers, self._queues = bot, links, answers, queues
        self._one_at_a_time = asyncio.Lock()
        self._last: int | None = None

    def begin(self) -> None:
        """Another process may have taken updates in meanwhile."""
        self._last = None

    async def last(self, intake: Intake) -> int | None:
        """The number of the update that was taken in last, also before a restart.

        Raises:
            Exception: the marks cannot be read now.
        """
        if self._last is None:
            self._last = await intake.position(self._ear.bot)
        return self._last

    async def admit(self, update: Update, intake: Intake) -> None:
        """Take an update in; returns once its effect and its mark are committed.

        Drawing a video anew takes many seconds, in which nobody else must wait: that is done
        later, without a mark. If the bot dies in between, the person sees neither draft nor
        "Saved", and does it again.

        The one taken in last comes again when its confirmation got lost: it is taken in once.
        A lower number is no reason to pass over an update: numbers start anew now and then.

        Raises:
            Exception: nothing was committed, the update must come again.
        """
        async with self._one_at_a_time:
            if update.update_id == await self.last(intake):
                return
            origin = origin_of(update)
            mark = Mark(platform=self._ear.bot, position=update.update_id)
            if origin is not None and takes_long(update):
                self._last = update.update_id
                await self._queues.put(origin.place.chat, partial(self._later, update, intake))
                return
            event = await self._event(update)
            self._last = None  # should this fail, the store knows how far it came
            turn = await intake.take(event, mark)
            self._last = update.update_id
            if origin is not None and (turn.answers or origin.query is not None):
                giving = partial(self._answers.give, turn, origin)
                await self._queues.put(origin.place.chat, giving)

    async def _later(self, update: Update, intake: Intake) -> None:
        origin = origin_of(update)
        turn = await intake.take(await self._event(update))
        if origin is not None:
            await self._answers.give(turn, origin)

    async def _event(self, update: Update) -> Event | None:
        try:
            event = await event_of(update, self._bot, self._links)
        except Exception as error:  # noqa: BLE001 - one odd update must not stop those behind it
            log.error("an update was not understood: %s", place_of(error))  # noqa: TRY400 - no values in logs
            return None
        return None if event is None else self._ear.heard(event)
