"""`make bench`: ratios against bare library calls in the same run, as a table and as JSON."""

import argparse
import asyncio
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from rich.console import Console

from tests.bench import (
    answers,
    paces,
    pictures,
    policies,
    posts,
    queues,
    recipients,
    sendings,
    videos,
    watches,
)
from tests.bench.databases import POSTGRES, SQLITE, Servers
from tests.bench.rows import Row, drawn, markdown
from tests.bench.scale import FULL, QUICK, Ground, Scale

Bench = Callable[[Ground], Awaitable[list[Row]]]

BENCHES: dict[str, Bench] = {
    "answer telegram": answers.on_telegram,
    "answer discord": answers.on_discord,
    "report to post": posts.first,
    "deliver telegram sqlite": partial(sendings.on_telegram, database=SQLITE),
    "pace telegram": paces.kept,
    "deliver telegram postgresql": partial(sendings.on_telegram, database=POSTGRES),
    "deliver discord sqlite": partial(sendings.on_discord, database=SQLITE),
    "deliver discord postgresql": partial(sendings.on_discord, database=POSTGRES),
    "drain sqlite": queues.in_file,
    "drain postgresql": queues.on_server,
    "match enqueue sqlite": partial(watches.matched, database=SQLITE),
    "match enqueue postgresql": partial(watches.matched, database=POSTGRES),
    "recipients sqlite": partial(recipients.told, database=SQLITE),
    "recipients postgresql": partial(recipients.told, database=POSTGRES),
    "clean picture": pictures.cleaned,
    "clean video": videos.cleaned,
    "policy": policies.judged,
}

FILE = Path("bench.json")

WITHOUT_POSTGIS = (
    "PostGIS is not installed, so its rows are left out: "
    "install Debian's postgresql-15-postgis-3, or that of your version"
)

WIDTH = 170
"""Characters: one line for each row."""


async def measured(scale: Scale, word: str, console: Console) -> list[Row]:
    """Every bench whose name holds the word, one after the other; each is written when done."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="porchlight-bench-") as folder:
        ground = Ground(scale=scale, folder=Path(folder), servers=Servers(Path(folder)))
        if not ground.servers.postgis:
            console.print(WITHOUT_POSTGIS, style="yellow")
        for name, bench in BENCHES.items():
            if word in name:
                console.print(f"... {name}", style="dim")
                rows += await bench(ground)
                _write(rows)
    return rows


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it out")
    parser.add_argument("--only", default="", metavar="WORD", help=", ".join(BENCHES))
    parser.add_argument("--markdown", action="store_true", help="the table for a document")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # bots and databases end with it
    console = Console(stderr=True)
    scale = QUICK if chosen.quick else FULL
    rows = asyncio.run(measured(scale, chosen.only.lower(), console))
    if chosen.markdown:
        sys.stdout.write(f"{markdown(rows)}\n")
    else:
        Console(width=max(Console().width, WIDTH)).print(drawn(rows, _machine()))


def _write(rows: list[Row]) -> None:
    FILE.write_text(json.dumps([row.told() for row in rows], indent=2), encoding="utf-8")


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"


main()
