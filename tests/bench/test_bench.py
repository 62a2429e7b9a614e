import asyncio
import json
import sys
from pathlib import Path

KEYS = {
    "work",
    "size",
    "database",
    "ours",
    "peer",
    "peer_name",
    "unit",
    "ratio",
    "goal",
    "holds",
}


async def test_a_quick_bench_writes_rows_with_the_documented_keys(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench", "--quick", "--only", "answer telegram"),
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert {row["peer_name"] for row in rows} == {"bare python-telegram-bot echo"}
    for row in rows:
        assert set(row) == KEYS
        assert row["ratio"] == row["ours"] / row["peer"]
        assert row["holds"] is (None if row["goal"] is None else row["ratio"] <= row["goal"])
    assert "/help, p50" in said.decode()
