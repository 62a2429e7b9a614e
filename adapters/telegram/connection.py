"""The line to Telegram's servers."""

from telegram import Bot, Update
from telegram.request import HTTPXRequest
from typing_extensions import override

from adapters.telegram.settings import TelegramSettings

Raw = dict[str, object]
"""An update as it stands in JSON."""

CONNECT_S = 5.0
READ_S = 15.0
MEDIA_S = 60.0
CONNECTIONS = 32


class UpdatesRequest(HTTPXRequest):
    """Fetches updates; one that the library cannot read becomes an empty one.

    Otherwise it would be fetched again for ever, and everything behind it with it.
    """

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> Raw:
        """What the server said, unreadable updates emptied."""
        said = HTTPXRequest.parse_json_payload(payload)
        result = said.get("result")
        if isinstance(result, list):
            said["result"] = [raw if readable(raw) else emptied(raw) for raw in result]
        return said


def update_of(raw: Raw, bot: Bot) -> Update:
    """The update that came through the webhook; empty when the library cannot read it."""
    return Update.de_json(raw if readable(raw) else emptied(raw), bot)


def readable(raw: Raw) -> bool:
    """Whether the library can read an update."""
    try:
        Update.de_json(raw, None)
    except (TypeError, ValueError, KeyError, AttributeError):
        return False
    return True


def emptied(raw: Raw) -> Raw:
    """The update with nothing but its number."""
    return {"update_id": raw["update_id"]}


def bot_of(settings: TelegramSettings) -> Bot:
    """The line to one bot, not yet opened."""
    return Bot(
        token=settings.token,
        base_url=settings.api_url,
        base_file_url=settings.file_url,
        request=HTTPXRequest(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            write_timeout=READ_S,
            media_write_timeout=MEDIA_S,
            pool_timeout=READ_S,
        ),
        get_updates_request=UpdatesRequest(
            connection_pool_size=2, connect_timeout=CONNECT_S, read_timeout=READ_S
        ),
    )
