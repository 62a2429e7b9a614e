"""Cleaned pictures of reports."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import PictureKey
from bot.model.pictures import CleanPicture
from storage.tables import PictureRow


class Pictures:
    """The table `picture`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def keep(self, key: PictureKey, picture: CleanPicture) -> None:
        """Keep a picture."""
        self._session.add(PictureRow(key=key, content=picture.content))
        await self._session.flush()

    async def get(self, key: PictureKey) -> CleanPicture | None:
        """The picture, if it is still kept."""
        row = await self._session.get(PictureRow, key)
        return None if row is None else CleanPicture(content=row.content)

    async def drop(self, key: PictureKey) -> None:
        """Forget a picture."""
        await self._session.execute(delete(PictureRow).where(col(PictureRow.key) == key))
