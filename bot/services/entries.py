"""What entries of the public ledger say, to programs and to people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Discriminator, TypeAdapter

from bot.model.ledger import (
    Asked,
    Closed,
    LedgerEntry,
    LedgerKind,
    LedgerLine,
    Refused,
    ReplyBand,
    Resumed,
    Reviewed,
    Suspended,
    request_of,
)
from bot.ports.stores import UnitOfWork
from bot.texts.text import Date, Text, Value

LINES: TypeAdapter[LedgerLine] = TypeAdapter(Annotated[LedgerLine, Discriminator("kind")])


def read(entry: LedgerEntry) -> LedgerLine:
    """What an entry says.

    The oldest entries tell of requests only, by number, and do not say so.
    """
    facts = json.loads(entry.content)
    if "kind" not in facts:
        facts |= {"kind": LedgerKind.REQUEST, "request": facts["number"]}
        facts |= {"window_from": facts["from"], "window_until": facts["until"]}
    return LINES.validate_python(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many entries there are of each kind."""

    tally: Mapping[LedgerKind, int]

    def of(self, kind: LedgerKind) -> int:
        """How many of this kind."""
        return self.tally.get(kind, 0)


async def figures(uow: UnitOfWork) -> Figures:
    """The ledger in numbers."""
    return Figures(tally=await uow.ledger.tally())


def line_of(entry: LedgerEntry, line: LedgerLine) -> Text:
    """An entry in one line."""
    request, day = request_of(line), line.asked.date() if isinstance(line, Asked) else line.day
    said: dict[str, Value] = {
        "entry": str(entry.number),
        "day": Date(day=day),
        "agency": line.agency,
        "request": "" if request is None else str(request),
        "about": _about(line),
    }
    return Text.of(f"ledger.line_{line.kind.value}", **said)


def _about(line: LedgerLine) -> Text | str:
    """What is peculiar to a line: the area, the rule, the band."""
    match line:
        case Asked(audience=area):
            return area
        case Suspended(area=area) | Resumed(area=area):
            return area or Text.of("ledger.everywhere")
        case Reviewed(rule=rule, verdict=verdict):
            return Text.of(f"ledger.{verdict.value}", rule=rule)
        case Closed(replies=replies):
            return Text.of("ledger.none") if replies is ReplyBand.NONE else replies.value
        case Refused(rule=rule):
            return rule
        case _:
            return ""
