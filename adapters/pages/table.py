"""The ledger as CSV (RFC 4180), for spreadsheets."""

import csv
from collections.abc import Sequence
from io import StringIO

from bot.model.ledger import LedgerEntry, LedgerLine

COLUMNS = (
    *("entry", "kind", "day", "agency", "request"),
    *("area", "rule", "verdict", "replies", "hash"),
)

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet reckon instead of show (owasp.org, "CSV Injection")."""


def table(lines: Sequence[tuple[LedgerEntry, LedgerLine]]) -> bytes:
    """One row for each entry; a request's words stand in the JSON only."""
    page = StringIO()
    writer = csv.DictWriter(page, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for entry, line in lines:
        writer.writerow(_row(entry, line))
    return page.getvalue().encode()


def _row(entry: LedgerEntry, line: LedgerLine) -> dict[str, str]:
    known = {
        "entry": entry.number,
        "kind": line.kind.value,
        "day": getattr(line, "day", None) or getattr(line, "asked", None),
        "agency": line.agency,
        "request": getattr(line, "request", ""),
        "area": getattr(line, "area", "") or getattr(line, "audience", ""),
        "rule": getattr(line, "rule", ""),
        "verdict": getattr(line, "verdict", ""),
        "replies": getattr(line, "replies", ""),
        "hash": entry.digest,
    }
    return {name: _tame(str(value)) for name, value in known.items()}


def _tame(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
