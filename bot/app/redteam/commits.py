"""SQLite's write-ahead log: what was committed, in which order.

After sqlite.org/fileformat2.html, section 4.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.app.redteam.pages import Cell, Pages, Scrap

WAL_BYTES, FRAME_BYTES = 32, 24
"""Of the log's header, and of the header of each frame."""


Written = tuple[tuple[str, Cell], ...]
"""What one transaction wrote: the table, and the row as it lies in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """A log taken apart: commits as sets of pages, and frames that no longer count."""

    commits: tuple[Mapping[int, bytes], ...]
    stale: tuple[Scrap, ...]


def frames(log: bytes) -> Frames:
    """Take a log apart. What an earlier use of the log left behind its end is stale."""
    if len(log) < WAL_BYTES:
        return Frames(commits=(), stale=())
    size = struct.unpack_from(">I", log, 8)[0]
    salts, commits, stale = log[16:24], [], []
    gathered: dict[int, bytes] = {}
    valid = True
    for at in range(WAL_BYTES, len(log) - size - FRAME_BYTES + 1, size + FRAME_BYTES):
        number, total = struct.unpack_from(">II", log, at)
        page = log[at + FRAME_BYTES : at + FRAME_BYTES + size]
        valid = valid and log[at + 8 : at + 16] == salts
        if not valid:
            stale.append(Scrap(where=f"old frame of page {number}", content=page))
            continue
        gathered[number] = page
        if total:
            commits.append(gathered)
            gathered = {}
    stale += [Scrap(where=f"page {n}, not committed", content=p) for n, p in gathered.items()]
    return Frames(commits=tuple(commits), stale=tuple(stale))


def in_order(
    base: Pages, steps: tuple[Mapping[int, bytes], ...], tables: Mapping[int, str]
) -> Iterator[Written]:
    """What each transaction wrote that had not stood on its page before."""
    view = dict(base.content)
    for step in steps:
        before, view = Pages(dict(view), base.usable), {**view, **step}
        yield _commit(before, Pages(view, base.usable), step, tables)


def _commit(
    before: Pages, after: Pages, step: Mapping[int, bytes], tables: Mapping[int, str]
) -> Written:
    pages = [number for number in step if number in tables and after.holds_cells(number)]
    stood = {
        (tables[number], cell.number, cell.values)
        for number in pages
        if before.holds_cells(number)
        for cell in before.cells(number)
    }
    return tuple(
        (tables[number], cell)
        for number in pages
        for cell in after.cells(number)
        if (tables[number], cell.number, cell.values) not in stood
    )
