"""The commands about the public ledger."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.app.operator import unit
from bot.app.settings import Settings
from bot.app.shell import finish, out, refuse, settings_of
from bot.model.ids import EntryNumber
from bot.model.ledger import LedgerEntry
from bot.services.chains import Checked, Fault, exported, verified

NOT_GENUINE = 1
"""Exit code of `verify` for a copy that is not what the watch wrote."""

FOR_ALL_TO_READ = 0o644

HEAD = re.compile(r"[0-9a-f]{64}")

app = typer.Typer(help="The public ledger.", no_args_is_help=True)

EXPORTED = """\
The ledger is in {file}, entries: {count}. Its head is
  {head}
Whoever has that, or an earlier head, can tell whether a copy is genuine:
  porchlight ledger verify FILE --head HASH"""

GENUINE = """\
Genuine: the entries, {count} of them, hold together. The head is
  {head}"""

AGAINST = "It goes on from every head that you gave: nothing before them was changed."

ALONE = """\
That alone does not tell whether all of it was written anew, or its end cut off. Compare it with a
head that you got earlier, in a channel or by mail: --head HASH"""

FAULTS = {
    Fault.UNREADABLE: "This is no copy of a ledger, or it was damaged on its way.",
    Fault.NUMBERS: "Not genuine: entry {at} is not where it belongs. Something was taken out, put "
    "in or put elsewhere.",
    Fault.LINK: "Not genuine: entry {at} does not go on from the one before it.",
    Fault.DIGEST: "Not genuine: entry {at} was changed after it was written.",
    Fault.OWN_HEAD: "Not genuine: the file names another head than that of its last entry.",
    Fault.FORM: "Not as the watch wrote it: the entries hold together, but something around them "
    "was changed. Fetch a new copy.",
    Fault.PUBLISHED_HEAD: "Not genuine, or too old: it does not contain the head\n  {missing}\n"
    "If that head is newer than this copy, fetch a new one. If not, the ledger was written anew.",
}
"""What each fault means, to whoever looks."""

File = Annotated[Path, typer.Argument(help="A copy of the ledger: JSON.", dir_okay=False)]


@app.command("export")
def export(file: File) -> None:
    """Write a copy of the whole ledger, for anyone to keep and to verify."""
    entries = finish(everything(settings_of()))
    publish(file, exported(entries))
    head = entries[-1].digest if entries else "none yet"
    out.print(EXPORTED.format(count=len(entries), file=file, head=head), highlight=False)


@app.command("verify")
def verify(
    file: File,
    *,
    head: Annotated[
        list[str] | None, typer.Option(help="A head that was published earlier; again for more.")
    ] = None,
) -> None:
    """Say whether a copy of a ledger is genuine. Needs no watch and no network.

    Exit code: 0 when it is, 1 when it is not, 2 when the file or a head cannot be read.
    """
    heads = [each.strip().lower() for each in head or ()]
    for each in heads:
        if not HEAD.fullmatch(each):
            refuse(f"{each} is no head: a head has 64 characters from 0 to 9 and a to f.")
    try:
        copy = file.read_bytes()
    except OSError:
        refuse(f"{file} cannot be read. Give the file that you fetched or exported.")
    found = verified(copy, heads)
    out.print(verdict(found, heads), highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(0 if found.fault is None else NOT_GENUINE)


async def everything(settings: Settings) -> tuple[LedgerEntry, ...]:
    """Every entry, oldest first."""
    async with unit(settings) as uow:
        return await uow.ledger.since(EntryNumber(0))


def publish(file: Path, content: bytes) -> None:
    """Write for everybody's eyes; whoever reads meanwhile gets the old or the new, never half."""
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.write_bytes(content)
        fresh.chmod(FOR_ALL_TO_READ)
        fresh.replace(file)
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")


def verdict(found: Checked, heads: Sequence[str]) -> str:
    """What came out, in words."""
    if found.fault is not None:
        return FAULTS[found.fault].format(at=found.at, missing=found.missing)
    words = GENUINE.format(count=found.entries, head=found.head)
    return f"{words}\n{AGAINST if heads else ALONE}"
