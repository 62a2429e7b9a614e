"""The words in which a worker refuses; the watch says them at greater length."""

from typing import Final

KIND: Final = b"kind"
UNREADABLE: Final = b"unreadable"
TOO_LARGE: Final = b"too_large"
TOO_LONG: Final = b"too_long"


class RefusalError(Exception):
    """This will not be drawn."""

    def __init__(self, word: bytes) -> None:
        """Say why, in one of the words above."""
        super().__init__(word)
        self.word = word
