"""Updates fetched from Telegram, confirmed only after they were committed."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError

from adapters.telegram.doorway import Doorway
from adapters.telegram.limits import UPDATES
from adapters.telegram.patience import Pauses
from adapters.telegram.settings import TelegramSettings
from bot.ports.endings import to_its_end
from bot.ports.world import Intake

log = logging.getLogger(__name__)


class Polling:
    """Fetches, takes in, and asks for what comes after; asking confirms what came before.

    `answered` tells whether Telegram gave updates when it was last asked.
    """

    def __init__(self, bot: Bot, doorway: Doorway, settings: TelegramSettings) -> None:
        """Fetch over this line and bring everything through the doorway."""
        self._bot, self._doorway, self._settings = bot, doorway, settings
        self.answered = True

    async def run(self, intake: Intake) -> None:
        """Go on until cancelled."""
        offset = await self._start(intake)
        while True:
            for update in await self._fetched(offset, intake):
                await to_its_end(self._taken(update, intake), self._settings.finish)
                offset = update.update_id + 1

    async def _start(self, intake: Intake) -> int | None:
        pauses = Pauses(self._settings.pause)
        while True:
            try:
                last = await self._doorway.last(intake)
            except Exception as error:  # noqa: BLE001 - whatever the store raises, wait for it
                await self._wait("the poll mark could not be read", error, pauses)
            else:
                return None if last is None else last + 1

    async def _fetched(self, offset: int | None, intake: Intake) -> Sequence[Update]:
        pauses = Pauses(self._settings.pause)
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=self._settings.poll, allowed_updates=UPDATES
                )
            except Conflict as error:
                self.answered = False
                await self._wait("another program fetches this bot's updates", error, pauses)
            except TelegramError as error:
                self.answered = False
                await self._wait("Telegram does not give updates", error, pauses)
            else:
                self.answered = True
                intake.reached(self._settings.ear.bot)
                return updates

    async def _taken(self, update: Update, intake: Intake) -> None:
        pauses = Pauses(self._settings.pause)
        while True:
            try:
                return await self._doorway.admit(update, intake)
            except Exception as error:  # noqa: BLE001 - whatever the store raises, wait for it
                await self._wait("an update could not be taken in", error, pauses)

    async def _wait(self, trouble: str, error: Exception, pauses: Pauses) -> None:
        pause = pauses.after(error)
        log.warning("%s (%s); again in %.1f s", trouble, type(error).__name__, pause)
        await asyncio.sleep(pause)
