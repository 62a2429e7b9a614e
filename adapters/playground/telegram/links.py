"""Links into Telegram: t.me/<bot>?start=<payload>, and what pressing Start does."""

import re
from urllib.parse import parse_qs, urlsplit

from adapters.playground.screens import CannotActError
from adapters.playground.telegram.entities import Words, with_found
from adapters.playground.telegram.invites import invited_by, knock
from adapters.playground.telegram.nouns import (
    Bot,
    Content,
    Human,
    Membership,
    Message,
    Status,
)
from adapters.playground.telegram.town import Town

_WEB = re.compile(r"(?:https?|tg|ton|mailto|tel):", re.IGNORECASE)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOSTS = frozenset({"t.me", "www.t.me", "telegram.me", "telegram.dog"})


def _parts(url: str) -> tuple[str, str]:
    """The username and the payload of a link, both empty where it leads elsewhere."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    query = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme == "tg" and parts.netloc == "resolve":
        return query.get("domain", [""])[0], query.get("start", [""])[0]
    if (parts.hostname or "") not in _HOSTS:
        return "", ""
    return parts.path.strip("/"), query.get("start", [""])[0]


def leads_to(bot: Bot, url: str) -> bool:
    """Whether a link starts this bot, as answerCallbackQuery asks."""
    name, payload = _parts(url)
    return name.lower() == bot.username.lower() and bool(_PAYLOAD.fullmatch(payload))


def follow(town: Town, person: Human, url: str) -> None:
    """Follow a link: open the chat with a bot and press Start; other links leave Telegram.

    Raises CannotActError for a link to nobody here or a payload that Telegram does not take.
    """
    invited = invited_by(town, url)
    if invited is not None:
        knock(town, person, *invited)
        return
    name, payload = _parts(url)
    if not name and _WEB.match(url):
        return
    bots = [each for each in town.bots.values() if name and each.username.lower() == name.lower()]
    if not bots:
        message = "there is nobody of this name on Telegram"
        raise CannotActError(message)
    if payload and not _PAYLOAD.fullmatch(payload):
        message = "a start payload holds 1-64 characters of A-Z, a-z, 0-9, _ and -"
        raise CannotActError(message)
    start(town, person, bots[0], payload)


def start(town: Town, person: Human, bot: Bot, payload: str = "") -> None:
    """Press Start in the chat with a bot; a blocked bot is unblocked by it."""
    unblock(town, person, bot)
    chat = town.private(bot, person)
    chat.contacted = False
    for each in (bot, person):
        chat.members.setdefault(each.id, Membership(status=Status.MEMBER))
    words = with_found(Words(text=f"/start {payload}".strip()))
    content = Content(words=words)
    town.post(
        Message(
            chat=chat,
            ids={},
            author=person,
            date=town.date(),
            content=content,
            start=bool(payload),
        )
    )


def block(town: Town, person: Human, bot: Bot) -> None:
    """Let a bot no longer write to a person."""
    chat = town.private(bot, person)
    if bot.id not in person.blocked and chat.members:
        person.blocked.add(bot.id)
        town.move(chat, person, bot, Membership(status=Status.KICKED))


def unblock(town: Town, person: Human, bot: Bot) -> None:
    """Let a bot write to a person again."""
    if bot.id in person.blocked:
        person.blocked.discard(bot.id)
        town.move(town.private(bot, person), person, bot, Membership(status=Status.MEMBER))
