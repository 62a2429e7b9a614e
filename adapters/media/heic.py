"""HEIC pictures, apart from the others: their decoder is large, and insists on a thread."""

import io

from PIL import ImageFile
from pillow_heif import HeifImageFile, options

options.DECODE_THREADS = 0
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
"""What else lies in the file may show more than the picture does."""


def opened(content: bytes) -> ImageFile.ImageFile:
    """The chief picture, not decoded yet; it comes upright."""
    return HeifImageFile(io.BytesIO(content))  # type: ignore[no-untyped-call]  # has no types
