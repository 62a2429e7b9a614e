"""Frequent answers of channels."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import ChannelId
from bot.model.moderation import Snippet
from storage.inserts import insert_into
from storage.tables import SnippetRow


class Snippets:
    """The table `snippet`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def keep(self, snippet: Snippet) -> None:
        """Keep a snippet, in place of an earlier one of this name."""
        kept = insert_into(self._session, SnippetRow).values(
            channel=snippet.channel, name=snippet.name, text=snippet.text
        )
        await self._session.execute(
            kept.on_conflict_do_update(
                index_elements=["channel", "name"], set_={"text": snippet.text}
            )
        )

    async def get(self, channel: ChannelId, name: str) -> Snippet | None:
        """The channel's snippet of this name."""
        row = await self._session.get(SnippetRow, (channel, name), populate_existing=True)
        return None if row is None else _snippet(row)

    async def of(self, channel: ChannelId) -> tuple[Snippet, ...]:
        """The channel's snippets, by name."""
        rows = await self._session.scalars(
            select(SnippetRow)
            .where(col(SnippetRow.channel) == channel)
            .order_by(col(SnippetRow.name))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_snippet, rows))

    async def drop(self, channel: ChannelId, name: str) -> None:
        """Forget a snippet."""
        await self._session.execute(
            delete(SnippetRow).where(
                col(SnippetRow.channel) == channel, col(SnippetRow.name) == name
            )
        )


def _snippet(row: SnippetRow) -> Snippet:
    return Snippet(channel=ChannelId(row.channel), name=row.name, text=row.text)
