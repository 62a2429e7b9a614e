"""Ten seconds of video drawn anew: in a confined process, and with bare PyAV in this one."""

import time
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from adapters.media.cleaner import ConfinedCleaner
from bot.model.pictures import RawVideo
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground

SIZE = (1_920, 1_080)
DRAWN = (1_280, 720)
RATE = 30
SECONDS = 10


async def cleaned(ground: Ground) -> list[Row]:
    """Full HD, as telephones film."""
    video = _video()
    cleaner = ConfinedCleaner()

    async def ours() -> float:
        began = time.perf_counter()
        await cleaner.clean_video(RawVideo(content=video))
        return time.perf_counter() - began

    async def bare() -> float:
        began = time.perf_counter()
        _transcoded(video)
        return time.perf_counter() - began

    samples, peers = await in_turn(ours, bare, rounds=ground.scale.videos)
    return [
        Row(
            work="clean 10 seconds of 1080p video",
            size=len(video),
            database="",
            ours=Figure.median(samples),
            peer=Figure.median(peers),
            peer_name="bare PyAV transcode in process",
            unit="s",
        )
    ]


def _transcoded(video: bytes) -> None:
    """The same size and the same encoder's preset, with as many threads as it likes."""
    with (
        av.open(BytesIO(video), "r", format="mp4") as source,
        av.open(BytesIO(), "w", format="mp4") as target,
    ):
        track = target.add_stream("libx264", rate=RATE, options={"preset": "veryfast"})
        track.width, track.height, track.pix_fmt = *DRAWN, "yuv420p"
        for count, frame in enumerate(source.decode(video=0)):
            small = frame.reformat(width=DRAWN[0], height=DRAWN[1])
            small.pts, small.time_base = count, Fraction(1, RATE)
            target.mux(track.encode(small))
        target.mux(track.encode(None))


def _video() -> bytes:
    """A street that passes by: soft shapes, a little grain, and a hand that shakes."""
    chance = np.random.default_rng(12)
    wide, high = SIZE[0] + 4 * RATE * SECONDS, SIZE[1] + 40
    coarse = chance.integers(0, 256, (high // 40, wide // 40, 3), dtype=np.uint8)
    street = np.kron(coarse, np.ones((40, 40, 1), dtype=np.uint8))
    grain = chance.integers(-4, 5, (SIZE[1], SIZE[0], 3), dtype=np.int16)
    out = BytesIO()
    with av.open(out, "w", format="mp4") as file:
        options = {"preset": "ultrafast", "crf": "28"}
        track = file.add_stream("libx264", rate=RATE, options=options)
        track.width, track.height, track.pix_fmt = *SIZE, "yuv420p"
        for count in range(RATE * SECONDS):
            left, top = 4 * count, int(chance.integers(0, 12))
            seen = street[top : top + SIZE[1], left : left + SIZE[0]]
            noisy = np.clip(seen + np.roll(grain, 7 * count, axis=1), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(noisy), format="rgb24")
            frame.pts, frame.time_base = count, Fraction(1, RATE)
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()
