"""Becomes another program, with less: python confine.py SECONDS MEGABYTES PROGRAM...

SECONDS of processor, MEGABYTES of memory, no core, files of 200 MB at most, and no
network where the system lets us leave it. Standard library only; run, never imported.
"""

import ctypes
import os
import resource
import sys

MEGABYTE = 1024 * 1024
FILE_MEGABYTES = 200
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux


def main() -> None:
    seconds, megabytes, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    leave_the_network()
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_FSIZE: FILE_MEGABYTES * MEGABYTE,
        resource.RLIMIT_CORE: 0,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit))
    os.execv(program[0], program)  # noqa: S606 the arguments are the caller's own


def leave_the_network() -> None:
    """Into an empty network namespace; where none may be made, nothing changes."""
    libc = ctypes.CDLL(None)
    if libc.unshare(NEW_NETWORK):
        libc.unshare(NEW_USER | NEW_NETWORK)


if __name__ == "__main__":
    main()
