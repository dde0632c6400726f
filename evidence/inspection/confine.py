"""Becomes another program, with less: python confine.py SECONDS MEGABYTES HOME PROGRAM...

SECONDS of processor, MEGABYTES of memory, no core, files of 200 MB at most, and an end
with the worker's. Where the system lets us: no network, nothing written outside of HOME,
nothing read but programs and the files that PROGRAM names, no look into another process.
Standard library only; run, never imported.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024
FILE_MEGABYTES = 200
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
DIE_WITH_PARENT, DROP_CAPABILITY, NO_NEW_PRIVILEGES = 1, 24, 38  # of prctl
CAPABILITIES = 64  # more than there are

# Landlock (linux/landlock.h). Rights that a kernel has by the version of its interface.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = (
    444,
    445,
    446,
)  # system calls, on every machine
ASK_VERSION, BENEATH = 1, 1
READ_FILE, READ_DIR, WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
CHANGES = WRITE_FILE | sum(1 << bit for bit in range(4, 13))  # remove, make
SOCKET = 1 << 5 | 1 << 9  # make one, and take a file away
REFER, TRUNCATE = 1 << 13, 1 << 14  # since 2, since 3
TCP, SCOPES = 0b11, 0b11  # since 4: bind, connect; since 6: abstract sockets, signals
ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = (
    "/bin",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/sys",
    "/usr",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    sys.prefix,
    sys.base_prefix,
    str(ROOT / "evidence"),
)

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    seconds, megabytes, home = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    program = sys.argv[4:]
    leave_the_network()
    for capability in range(CAPABILITIES):  # root keeps its name alone
        libc.prctl(DROP_CAPABILITY, capability, 0, 0, 0)
    libc.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_FSIZE: FILE_MEGABYTES * MEGABYTE,
        resource.RLIMIT_CORE: 0,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit))
    stay_at_home(home, program)
    os.execv(program[0], program)  # noqa: S606 the arguments are the caller's own


def leave_the_network() -> None:
    """Into an empty network namespace; where none may be made, nothing changes."""
    if libc.unshare(NEW_NETWORK):
        libc.unshare(NEW_USER | NEW_NETWORK)


def stay_at_home(home: str, program: list[str]) -> None:
    """By Landlock; a kernel without it, or a container that forbids it, changes nothing."""
    version = libc.syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    if version < 1:
        return
    everything = READ_FILE | READ_DIR | CHANGES
    everything |= REFER if version >= 2 else 0
    everything |= TRUNCATE if version >= 3 else 0
    wanted = [everything, TCP if version >= 4 else 0, SCOPES if version >= 6 else 0]
    known = 1 + (version >= 4) + (version >= 6)
    rules = (ctypes.c_uint64 * known)(*wanted)
    ruleset = libc.syscall(CREATE_RULESET, rules, ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return
    allow(ruleset, home, everything)
    allow(ruleset, "/dev/null", READ_FILE | WRITE_FILE)
    allow(ruleset, str(ROOT), READ_DIR)  # where modules are looked for
    suite = (
        Path(program[0]).resolve().parents[1]
    )  # /opt/libreoffice of …/program/soffice
    for path in (*PROGRAMS, *([str(suite)] if suite != Path("/") else [])):
        allow(ruleset, path, READ_FILE | READ_DIR)
    for path in program:
        allow(ruleset, path, READ_FILE)
    if program[0] != sys.executable:
        allow(ruleset, "/tmp", SOCKET)  # noqa: S108 where LibreOffice has one, come what may
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def allow(ruleset: int, path: str, rights: int) -> None:
    """These rights on a path and all beneath it; a path that is not there needs none."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    rule = rights.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder)
    if not Path(path).is_dir():
        kept = rights & (READ_FILE | WRITE_FILE)
        rule = kept.to_bytes(8, sys.byteorder) + rule[8:]
    libc.syscall(ADD_RULE, ruleset, BENEATH, rule, 0)
    os.close(place)


if __name__ == "__main__":
    main()
