"""A photo drawn anew: in a confined process, and with bare Pillow in this one."""

import time
from io import BytesIO

import numpy as np
from PIL import Image

from adapters.media.cleaner import ConfinedCleaner
from bot.model.pictures import RawPicture
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground

SIZE = (4_000, 3_000)
LONGEST_SIDE = 1_280
QUALITY = 82


async def cleaned(ground: Ground) -> list[Row]:
    """Twelve megapixels, as telephones take them."""
    photo = _photo()
    cleaner = ConfinedCleaner()

    async def ours() -> float:
        began = time.perf_counter()
        await cleaner.clean(RawPicture(content=photo))
        return (time.perf_counter() - began) * 1_000

    async def bare() -> float:
        began = time.perf_counter()
        image = Image.open(BytesIO(photo))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image.save(BytesIO(), "JPEG", quality=QUALITY)
        return (time.perf_counter() - began) * 1_000

    samples, peers = await in_turn(ours, bare, rounds=ground.scale.pictures)
    return [
        Row(
            work="clean a photo of 12 megapixels",
            size=len(photo),
            database="",
            ours=Figure.median(samples),
            peer=Figure.median(peers),
            peer_name="bare Pillow thumbnail in process",
            unit="ms",
        )
    ]


def _photo() -> bytes:
    """Soft shapes and a little grain, which compress as a photo does."""
    chance = np.random.default_rng(12)
    soft = Image.fromarray(chance.integers(0, 256, (30, 40, 3), dtype=np.uint8))
    grain = chance.normal(0, 4, (SIZE[1], SIZE[0], 3))
    shapes = np.asarray(soft.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.float64)
    out = BytesIO()
    Image.fromarray(np.clip(shapes + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()
