"""A worker that speaks as the real one does, and draws nothing: its pictures name their jobs."""

import hashlib
import sys

LENGTH = 4


def main() -> None:
    """Answer until nobody asks any more."""
    asked, said = sys.stdin.buffer, sys.stdout.buffer
    answer = b"ready"
    while True:
        said.write(len(answer).to_bytes(LENGTH, "big") + answer)
        said.flush()
        length = asked.read(LENGTH)
        if not length:
            return
        job = asked.read(int.from_bytes(length, "big"))
        answer = b"picture " * 5_000 + hashlib.sha256(job).digest()


if __name__ == "__main__":
    main()
