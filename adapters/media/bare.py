"""The proof that a drawn video is bare: every byte of it is accounted for."""

import io

import av

from adapters.media.boxes import Box, boxes

INSIDE: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"moov", b"free", b"mdat"}),
    b"moov": frozenset({b"mvhd", b"trak", b"udta"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset({b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco"}),
    b"stsd": frozenset({b"avc1"}),
    b"avc1": frozenset({b"avcC", b"colr", b"pasp", b"btrt"}),
}
"""What may lie in what; all other boxes hold numbers of a fixed meaning."""

BEFORE = {b"stsd": 8, b"avc1": 78}
"""Bytes that stand before the boxes inside (ISO/IEC 14496-12, section 8.5.2)."""

FIXED = {
    b"udta": b"\0\0\0\x35meta"
    + bytes(4)
    + b"\0\0\0\x21hdlr"
    + bytes(8)
    + b"mdirappl"
    + bytes(9)
    + b"\0\0\0\x08ilst",
    b"hdlr": bytes(8) + b"vide" + bytes(12) + b"VideoHandler\0",
}
"""Words that the muxer always writes; its list of titles, empty."""

SLICE, WHOLE_SLICE = 1, 5
"""The only units of the stream (ITU-T H.264, table 7-1): pixels. Parameters lie in the index."""


def is_bare(content: bytes) -> bool:
    """Whether an MP4 holds one video track and not a byte more than playing it takes."""
    try:
        return _known(content, Box(kind=b"", start=0, end=len(content))) and _one_track(content)
    except (ValueError, av.FFmpegError):
        return False


def _known(content: bytes, outer: Box) -> bool:
    """Whether all that lies in a box is known by name or by value."""
    if outer.kind in FIXED:
        return content[outer.start : outer.end] == FIXED[outer.kind]
    if outer.kind == b"free":
        return not any(content[outer.start : outer.end])
    if outer.kind == b"mdat":
        return _only_slices(content, outer)
    if outer.kind not in INSIDE:
        return True
    start = outer.start + BEFORE.get(outer.kind, 0)
    return all(
        inner.kind in INSIDE[outer.kind] and _known(content, inner)
        for inner in boxes(content, start, outer.end)
    )


def _only_slices(content: bytes, box: Box) -> bool:
    at = box.start
    while at < box.end:
        size = int.from_bytes(content[at : at + 4], "big")
        if not size or content[at + 4] & 0x1F not in {SLICE, WHOLE_SLICE}:
            return False
        at += 4 + size
    return at == box.end


def _one_track(content: bytes) -> bool:
    """Whether a player finds one track of H.264, and no words but the muxer's own."""
    with av.open(io.BytesIO(content), "r", format="mp4") as file:
        track = file.streams.video[0] if len(file.streams) == 1 and file.streams.video else None
        return (
            track is not None
            and track.codec_context.name == "h264"
            and track.metadata == {"language": "und", "handler_name": "VideoHandler"}
            and set(file.metadata) == {"major_brand", "minor_version", "compatible_brands"}
            and not file.chapters()
        )
