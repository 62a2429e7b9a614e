"""Which system calls a worker keeps: memory, the clock, and writing to its one pipe (seccomp)."""

import ctypes
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

# linux/prctl.h
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
MODE_FILTER = 2

# linux/seccomp.h, asm-generic/errno.h
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, EFAULT, ENOSYS = 1, 14, 38

REFUSE = ERRNO | EPERM
"""The call fails, and the worker with it or not."""

# linux/bpf_common.h: load a word, jump if equal, jump if any bit is set, return
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06

# struct seccomp_data: the call's number, the machine, an address, six arguments of eight bytes
NUMBER_AT, MACHINE_AT, ARGUMENTS_AT = 0, 4, 16

STDOUT = 1
EXECUTABLE = 4  # PROT_EXEC
THREAD = 0x00010000  # CLONE_THREAD

Line = tuple[int, int, int, int]
"""One instruction of classic BPF: code, lines to skip if true, if false, operand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A processor's name for audits, and its numbers of the calls that a worker keeps."""

    audit: int
    write: int
    mmap: int
    mprotect: int
    clone: int
    clone3: int
    harmless: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(
        audit=0xC000003E,
        write=1,
        mmap=9,
        mprotect=10,
        clone=56,
        clone3=435,
        # munmap brk rt_sigaction rt_sigprocmask rt_sigreturn sched_yield mremap madvise
        # nanosleep exit gettimeofday sigaltstack futex sched_getaffinity restart_syscall
        # clock_gettime clock_nanosleep exit_group set_robust_list getrandom rseq
        harmless=(
            *(11, 12, 13, 14, 15, 24, 25, 28, 35, 60, 96, 131, 202, 204, 219, 228, 230),
            *(231, 273, 318, 334),
        ),
    ),
    "aarch64": Machine(
        audit=0xC00000B7,
        write=64,
        mmap=222,
        mprotect=226,
        clone=220,
        clone3=435,
        # exit exit_group futex set_robust_list nanosleep clock_gettime clock_nanosleep
        # sched_getaffinity sched_yield restart_syscall sigaltstack rt_sigaction
        # rt_sigprocmask rt_sigreturn gettimeofday brk munmap mremap madvise getrandom rseq
        harmless=(
            *(93, 94, 98, 99, 101, 113, 115, 123, 124, 128, 132, 134, 135, 139, 169, 214),
            *(215, 216, 233, 278, 293),
        ),
    ),
}
"""From asm/unistd_64.h and asm-generic/unistd.h."""


def filterable() -> bool:
    """Whether this kernel filters system calls, and the machine's numbers are known."""
    if platform.system() != "Linux" or platform.machine() not in MACHINES:
        return False
    return _prctl(PR_SET_SECCOMP, MODE_FILTER) == EFAULT  # no filter was given: it only asks


def keep(*, threads: bool, otherwise: int = REFUSE) -> None:
    """From here on only these calls work, `threads` being started among them or not.

    `otherwise` is what becomes of any other call.

    Raises:
        OSError: the kernel did not take the filter.
    """
    program = b"".join(
        struct.pack("HBBI", *line)
        for line in _program(MACHINES[platform.machine()], threads=threads, otherwise=otherwise)
    )
    held = ctypes.create_string_buffer(program, len(program))
    length = len(program) // struct.calcsize("HBBI")
    filters = ctypes.create_string_buffer(struct.pack("HP", length, ctypes.addressof(held)))
    fault = _prctl(PR_SET_NO_NEW_PRIVS, 1) or _prctl(
        PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(filters)
    )
    if fault:
        raise OSError(fault, "seccomp")


def _program(machine: Machine, *, threads: bool, otherwise: int) -> Iterator[Line]:
    yield (LOAD, 0, 0, MACHINE_AT)
    yield (EQUAL, 1, 0, machine.audit)
    yield (RETURN, 0, 0, KILL)
    yield (LOAD, 0, 0, NUMBER_AT)
    for number in machine.harmless:
        yield (EQUAL, 0, 1, number)
        yield (RETURN, 0, 0, ALLOW)
    yield from _where(machine.write, 0, (EQUAL, 0, 1, STDOUT), otherwise)
    yield from _where(machine.mmap, 2, (ANY_BIT, 1, 0, EXECUTABLE), otherwise)
    yield from _where(machine.mprotect, 2, (ANY_BIT, 1, 0, EXECUTABLE), otherwise)
    if threads:
        yield from _where(machine.clone, 0, (ANY_BIT, 0, 1, THREAD), otherwise)
        # Hides its flags in memory, where no filter looks: without it libraries use clone.
        yield (EQUAL, 0, 1, machine.clone3)
        yield (RETURN, 0, 0, ERRNO | ENOSYS)
    yield (RETURN, 0, 0, otherwise)


def _where(number: int, argument: int, test: Line, otherwise: int) -> Iterator[Line]:
    """Allow a call where the low half of one argument passes; `test` skips a line where not."""
    yield (EQUAL, 0, 4, number)
    yield (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument)
    yield test
    yield (RETURN, 0, 0, ALLOW)
    yield (RETURN, 0, 0, otherwise)


def _prctl(option: int, value: int, pointer: int = 0) -> int:
    """The error's number; 0 for success."""
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_ulong(number) for number in (value, pointer, 0, 0)]
    return ctypes.get_errno() if libc.prctl(option, *given) else 0
