"""Faults as JSON, ordered over the control routes, and the ledger as JSON on the way out."""

import dataclasses
import math
from collections.abc import Iterable

from adapters.playground.coding import NonsenseError, Sheet
from adapters.playground.faults import FOREVER, Fault, Trouble
from adapters.playground.ledger import Entry

MOST_SECONDS = 400 * 86_400.0
MOST_TIMES = 1_000_000
STATUSES = range(400, 600)


def fault_from_json(written: object, now: float) -> Fault:
    """A fault; `times` 0 is for ever, `lasts` counts from `now`. Raises NonsenseError."""
    sheet = Sheet(written)
    lasts = sheet.number_or("lasts", math.inf, MOST_SECONDS)
    fault = Fault(
        trouble=_trouble(sheet.text("trouble")),
        call=sheet.text_or("call", "*"),
        chat=sheet.text_or("chat", ""),
        status=int(sheet.number_or("status", 500, max(STATUSES))),
        words=sheet.text_or("words", ""),
        retry_after=sheet.number_or("retry_after", 1.0, MOST_SECONDS),
        everywhere=sheet.yes_or_no("everywhere"),
        seconds=sheet.number_or("seconds", 0.0, MOST_SECONDS),
        skip=int(sheet.number_or("skip", 0, MOST_TIMES)),
        times=int(sheet.number_or("times", 1, MOST_TIMES)) or FOREVER,
        share=sheet.number_or("share", 1.0, 1.0),
        until=now + lasts,
    )
    sheet.done()
    if fault.status not in STATUSES:
        message = f"status must lie between {min(STATUSES)} and {max(STATUSES)}"
        raise NonsenseError(message)
    return fault


def seconds_from_json(written: object) -> float:
    """How long a platform is to be away. Raises NonsenseError."""
    sheet = Sheet(written)
    seconds = sheet.number_or("seconds", 0.0, MOST_SECONDS)
    sheet.done()
    return seconds


def fault_as_json(fault: Fault) -> dict[str, object]:
    """A fault that waits, as it could be ordered; without an end where it has none."""
    told: dict[str, object] = {
        "trouble": fault.trouble.value,
        "call": fault.call,
        "chat": fault.chat,
        "times": 0 if fault.times > MOST_TIMES else fault.times,
        "share": fault.share,
    }
    return told | ({"until": fault.until} if math.isfinite(fault.until) else {})


def ledger_as_json(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """The calls, field by field."""
    return [dataclasses.asdict(entry) for entry in entries]


def _trouble(word: str) -> Trouble:
    troubles = [each for each in Trouble if each is not Trouble.HOLD]  # nobody could release it
    for each in troubles:
        if each.value == word:
            return each
    message = f"trouble must be one of: {', '.join(troubles)}"
    raise NonsenseError(message)
