"""Getting updates: fetched by long polling, or brought to a webhook."""

import re

from adapters.playground.telegram.calls import JSON, Call
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.mailbox import Webhook
from adapters.playground.telegram.nouns import Bot
from adapters.playground.telegram.town import Town

_POLL_SECONDS = 50
_LIMIT = 100
_CONNECTIONS = 40
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Telegram asks for HTTPS; a Bot API server of one's own takes HTTP, too, and so does this one,
# but only within this machine.
_URL = re.compile(r"https://\S+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:/\S*)?")


async def get_updates(_town: Town, bot: Bot, call: Call) -> object:
    """Serve getUpdates."""
    if bot.mailbox.webhook:
        raise ApiError(No.WEBHOOK_ACTIVE)
    _allow(bot, call)
    limit = max(1, min(_LIMIT, call.whole("limit", _LIMIT)))
    seconds = max(0, min(_POLL_SECONDS, call.whole("timeout")))
    return await bot.mailbox.poll(call.whole("offset"), limit, seconds)


async def set_webhook(_town: Town, bot: Bot, call: Call) -> object:
    """Serve setWebhook; an empty url removes the webhook."""
    url, secret = call.text("url").strip(), call.text("secret_token")
    if not url:
        return await delete_webhook(_town, bot, call)
    if not _URL.fullmatch(url):
        raise ApiError(No.WEBHOOK_URL)
    if secret and not _SECRET.fullmatch(secret):
        raise ApiError(No.WEBHOOK_SECRET)
    _allow(bot, call)
    if call.flag("drop_pending_updates"):
        bot.mailbox.forget()
    connections = max(1, min(100, call.whole("max_connections", _CONNECTIONS)))
    webhook = Webhook(url=url, secret=secret, max_connections=connections)
    bot.mailbox.set_webhook(webhook)
    return True


async def delete_webhook(_town: Town, bot: Bot, call: Call) -> object:
    """Serve deleteWebhook."""
    if call.flag("drop_pending_updates"):
        bot.mailbox.forget()
    bot.mailbox.set_webhook(None)
    return True


async def webhook_info(_town: Town, bot: Bot, _call: Call) -> object:
    """Serve getWebhookInfo."""
    webhook = bot.mailbox.webhook
    info: JSON = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.mailbox.waiting()),
    }
    if not bot.mailbox.all_by_default:
        info["allowed_updates"] = sorted(bot.mailbox.allowed)
    if webhook:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
    if webhook and webhook.error:
        info |= {"last_error_date": webhook.error_date, "last_error_message": webhook.error}
    return info


async def log_out(_town: Town, bot: Bot, _call: Call) -> object:
    """Serve logOut: the bot leaves this server; further calls are refused."""
    bot.logged_out = True
    bot.mailbox.close()
    return True


async def close(_town: Town, _bot: Bot, _call: Call) -> object:
    """Serve close: nothing stays open here."""
    return True


def _allow(bot: Bot, call: Call) -> None:
    if "allowed_updates" in call.values:
        bot.mailbox.allow(call.things("allowed_updates"))
