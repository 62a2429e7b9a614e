"""What Telegram's refusals mean to a message that is owed."""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import DeliveryError, Scope

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""Failures before the request left this machine."""

AWAY_S = 5.0
"""Seconds after which Telegram is tried again that could not be reached: nobody is, meanwhile."""

CHAT_GONE = (
    "chat not found",
    "not enough rights to send text",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "group chat was deactivated",
    "peer_id_invalid",
    "user not found",
    "user is deactivated",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
)
"""Parts of descriptions of status 400 that will be the same for whatever is sent there."""

MESSAGE_GONE = (
    "not enough rights",  # to send photos, to delete, and the like
    "chat_send_",  # chat_send_photos_forbidden and the like
    "message to edit not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
    "message to reply not found",
    "message to be replied not found",
)
"""Those that will be the same however often this one is sent."""

NOT_MODIFIED = "message is not modified"

ALREADY_DELETED = ("message to delete not found", "message_id_invalid")

UNKNOWN_FILE = ("wrong file identifier", "wrong remote file", "file_reference_", "file_id_invalid")
"""Telegram does not know a file any more by the id that it gave it."""

TOO_BIG = "file is too big"

TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")
"""A pressed button waits 150 seconds for its answer."""


def says(error: TelegramError, *parts: str) -> bool:
    """Whether the description of a refusal holds one of the parts."""
    said = error.message.lower()
    return any(part in said for part in parts)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def failure_of(error: TelegramError) -> DeliveryError:
    """What a failed call means."""
    match error:
        case Forbidden():
            return DeliveryError("forbidden", final=True)
        case ChatMigrated():
            return DeliveryError("moved", moved_to=str(error.new_chat_id))
        case RetryAfter():
            # Telegram says how long, but not of what: the pace finds out.
            return DeliveryError("flood", retry_after=seconds(error), scope=Scope.UNSAID)
        case BadRequest():  # a kind of `NetworkError`, so it must come first
            return _refusal_of(error)
        case NetworkError():
            return _unheard(error)
        case _:
            return _unclear(error)


def _unheard(error: NetworkError) -> DeliveryError:
    """When it never left, nothing else would have."""
    if in_doubt(error):
        return DeliveryError("network", in_doubt=True)
    return DeliveryError("network", retry_after=AWAY_S, scope=Scope.BOT)


def _unclear(error: TelegramError) -> DeliveryError:
    """An answer that is no JSON, say: what Telegram was asked to do may be done."""
    known = isinstance(error, InvalidToken)
    return DeliveryError("token" if known else "unclear", in_doubt=not known)


def _refusal_of(error: BadRequest) -> DeliveryError:
    if says(error, *CHAT_GONE):
        return DeliveryError("refused", final=True)
    return DeliveryError("refused", final=says(error, *MESSAGE_GONE), scope=Scope.MESSAGE)


def standing_failure_of(error: TelegramError) -> DeliveryError:
    """What a failed call about a message that stands means.

    When the group moved, the message stayed behind where a bot can no longer reach it.
    """
    if isinstance(error, ChatMigrated):
        return DeliveryError("moved", final=True, scope=Scope.MESSAGE)
    return failure_of(error)


def in_doubt(error: NetworkError) -> bool:
    """Whether the call may have been carried out although its answer never came."""
    return not isinstance(error.__cause__, NEVER_SENT)
