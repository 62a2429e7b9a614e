"""The boxes that MP4, MOV and HEIC files are made of (ISO/IEC 14496-12, section 4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

SHORT, LONG = 8, 16
"""Bytes of a box's head: size and kind; with the size in eight bytes behind them, if long."""

BRAND = 4
MOST_BRANDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box's kind and where its content lies."""

    kind: bytes
    start: int
    end: int


def boxes(content: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes that lie side by side between two places.

    Raises:
        ValueError: something else lies there.
    """
    at, last = start, len(content) if end is None else end
    while at < last:
        size, kind = int.from_bytes(content[at : at + BRAND], "big"), content[at + BRAND : at + 8]
        head = SHORT
        if size == 1:
            size, head = int.from_bytes(content[at + SHORT : at + LONG], "big"), LONG
        if size < head or at + size > last:
            raise ValueError(kind)
        yield Box(kind=kind, start=at + head, end=at + size)
        at += size


def brands(content: bytes) -> tuple[bytes, ...]:
    """What a file's first box says it is, the chief brand first; empty where it says nothing."""
    size = int.from_bytes(content[:4], "big")
    if content[4:8] != b"ftyp" or not SHORT + BRAND <= size <= SHORT + BRAND * MOST_BRANDS:
        return ()
    said = content[SHORT:size]
    named = [said[at : at + BRAND] for at in range(0, len(said), BRAND)]
    return tuple(name for name in named if len(name) == BRAND)
