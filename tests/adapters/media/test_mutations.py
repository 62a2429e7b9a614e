from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.media import calls
from tests.adapters.media.canaries import seen_in
from tests.adapters.media.mutations import Outcome, Sample, mutated, prepare, samples, tried
from tests.adapters.media.studio import STUDIO, Studio

COUNT = 500
"""`make torture` tries more."""


def test_whole_files_are_drawn_or_refused_and_tell_nothing(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    found = {sample.name: tried(sample, folder) for sample in samples()}
    assert not [outcome.fault for outcome in found.values() if outcome.fault]
    assert found.pop("gif").what == "kind"
    assert {outcome.what for outcome in found.values()} == {"drawn"}


def test_files_broken_by_chance_open_nothing_and_let_nothing_through() -> None:
    broken = [mutated("suite", number) for number in range(COUNT)]
    assert sum(bool(seen_in(sample.content)) for sample in broken) > COUNT // 2
    with Studio() as one, Studio() as other, ThreadPoolExecutor(2) as pool:
        halves = pool.map(all_tried, (one, other), (broken[::2], broken[1::2]))
        found = [outcome for half in halves for outcome in half]
    assert len(found) == COUNT
    assert not [outcome for outcome in found if outcome.fault]
    assert len({outcome.what for outcome in found}) > 2


def all_tried(studio: Studio, broken: list[Sample]) -> list[Outcome]:
    return [studio.tried(sample) for sample in broken]


def test_a_worker_of_the_studio_draws_as_the_real_one_does(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    files = (*samples(), *(mutated("both", number) for number in range(12)))
    with Studio() as studio:
        for sample in files:
            assert studio.tried(sample).what == tried(sample, folder).what


@pytest.mark.skipif(not calls.filterable(), reason="no filter on this machine")
@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("open('/etc/passwd')", "asked the kernel for what no worker needs"),
        ("__import__('socket').socket()", "asked the kernel for what no worker needs"),
        ("worker._say(content)", "let a canary through"),
        ("worker._say(b'\\xff\\xd8\\xff\\xd9')", "drew what is not bare"),
    ],
)
def test_a_worker_that_leaks_is_found_out(planted: str, fault: str) -> None:
    leak = f"worker._picture = lambda held: (lambda content: {planted}, False)\n"
    with Studio(says=STUDIO.replace("while True:", f"{leak}while True:")) as studio:
        outcome = studio.tried(samples()[0])
    assert outcome.fault == fault


@pytest.mark.skipif(not calls.filterable(), reason="no filter on this machine")
def test_a_worker_that_opens_a_file_is_found_out(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    told = folder / "telltale.py"
    opens = "worker._picture = lambda content: (lambda held: open('/etc/passwd').read(), False)\n"
    told.write_text(told.read_text().replace("worker.main(", opens + "worker.main("))
    outcome = tried(Sample(name="any", kind="picture", content=b"any"), folder)
    assert outcome.fault == "asked the kernel for what no worker needs"
