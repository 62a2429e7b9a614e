"""Who stands where, and what the bot's messages there say."""

from dataclasses import dataclass

from adapters.playground.discord.nouns import Channel
from adapters.playground.discord.people.drawing import message as drawn
from bot.app.town import Town

ON_DISCORD = frozenset({"Villeray channel", "Mile End channel", "Dana", "Eli"})
IN_VILLERAY = frozenset({"Villeray group", "Villeray channel", "Ana", "Ines", "Dana"})
IN_MILE_END = frozenset({"Mile End group", "Mile End channel", "Ben", "Eli"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearers:
    """All chats to which something is owed, by name."""

    town: Town

    def names(self) -> frozenset[str]:
        """Everybody."""
        return IN_VILLERAY | IN_MILE_END

    def texts(self, name: str) -> list[str]:
        """All messages of the bot that stand there for everybody in that chat to see."""
        town = self.town
        match name:
            case "Villeray group":
                return self._telegram("Maya", town.villeray_group)
            case "Mile End group":
                return self._telegram("Maya", town.mile_end_group)
            case "Villeray channel":
                return self._discord(town.discord.realm.channels[int(town.villeray_channel)])
            case "Mile End channel":
                return self._discord(town.discord.realm.channels[int(town.mile_end_channel)])
            case "Dana" | "Eli":
                return self._direct(name)
            case _:
                return self._telegram(name, town.bot)

    def _telegram(self, name: str, chat: str) -> list[str]:
        return [
            message.text
            for each in self.town.person(name).screen.chats
            if each.id == chat
            for message in each.messages
            if message.from_bot
        ]

    def _direct(self, name: str) -> list[str]:
        person = int(self.town.person(name).id)
        found = (
            channel for pair, channel in self.town.discord.realm.directs.items() if person in pair
        )
        return [text for channel in found for text in self._discord(channel)]

    def _discord(self, channel: Channel) -> list[str]:
        realm = self.town.discord.realm
        return [
            drawn(realm, one).text
            for one in channel.messages.values()
            if one.author.bot and one.addressee is None
        ]
