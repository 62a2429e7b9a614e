"""How the watch is run: how far behind it is, who may read its figures, who is told of trouble."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Final

from adapters.discord.limits import RATES as DISCORD
from adapters.telegram.limits import RATES as TELEGRAM
from bot.app.checks.findings import Finding, fine, note, wrong
from bot.app.settings import Settings
from bot.model.bots import kind_of
from bot.model.deliveries import Backlog
from bot.model.ids import PlatformName

BACKLOG, FIGURES, OPERATOR = "Backlog", "Figures", "Operator"

PER_SECOND: Final = {"telegram": TELEGRAM.per_second, "discord": DISCORD.per_second}

BEHIND: Final = timedelta(minutes=10)
"""What has been due for longer waits for something: the watch is not sending."""

LONG: Final = timedelta(minutes=30)
"""An alert that comes later than this is of little use."""


def backlogs(owed: Mapping[PlatformName, Backlog]) -> Iterator[Finding]:
    """How much is due and how long it takes to send it, at the platform's rate."""
    if not any(each.due for each in owed.values()):
        yield fine(BACKLOG, "Nothing waits to be sent.")
        return
    for name, heap in sorted(owed.items()):
        if not heap.due:
            continue
        needed = timedelta(seconds=heap.due / PER_SECOND.get(kind_of(name), 1.0))
        words = (
            f"{name.title()}: {heap.due:,} messages are due, the first for {_span(heap.oldest)}; "
            f"at the platform's rate they take {_span(needed)}."
        )
        if heap.oldest > BEHIND + needed:
            step = "Does the watch run (porchlight run)? Its log says what it waits for."
            yield wrong(BACKLOG, words, step)
        elif needed > LONG:
            step = "One bot may send no faster; several bots on a platform share the load."
            yield note(BACKLOG, words, step)
        else:
            yield fine(BACKLOG, words)


def figures(settings: Settings) -> Iterator[Finding]:
    """Whether the page of figures is the operator's alone."""
    if settings.metrics is None:
        yield fine(FIGURES, "METRICS_LISTEN is not set: nobody can read any.")
        return
    host, port = settings.metrics
    if _here(host):
        yield fine(FIGURES, f"Read on this machine only, at port {port}.")
    else:
        yield note(
            FIGURES,
            f"Whoever reaches {host} can read them, at port {port}.",
            f"Set METRICS_LISTEN=127.0.0.1:{port}, or let a firewall admit your monitoring only.",
        )


def operator(settings: Settings) -> Iterator[Finding]:
    """Whether somebody is told when something does not work."""
    if not (settings.operator_chat or settings.operator_mail):
        step = "Set OPERATOR_CHAT or OPERATOR_MAIL, and you are told once when something is amiss."
        yield note(OPERATOR, "Only the log says when something does not work.", step)
    if settings.operator_mail and not settings.smtp_url:
        step = "Set SMTP_URL and MAIL_FROM, or leave OPERATOR_MAIL out."
        yield wrong(OPERATOR, "OPERATOR_MAIL is set, but no mail server.", step)
    name = settings.operator_chat.partition(":")[0]
    if name and name not in tokens(settings):
        step = f"Set {name.upper()}_TOKEN, or name a chat on another platform."
        yield wrong(OPERATOR, "OPERATOR_CHAT is on a platform that has no token.", step)


def tokens(settings: Settings) -> set[str]:
    """The platforms for which a token, or a file with one, is named."""
    named = {
        "telegram": settings.telegram_token or settings.telegram_token_file,
        "discord": settings.discord_token or settings.discord_token_file,
    }
    return {name for name, token in named.items() if token}


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _span(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 2 * 60:
        return f"{seconds:.0f} s"
    if seconds < 2 * 60 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
