"""Workers that do something else than draw, to see what becomes of it."""

import json
from pathlib import Path

from adapters.media.cleaner import ConfinedCleaner
from bot.model.pictures import RawPicture

ROOT = Path(__file__).parents[3]

HEAD = f"""
import ctypes, errno, json, mmap, os, resource, signal, socket, sys, _thread, time
sys.path.append({str(ROOT)!r})
from adapters.media import calls, confinement
sys.stdin.buffer.read()

def fault(attempt):
    try:
        attempt()
    except MemoryError:
        return "ENOMEM"
    except OSError as error:
        return errno.errorcode[error.errno]
    except Exception as error:
        return type(error).__name__
    return "done"

def called(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)

found = {{}}
"""

TAIL = r"""
answer = b"\xff\xd8\xff" + json.dumps(found).encode() + b"\xff\xd9"
while answer:
    answer = answer[os.write(1, answer):]
os._exit(0)
"""


def worker_that(folder: Path, *, says: str) -> Path:
    """A worker's file."""
    path = folder / "worker.py"
    path.write_text(says)
    return path


async def found_by(folder: Path, tries: str) -> dict[str, object]:
    """What a worker that tries this found out."""
    worker = worker_that(folder, says=HEAD + tries + TAIL)
    picture = await ConfinedCleaner(worker=worker).clean(RawPicture(content=b"any"))
    found = json.loads(picture.content[3:-2])
    assert isinstance(found, dict)
    return found
