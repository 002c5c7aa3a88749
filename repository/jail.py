"""Given a process about to read a stranger's file, takes away what it does not need: resources, network, files, new rights.

How such a process is started, and heard out, stands here, too.

Landlock: Linux kernel documentation, userspace-api/landlock. Where the kernel lacks a means, the others still hold.
"""

import contextlib
import ctypes
import os
import resource
import select
import struct
import sys
import sysconfig
import time
from pathlib import Path

import repository

MEMORY = 512 * 2**20  # bytes of address space a file may add
CPU = 30  # seconds
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 38, 4
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3


def command(start: str, *arguments: str) -> list[str]:
    """How a process of ours is started that finds this package and its libraries, and nothing of its user's; `start` sets `sys.path`
    to all arguments but the first."""  # fmt: skip
    package = str(Path(repository.__file__).resolve().parent.parent)
    return [sys.executable, "-I", "-c", start, *arguments, package, *(each for each in sys.path if each and each != package)]


def whole(reading: int, wall: float, limit: int) -> bytes:
    """All that comes until the end; nothing when it takes too long or is too much."""
    until, found = time.monotonic() + wall, bytearray()
    while len(found) <= limit:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return b""
        chunk = os.read(reading, 1 << 18)
        if not chunk:
            return bytes(found)
        found += chunk
    return b""


def lock_up() -> None:
    """In the child, before the first byte is read."""
    os.setpgid(0, 0)  # killed as a group; in the session of its parent, whose priority holds for it
    for limit, value in (
        (resource.RLIMIT_AS, _address_space() + MEMORY), (resource.RLIMIT_CPU, CPU), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (value, value + 1 if limit == resource.RLIMIT_CPU else value))
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(_NEWNET) != 0:
        libc.unshare(_NEWUSER | _NEWNET)
    _landlock(libc)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _address_space() -> int:
    """Bytes this process already has, the interpreter and its libraries."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a kernel table, not a path of ours
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 256 * 2**20


def _landlock(libc: ctypes.CDLL) -> None:
    libc.syscall.restype = ctypes.c_long
    abi = libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if abi < 1:
        return
    rights = (1 << 13) - 1 | (1 << 13 if abi >= 2 else 0) | (1 << 14 if abi >= 3 else 0) | (1 << 15 if abi >= 5 else 0)
    attribute = struct.pack("=QQQ", rights, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    ruleset = libc.syscall(_CREATE, attribute, ctypes.c_size_t(len(attribute)), ctypes.c_uint32(0))
    if ruleset < 0:
        return
    for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, folder)
        libc.syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
        os.close(folder)
    libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)
