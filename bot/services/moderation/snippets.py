"""A channel's frequent answers."""

import re

from bot.errors import WatchError
from bot.model.deliveries import DeliveryKind
from bot.model.moderation import Deed, Snippet
from bot.services.moderation.offices import Office
from bot.services.words import within

LONGEST_SNIPPET = 500
"""Characters."""

MOST_SNIPPETS = 30

NAME = re.compile(r"[a-z0-9]{1,20}")
ONCE_BYTES = 4


async def say(office: Office, name: str) -> None:
    """Owe the channel one of its snippets. Raises WatchError `say.unknown`."""
    snippet = await office.uow.snippets.get(office.channel.id, name.lower())
    if snippet is None:
        raise WatchError("say.unknown")
    subject = f"{office.random.bytes(ONCE_BYTES).hex()}.{snippet.name}"
    await office.uow.deliveries.tell(
        DeliveryKind.SNIPPET, subject, channels=(office.channel.id,), now=office.now
    )
    await office.note(Deed.SAID, detail=snippet.name)


async def write(office: Office, name: str, text: str) -> Snippet | None:
    """Keep a snippet under a name, in place of an earlier one; without words there is none.

    Raises:
        WatchError: `snippets.name` or `snippets.many`; as `within`.
    """
    name = name.strip().lower()
    if NAME.fullmatch(name) is None:
        raise WatchError("snippets.name")
    await office.note(Deed.SNIPPET, detail=name)
    if not text.strip():
        await office.uow.snippets.drop(office.channel.id, name)
        return None
    known = await office.uow.snippets.of(office.channel.id)
    if len(known) >= MOST_SNIPPETS and all(each.name != name for each in known):
        raise WatchError("snippets.many", count=MOST_SNIPPETS)
    words = within(text, LONGEST_SNIPPET)
    snippet = Snippet(channel=office.channel.id, name=name, text=words)
    await office.uow.snippets.keep(snippet)
    return snippet
