"""Pictures and videos that Telegram has already: named to it again, not brought once more."""

import hashlib
from collections import OrderedDict
from typing import Final

from telegram import Message

from bot.model.pictures import CleanMedia

MOST: Final = 256
"""How many are remembered; who is forgotten is brought once more."""


class Shelf:
    """Telegram's ids of files that everybody may see, by what is in them; in memory alone.

    Nothing of a reply ever comes here: whoever puts something here must know that it is public.
    """

    def __init__(self) -> None:
        """Begin with an empty one."""
        self._ids: OrderedDict[bytes, str] = OrderedDict()

    def find(self, media: CleanMedia) -> str | None:
        """Telegram's id of this file, if it has it."""
        return self._ids.get(_print(media))

    def keep(self, media: CleanMedia, message: Message) -> None:
        """Telegram got this file with this message."""
        shown = message.video or (message.photo[-1] if message.photo else None)
        if shown is None:
            return
        self._ids[_print(media)] = shown.file_id
        if len(self._ids) > MOST:
            self._ids.popitem(last=False)

    def drop(self, media: CleanMedia) -> None:
        """Telegram does not know the id any more."""
        self._ids.pop(_print(media), None)


def _print(media: CleanMedia) -> bytes:
    return hashlib.sha256(media.content).digest()
