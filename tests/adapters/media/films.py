"""Videos as telephones, cameras and mischief make them."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from PIL import Image

from tests.adapters.media.canaries import CANARIES, CANARY
from tests.adapters.media.photos import XMP, house

PLACE = "+45.5447-073.6123/"
TITLES = {
    "title": CANARY,
    "comment": CANARY,
    "location": PLACE,
    "creation_time": "2026-11-24T14:15:00Z",
    "com.apple.quicktime.location.ISO6709": PLACE + CANARY,
    "com.apple.quicktime.make": CANARY,
}
MESSAGE_ID = "086f3693b7b34f2c965321492feee5b8"
XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MILLISECOND = Fraction(1, 1_000)

HOUSE = house(320, 240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What a camera is told. `moments` are the frames' in milliseconds, where they are uneven."""

    pictures: tuple[Image.Image, ...] = (HOUSE,) * 15
    rate: int = 30
    moments: tuple[int, ...] = ()
    container: str = "mp4"
    codec: str = "libx264"
    flags: str = ""
    telling: bool = False  # with sound, titles, a place, chapters and messages in the stream


def shot(film: Film) -> bytes:
    """The film's file."""
    out = io.BytesIO()
    options = {"movflags": film.flags} if film.flags else {}
    with av.open(out, "w", format=film.container, options=options) as file:
        quick = {"preset": "ultrafast"} if film.codec.startswith("libx26") else {}
        track = file.add_stream(film.codec, rate=film.rate, options=quick)
        assert isinstance(track, av.VideoStream)
        track.width, track.height = film.pictures[0].size
        track.pix_fmt = "yuvj420p" if film.codec == "mjpeg" else "yuv420p"
        if film.moments:
            track.codec_context.time_base = MILLISECOND
        sound = _telling(file, track) if film.telling else None
        file.start_encoding()
        message = f"h264_metadata=sei_user_data={MESSAGE_ID}+{CANARY}"
        said = BitStreamFilterContext(message if film.telling else "null", in_stream=track)
        for frame in (*_frames(film), None):
            for packet in track.encode(frame):
                file.mux(said.filter(packet))
        file.mux(said.filter(None))
        if sound is not None:
            _sound(file, sound)
    return out.getvalue()


def _telling(file: OutputContainer, track: av.VideoStream) -> AudioStream:
    file.metadata.update(TITLES)
    track.metadata.update({"handler_name": CANARY})
    chapter = {"title": CANARY}
    file.set_chapters(
        [{"id": 1, "start": 0, "end": 500, "time_base": MILLISECOND, "metadata": chapter}]
    )
    sound = file.add_stream("aac", rate=44_100)
    assert isinstance(sound, AudioStream)
    sound.layout = "mono"
    return sound


def _sound(file: OutputContainer, track: AudioStream) -> None:
    for count in range(8):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1_024)
        frame.sample_rate, frame.pts = 44_100, count * 1_024
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        file.mux(track.encode(frame))
    file.mux(track.encode(None))


def _frames(film: Film) -> Iterator[av.VideoFrame]:
    base = MILLISECOND if film.moments else Fraction(1, film.rate)
    moments = film.moments or range(len(film.pictures))
    for picture, at in zip(film.pictures, moments, strict=True):
        frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = at, base
        yield frame


def strolling(width: int, height: int, count: int) -> tuple[Image.Image, ...]:
    """Pictures of something rough that moves: encoders must think about them."""
    chance = random.Random(5)  # noqa: S311 - the same walk every time
    coarse = Image.frombytes("RGB", (60, 60), chance.randbytes(60 * 60 * 3))
    ground = coarse.resize((width + 3 * count, height + 2 * count), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height)).convert("RGB")
    return tuple(
        Image.blend(ground.crop((3 * n, 2 * n, 3 * n + width, 2 * n + height)), grain, 0.1)
        for n in range(count)
    )


def image_of(frame: av.VideoFrame) -> Image.Image:
    """What a frame shows."""
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    return image


def mp4_with_everything(pictures: tuple[Image.Image, ...] = (HOUSE,) * 15) -> bytes:
    """A place in `loci`, titles, chapters, sound, messages, XMP, and a ZIP behind the end."""
    return dressed(shot(Film(pictures=pictures, telling=True)))


def mov_with_everything(pictures: tuple[Image.Image, ...] = (HOUSE,) * 15) -> bytes:
    """A place in QuickTime's `©xyz`, and all the rest."""
    return dressed(shot(Film(pictures=pictures, container="mov", telling=True)))


def iphone_with_everything(pictures: tuple[Image.Image, ...] = (HOUSE,) * 15) -> bytes:
    """A place and a make in QuickTime's keys, and all the rest."""
    film = Film(pictures=pictures, container="mov", flags="use_metadata_tags", telling=True)
    return dressed(shot(film))


def dressed(content: bytes) -> bytes:
    """The file with XMP in both its places, and a ZIP behind its end."""
    told = changed(content, (b"moov", b"udta"), lambda body: body + box(b"XMP_", XMP))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("note.txt", CANARIES[0])
    return told + box(b"uuid", XMP_ID + XMP) + out.getvalue()


def song() -> bytes:
    """A file with sound and nothing to see."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        track = file.add_stream("aac", rate=44_100)
        assert isinstance(track, AudioStream)
        track.layout = "mono"
        _sound(file, track)
    return out.getvalue()


def box(kind: bytes, body: bytes) -> bytes:
    """A box."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def split(content: bytes) -> list[tuple[bytes, bytes]]:
    """Boxes side by side: kinds and bodies."""
    found, at = [], 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        assert size >= 8, kind
        found.append((kind, content[at + 8 : at + size]))
        at += size
    return found


def changed(content: bytes, path: tuple[bytes, ...], change: Callable[[bytes], bytes]) -> bytes:
    """The file with one box's body changed; its index must lie behind its frames."""
    if not path:
        return change(content)
    parts = split(content)
    assert path[0] in dict(parts)
    first = [kind for kind, _ in parts].index(path[0])
    kind, body = parts[first]
    parts[first] = (kind, changed(body, path[1:], change))
    return b"".join(box(*part) for part in parts)


def turned(content: bytes, matrix: tuple[int, int, int, int]) -> bytes:
    """The film seen through another matrix."""
    a, b, c, d = (number << 16 for number in matrix)
    said = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return changed(
        content,
        (b"moov", b"trak", b"tkhd"),
        lambda body: body[:40] + said + body[76:],
    )


def cut_in(content: bytes, skip: int) -> bytes:
    """The film trimmed as telephones trim: what comes before stays in the file, unseen."""

    def edit(body: bytes) -> bytes:
        start = struct.unpack_from(">i", body, 12)[0]
        return body[:12] + struct.pack(">i", start + skip) + body[16:]

    return changed(content, (b"moov", b"trak", b"edts", b"elst"), edit)


def elsewhere(content: bytes, path: str) -> bytes:
    """The film whose frames lie in another file: QuickTime's alias, which FFmpeg can follow."""
    name = path.encode()
    absolute = struct.pack(">HH", 2, len(name)) + name + bytes(len(name) % 2)
    alias = bytes(4) + bytes(10 + 28 + 12 + 64 + 16 + 4 + 16) + absolute + b"\xff\xff\0\0"
    entries = struct.pack(">II", 0, 1) + box(b"alis", alias.ljust(160, b"\0"))
    blank = changed(content, (b"mdat",), lambda body: bytes(len(body)))
    kinds = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")
    return changed(blank, kinds, lambda _: entries)
