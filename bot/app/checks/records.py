"""Whether the public ledger is as it was written."""

from collections.abc import Sequence

from bot.app.checks.findings import Finding, fine, wrong
from bot.model.ledger import LedgerEntry
from bot.services.chains import exported, verified

LEDGER = "Ledger"


def ledger(entries: Sequence[LedgerEntry]) -> Finding:
    """Each entry goes on from the one before it, or somebody changed one in the database."""
    found = verified(exported(entries), ())
    if found.fault is None:
        return fine(LEDGER, f"{len(entries):,} entries hold together.")
    return wrong(
        LEDGER,
        f"Entry {found.at} is not as it was written.",
        "Somebody changed the database. Compare it with a backup and with copies of the ledger.",
    )
