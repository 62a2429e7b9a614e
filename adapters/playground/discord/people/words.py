"""A message's words: its content and, folded in below, its embeds."""

from adapters.playground.discord.nouns import Message, MessageFlag, MessageKind
from adapters.playground.discord.people.markdown import BREAK, Drawn, Names, draw, inline, wrap
from adapters.playground.discord.people.markdown import words as plain
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import JSON, as_object, as_objects, as_text


def names(realm: Realm) -> Names:
    """How ids are called on this server."""
    return Names(
        user=lambda found: realm.users[found].name if found in realm.users else "unknown-user",
        channel=lambda found: realm.channels[found].name if found in realm.channels else "unknown",
        role=lambda found: _role(realm, found),
        now=realm.now(),
    )


def _role(realm: Realm, found: int) -> str:
    for guild in realm.guilds.values():
        if found in guild.roles:
            return guild.roles[found].name
    return "unknown-role"


def read(realm: Realm, message: Message) -> Drawn:
    """Everything that there is to read in a message."""
    if message.kind is MessageKind.THREAD_CREATED:
        return plain(f"{message.author.name} started a thread: {message.content}")
    known = names(realm)
    parts = [draw(message.content, known)] if message.content else []
    if not message.flags & MessageFlag.SUPPRESS_EMBEDS:
        parts += [part for embed in message.embeds for part in _embed(embed, known)]
    drawn = Drawn()
    for part in parts:
        drawn = drawn + BREAK + part if drawn.html else part
    return drawn


def _embed(embed: JSON, known: Names) -> list[Drawn]:
    author = as_text(as_object(embed.get("author")).get("name"))
    title, footer = as_text(embed.get("title")), as_object(embed.get("footer"))
    parts = [plain(author)] if author else []
    if title:
        parts.append(wrap("b", inline(title, known)))
    if as_text(embed.get("description")):
        parts.append(draw(as_text(embed["description"]), known))
    for field in as_objects(embed.get("fields")):
        parts.append(wrap("b", inline(as_text(field.get("name")), known)))
        parts.append(draw(as_text(field.get("value")), known))
    if footer:
        parts.append(plain(as_text(footer.get("text"))))
    return parts
