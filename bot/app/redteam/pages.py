"""SQLite's file as a thief reads it: pages, cells, and what lies between them.

After sqlite.org/fileformat2.html, sections 1.3 to 1.6 and 2.1.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Value = str | int | float | bytes | None

HEADER_BYTES = 100
"""Of the first page, before its b-tree begins."""

TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 0x0D, 0x05, 0x0A, 0x02
LEAVES = frozenset({TABLE_LEAF, INDEX_LEAF})
KINDS = frozenset({TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER})
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of a whole number, by serial type."""

REAL, ZERO, ONE, FIRST_BLOB = 7, 8, 9, 12
VARINT_BYTES = 9
SEVEN_BITS = 0x7F


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A row as it lies in the file; `size` counts its bytes on this page."""

    page: int
    offset: int
    size: int
    number: int | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrap:
    """Bytes that belong to nothing any more, and where they lie."""

    where: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a database, by number; `usable` bytes of each hold something."""

    content: Mapping[int, bytes]
    usable: int

    def tree(self, root: int) -> Iterator[int]:
        """The pages of a b-tree, from the root on."""
        waiting, met = [root], set[int]()
        while waiting:
            number = waiting.pop()
            if number in met or not self.holds_cells(number):
                continue
            met.add(number)
            yield number
            waiting += self.children(number)

    def holds_cells(self, number: int) -> bool:
        """Whether a page looks like one of a b-tree."""
        page = self.content.get(number, b"")
        return bool(page) and page[_start(number)] in KINDS

    def children(self, number: int) -> list[int]:
        """The pages below an inner page."""
        page, start = self.content[number], _start(number)
        if page[start] in LEAVES:
            return []
        (right,) = struct.unpack_from(">I", page, start + 8)
        left = [struct.unpack_from(">I", page, offset)[0] for offset in self._offsets(number)]
        return [*left, right]

    def cells(self, number: int) -> Iterator[Cell]:
        """The rows on a page, by key; inner pages of tables without row ids hold some, too."""
        kind = self.content[number][_start(number)]
        if kind == TABLE_INNER:
            return
        for offset in self._offsets(number):
            cell = self._cell(number, kind, offset)
            if cell is not None:
                yield cell

    def scraps(self, number: int, where: str) -> Iterator[Scrap]:
        """What lies between the rows of a page and is not zero."""
        page, start = self.content[number], _start(number)
        inner = page[start] not in LEAVES
        count = struct.unpack_from(">H", page, start + 3)[0]
        taken = [(0, start + (12 if inner else 8) + 2 * count)]
        taken += [(cell.offset, cell.offset + cell.size) for cell in self.cells(number)]
        if page[start] == TABLE_INNER:
            taken += [(offset, offset + 4 + VARINT_BYTES) for offset in self._offsets(number)]
        yield from _between(page[: self.usable], taken, where)

    def free(self) -> Iterator[Scrap]:
        """What pages hold that are in no table: the list of free ones (section 1.5)."""
        trunk = struct.unpack_from(">I", self.content.get(1, bytes(HEADER_BYTES)), 32)[0]
        met = set[int]()
        while trunk in self.content and trunk not in met:
            met.add(trunk)
            page = self.content[trunk]
            following, count = struct.unpack_from(">II", page)
            count = min(count, (self.usable - 8) // 4)
            yield from _between(page, [(0, 8 + 4 * count)], f"free page {trunk}")
            for number in struct.unpack_from(f">{count}I", page, 8):
                yield from _between(self.content.get(number, b""), [], f"free page {number}")
            trunk = following

    def _offsets(self, number: int) -> tuple[int, ...]:
        page, start = self.content[number], _start(number)
        count = struct.unpack_from(">H", page, start + 3)[0]
        first = start + (8 if page[start] in LEAVES else 12)
        if first + 2 * count > len(page):
            return ()
        return struct.unpack_from(f">{count}H", page, first)

    def _cell(self, number: int, kind: int, offset: int) -> Cell | None:
        page = self.content[number]
        at = offset + (4 if kind == INDEX_INNER else 0)
        try:
            length, at = _varint(page, at)
            row: int | None = None
            if kind == TABLE_LEAF:
                row, at = _varint(page, at)
            payload, end = self._payload(page, at, length, in_table=kind == TABLE_LEAF)
            values = tuple(_record(payload))
        except (IndexError, struct.error, KeyError, ValueError):
            return None
        return Cell(page=number, offset=offset, size=end - offset, number=row, values=values)

    def _payload(self, page: bytes, at: int, length: int, *, in_table: bool) -> tuple[bytes, int]:
        """A row's bytes, gathered from the pages that they run over to (section 1.6)."""
        most = self.usable - 35 if in_table else (self.usable - 12) * 64 // 255 - 23
        if length <= most:
            return page[at : at + length], at + length
        least = (self.usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (self.usable - 4)
        local = local if local <= most else least
        parts, got = [page[at : at + local]], local
        (following,) = struct.unpack_from(">I", page, at + local)
        while following and got < length:
            more = self.content[following]
            parts.append(more[4 : self.usable])
            got += self.usable - 4
            (following,) = struct.unpack_from(">I", more)
        return b"".join(parts)[:length], at + local + 4


def in_file(content: bytes) -> Pages:
    """The pages of a database file."""
    if len(content) < HEADER_BYTES:
        return Pages({}, 0)
    size = struct.unpack_from(">H", content, 16)[0]
    size = 65_536 if size == 1 else size
    starts = range(0, len(content) - size + 1, size)
    return Pages({at // size + 1: content[at : at + size] for at in starts}, size - content[20])


def _start(number: int) -> int:
    return HEADER_BYTES if number == 1 else 0


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(VARINT_BYTES - 1):
        byte = page[at + count]
        value = value << 7 | byte & SEVEN_BITS
        if byte <= SEVEN_BITS:
            return value, at + count + 1
    value = value << 8 | page[at + VARINT_BYTES - 1]
    return value - (1 << 64 if value >> 63 else 0), at + VARINT_BYTES


def _record(payload: bytes) -> Iterator[Value]:
    head, at = _varint(payload, 0)
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    at = head
    for kind in kinds:
        value, size = _value(payload, at, kind)
        yield value
        at += size


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in INTEGERS:
        size = INTEGERS[kind]
        return int.from_bytes(payload[at : at + size], "big", signed=True), size
    if kind == REAL:
        return struct.unpack_from(">d", payload, at)[0], 8
    if kind in {ZERO, ONE}:
        return kind - ZERO, 0
    if kind < FIRST_BLOB:
        return None, 0
    size = (kind - FIRST_BLOB) // 2
    content = payload[at : at + size]
    return (content.decode("utf-8", "replace") if kind % 2 else content), size


def _between(page: bytes, taken: Iterable[tuple[int, int]], where: str) -> Iterator[Scrap]:
    at = 0
    for first, last in [*sorted(taken), (len(page), len(page))]:
        content = page[at:first]
        if content.strip(b"\0"):
            yield Scrap(where=where, content=content)
        at = max(at, last)
