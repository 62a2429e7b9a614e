"""Frequent answers of channels, in memory."""

from bot.model.ids import ChannelId
from bot.model.moderation import Snippet
from storage.memory.rows import Rows


class Snippets:
    """Snippets by channel and name."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def keep(self, snippet: Snippet) -> None:
        """Keep a snippet, in place of an earlier one of this name."""
        self._rows.snippets[snippet.channel, snippet.name] = snippet

    async def get(self, channel: ChannelId, name: str) -> Snippet | None:
        """The channel's snippet of this name."""
        return self._rows.snippets.get((channel, name))

    async def of(self, channel: ChannelId) -> tuple[Snippet, ...]:
        """The channel's snippets, by name."""
        theirs = (each for each in self._rows.snippets.values() if each.channel == channel)
        return tuple(sorted(theirs, key=lambda snippet: snippet.name))

    async def drop(self, channel: ChannelId, name: str) -> None:
        """Forget a snippet."""
        self._rows.snippets.pop((channel, name), None)
