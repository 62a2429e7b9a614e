import socket
from pathlib import Path

import pytest

from adapters.media import calls
from tests.adapters.media.workshop import found_by

filtered = pytest.mark.skipif(not calls.filterable(), reason="no filter on this machine")

ATTEMPTS = """
found["read a file"] = fault(lambda: open("/etc/passwd"))
found["write a file"] = fault(lambda: open(TRACE, "w"))
found["list a folder"] = fault(lambda: os.listdir("/"))
found["pipe"] = fault(os.pipe)
found["socket"] = fault(socket.socket)
found["pair"] = fault(socket.socketpair)
found["fork"] = fault(lambda: os.fork() or os._exit(0))
found["grow"] = fault(lambda: bytes(2 << 30))
"""

MORE = """
found["execute"] = fault(lambda: os.execv("/bin/true", ["true"]))
found["look"] = fault(lambda: os.stat("/"))
found["remove"] = fault(lambda: os.unlink(TRACE))
found["kill"] = fault(lambda: os.kill(1, 0))
found["trace"] = fault(lambda: called("ptrace", 16, 1, 0, 0))
found["raise a limit"] = fault(lambda: called("setrlimit", resource.RLIMIT_CORE, bytes(16)))
found["become root"] = fault(lambda: os.setuid(0))
found["write elsewhere"] = fault(lambda: os.write(2, b"trace"))
found["read more"] = fault(lambda: os.read(0, 1))
found["run data"] = fault(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC))
found["thread"] = fault(lambda: _thread.start_new_thread(int, ()))
"""

LIMITS = "confinement.limit(memory=1 << 30, seconds=10)\n"


def tries(folder: Path, *lines: str) -> str:
    return f"TRACE = {str(folder / 'trace')!r}\n" + "\n".join(lines)


@filtered
async def test_a_confined_worker_can_reach_nothing(tmp_path: Path) -> None:
    lines = (LIMITS, "confinement.confine()", ATTEMPTS, MORE)
    found = await found_by(tmp_path, tries(tmp_path, *lines))
    assert found.pop("grow") == "ENOMEM"
    assert found.pop("thread") == "RuntimeError"
    assert set(found.values()) == {"EPERM"}
    assert len(found) == 17
    assert not (tmp_path / "trace").exists()


async def test_where_no_filter_is_the_limits_alone_leave_it_nothing(tmp_path: Path) -> None:
    without = "calls.filterable = lambda: False; confinement.alone = lambda: None"
    lines = (LIMITS, without, "confinement.confine()", ATTEMPTS)
    found = await found_by(tmp_path, tries(tmp_path, *lines))
    assert found == {
        "read a file": "EMFILE",
        "write a file": "EMFILE",
        "list a folder": "EMFILE",
        "pipe": "EMFILE",
        "socket": "EMFILE",
        "pair": "EMFILE",
        "fork": "EAGAIN",
        "grow": "ENOMEM",
    }
    assert not (tmp_path / "trace").exists()


@filtered
async def test_the_filter_alone_leaves_it_nothing(tmp_path: Path) -> None:
    lines = ("calls.keep(threads=False)", ATTEMPTS.replace("2 << 30", "1"), MORE)
    found = await found_by(tmp_path, tries(tmp_path, *lines))
    assert found.pop("grow") == "done"
    assert found.pop("thread") == "RuntimeError"
    assert set(found.values()) == {"EPERM"}


async def test_an_open_file_cannot_be_written_and_no_core_is_dumped(tmp_path: Path) -> None:
    found = await found_by(
        tmp_path,
        tries(
            tmp_path,
            "kept = open(TRACE, 'wb', buffering=0)",
            LIMITS,
            "found['write'] = fault(lambda: kept.write(b'trace'))",
            "found['core'] = resource.getrlimit(resource.RLIMIT_CORE)",
            "found['time'] = resource.getrlimit(resource.RLIMIT_CPU)",
        ),
    )
    assert found == {"write": "EFBIG", "core": [0, 0], "time": [10, 12]}
    assert (tmp_path / "trace").read_bytes() == b""


async def test_a_worker_of_root_s_is_nobody_and_cannot_take_its_limits_back(
    tmp_path: Path,
) -> None:
    found = await found_by(
        tmp_path,
        tries(
            tmp_path,
            "calls.filterable = lambda: False",
            LIMITS,
            "confinement.confine()",
            "found['root'] = 0 in (os.getuid(), os.geteuid(), os.getgid(), *os.getgroups())",
            "found['raise'] = fault(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))",
            "found['become root'] = fault(lambda: os.setuid(0))",
        ),
    )
    assert found["root"] is False
    assert found["raise"] in {"ValueError", "EPERM"}
    assert found["become root"] in {"EPERM", "EINVAL"}


async def test_a_worker_s_network_holds_nobody(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        call = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)"
        found = await found_by(
            tmp_path,
            tries(
                tmp_path,
                f"found['before'] = fault(lambda: {call})",
                "names = os.readlink('/proc/self/ns/net')",
                "confinement.alone()",
                "found['moved'] = names != os.readlink('/proc/self/ns/net')",
                f"found['after'] = fault(lambda: {call})",
            ),
        )
    assert found["before"] == "done"
    if not found["moved"]:
        pytest.skip("this machine lets nobody have a network of one's own")
    assert found["after"] == "ENETUNREACH"


@filtered
async def test_a_decoder_that_needs_a_thread_gets_threads_but_no_process(tmp_path: Path) -> None:
    tried = """
found["fork"] = fault(lambda: os.fork() or os._exit(0))
found["socket"] = fault(socket.socket)
lock = _thread.allocate_lock(); lock.acquire()
found["thread"] = fault(lambda: _thread.start_new_thread(lock.release, ()))
found["ran"] = lock.acquire(timeout=5)
"""
    found = await found_by(tmp_path, LIMITS + "confinement.confine(threads=True)\n" + tried)
    assert found == {"fork": "EPERM", "socket": "EPERM", "thread": "done", "ran": True}


@filtered
async def test_what_is_not_for_workers_can_be_made_to_kill_them(tmp_path: Path) -> None:
    says = (
        "pid = os.fork()\n"
        "if not pid:\n"
        "    confinement.confine(otherwise=calls.KILL)\n"
        "    open('/etc/passwd')\n"
        "found['signal'] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
    )
    assert await found_by(tmp_path, says) == {"signal": -31}


@pytest.mark.parametrize("machine", sorted(calls.MACHINES))
def test_no_call_is_named_twice(machine: str) -> None:
    numbers = calls.MACHINES[machine].harmless
    assert len(set(numbers)) == len(numbers)
    assert list(numbers) == sorted(numbers)
