"""Pictures, in memory."""

from bot.model.ids import PictureKey
from bot.model.pictures import CleanPicture
from storage.memory.rows import Rows


class Pictures:
    """Pictures by key."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def keep(self, key: PictureKey, picture: CleanPicture) -> None:
        """Keep a picture."""
        self._rows.pictures[key] = picture

    async def get(self, key: PictureKey) -> CleanPicture | None:
        """The picture, if it is still kept."""
        return self._rows.pictures.get(key)

    async def drop(self, key: PictureKey) -> None:
        """Forget a picture."""
        self._rows.pictures.pop(key, None)
