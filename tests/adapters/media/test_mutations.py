from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.media import calls
from tests.adapters.media.canaries import seen_in
from tests.adapters.media.mutations import Sample, mutated, prepare, samples, tried

COUNT = 48


def test_whole_files_are_drawn_or_refused_and_tell_nothing(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    found = {sample.name: tried(sample, folder) for sample in samples()}
    assert not [outcome.fault for outcome in found.values() if outcome.fault]
    assert found.pop("gif").what == "kind"
    assert {outcome.what for outcome in found.values()} == {"drawn"}


def test_files_broken_by_chance_open_nothing_and_let_nothing_through(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    broken = [mutated("suite", number) for number in range(COUNT)]
    assert sum(bool(seen_in(sample.content)) for sample in broken) > COUNT // 2
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda sample: tried(sample, folder), broken))
    assert not [outcome for outcome in found if outcome.fault]
    assert len({outcome.what for outcome in found}) > 2


@pytest.mark.skipif(not calls.filterable(), reason="no filter on this machine")
def test_a_worker_that_opens_a_file_is_found_out(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    told = folder / "telltale.py"
    opens = "worker._picture = lambda content: (lambda held: open('/etc/passwd').read(), False)\n"
    told.write_text(told.read_text().replace("worker.main(", opens + "worker.main("))
    outcome = tried(Sample(name="any", kind="picture", content=b"any"), folder)
    assert outcome.fault == "asked the kernel for what no worker needs"
