"""Runs what reads a stranger's bytes: in a process with limits, without our secrets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFINE = Path(__file__).with_name("confine.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of processor and, twice as many, of time; `megabytes` of memory."""

    seconds: int
    megabytes: int


def run(program: list[str], *, limits: Limits, home: Path) -> bytes:
    """What the program wrote, also when it failed, ran out of its limits or was killed.

    It gets an environment with nothing of the portal's, and `home` to write in.
    """
    amounts = [str(limits.seconds), str(limits.megabytes)]
    command = [sys.executable, str(CONFINE), *amounts, str(home)]
    output = home / "output"
    environment = {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with output.open("wb") as written:
        child = subprocess.Popen(  # noqa: S603 the arguments are the portal's own
            [*command, *program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            child.wait(timeout=2 * limits.seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # the group: what the program started ends with it
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return output.read_bytes()
