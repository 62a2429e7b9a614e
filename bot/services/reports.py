"""Counting for the public report: out of the ledger and nothing else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.model import prompts as prompting
from bot.model.agencies import Agency
from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import (
    FIRST_LINK,
    Asked,
    Closed,
    LedgerEntry,
    LedgerLine,
    Refused,
    ReplyBand,
    Resolved,
    Suspended,
    Withdrawn,
)
from bot.model.prompts import Prompt, Tally
from bot.ports.reports import AgencyRow, EntryRow, Outcome, PromptRow, PublicReport
from bot.ports.stores import UnitOfWork
from bot.services import entries, feeds

SHOWN = 40
"""Entries that the page shows in words; the files hold all."""

MOST_MONTHS = 12
"""Months that the chart goes back."""


async def report(uow: UnitOfWork, now: datetime) -> PublicReport:
    """The ledger in figures and words, as of now."""
    written = await uow.ledger.since(EntryNumber(0))
    lines = [entries.read(entry) for entry in written]
    asked = [line for line in lines if isinstance(line, Asked)]
    newest = list(zip(written, lines, strict=True))[: -SHOWN - 1 : -1]
    return PublicReport(
        made=now,
        agencies=tuple(_agency(each, lines) for each in await uow.agencies.all()),
        months=months([line.asked.date() for line in asked], now.date()),
        areas=_most_first(line.audience for line in asked),
        ground=await feeds.areas(uow),
        outcomes=outcomes(lines, now),
        rules=_most_first(line.rule for line in lines if isinstance(line, Refused)),
        bands=_bands(lines),
        suspensions=sum(isinstance(line, Suspended) for line in lines),
        entries=tuple(_row(entry, line) for entry, line in newest),
        count=len(written),
        prompts=prompts(await uow.prompts.tallies(), now.date()),
        head=written[-1].digest if written else FIRST_LINK,
    )


def months(days: Sequence[date], today: date) -> tuple[tuple[date, int], ...]:
    """How many of these days fell into each month, from the first of them to this one."""
    counted = Counter(day.replace(day=1) for day in days)
    month, found = today.replace(day=1), list[tuple[date, int]]()
    while counted and month >= min(counted) and len(found) < MOST_MONTHS:
        found.append((month, counted[month]))
        month = _before(month)
    return tuple(reversed(found))


def _before(month: date) -> date:
    """The first day of the month before."""
    last = month.month == 1
    return month.replace(year=month.year - last, month=12 if last else month.month - 1)


def outcomes(lines: Iterable[LedgerLine], now: datetime) -> tuple[tuple[Outcome, int], ...]:
    """What became of requests; the oldest closed before the ledger told of that."""
    found = dict[RequestNumber, Outcome]()
    for line in lines:
        match line:
            case Asked():
                over = line.closes <= now
                found[line.request] = Outcome.ENDED if over else Outcome.OPEN
            case Resolved():
                found[line.request] = Outcome.RESOLVED
            case Withdrawn():
                found[line.request] = Outcome.WITHDRAWN
            case Closed() if found.get(line.request) is Outcome.OPEN:
                found[line.request] = Outcome.ENDED
            case _:
                pass
    counted = Counter(found.values())
    return tuple((outcome, counted[outcome]) for outcome in Outcome)


def _bands(lines: Iterable[LedgerLine]) -> tuple[tuple[ReplyBand, int], ...]:
    counted = Counter(line.replies for line in lines if isinstance(line, Closed))
    return tuple((band, counted[band]) for band in ReplyBand)


def _agency(agency: Agency, lines: Sequence[LedgerLine]) -> AgencyRow:
    theirs = [line for line in lines if line.agency == agency.name]
    days = [line.asked.date() for line in theirs if isinstance(line, Asked)]
    return AgencyRow(
        name=agency.name,
        state=agency.state,
        requests=len(days),
        refusals=sum(isinstance(line, Refused) for line in theirs),
        last=max(days, default=None),
    )


def prompts(tallies: Iterable[Tally], today: date) -> tuple[PromptRow, ...]:
    """What came of hints, in months that are over.

    Were they told as they come, whoever watches the page would know which post was hinted at.
    """
    this = f"{today:%Y-%m}"
    counted = Counter[tuple[Prompt, prompting.Outcome]]()
    for tally in tallies:
        if tally.month < this:
            counted[tally.prompt, tally.outcome] += tally.count
    rows = []
    for prompt in Prompt:
        shown, edited, sent = (counted[prompt, outcome] for outcome in prompting.Outcome)
        dropped = max(0, shown - edited - sent)
        row = PromptRow(prompt=prompt, shown=shown, edited=edited, sent=sent, dropped=dropped)
        if shown:
            rows.append(row)
    return tuple(rows)


def _row(entry: LedgerEntry, line: LedgerLine) -> EntryRow:
    return EntryRow(
        number=entry.number,
        kind=line.kind,
        words=entries.line_of(entry, line),
        quote=line.text if isinstance(line, Asked) else "",
        digest=entry.digest,
    )


def _most_first(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(words)
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
