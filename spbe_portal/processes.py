"""Programs that run beside this one: started, watched, and never left behind."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
LINES_TO_SHOW = 15


class StoppedError(Exception):
    """Something that had to run ended; says what, to the person at the terminal."""


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    pid_file: Path
    stop_signal: signal.Signals

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def why(self) -> str:
        """That it ended, and what it said last."""
        return f"{last_lines(self.log)}\n{self.name} ended unexpectedly (see above)."

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_ready():
            if not self.is_running:
                raise StoppedError(self.why())
            if time.monotonic() > deadline:
                raise StoppedError(f"{self.name} does not answer; see {self.log}.")
            time.sleep(0.05)

    def ask_to_stop(self) -> None:
        if self.is_running:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_STOP)
        kill_group(self.process.pid)
        self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    stop_signal: signal.Signals = signal.SIGTERM,
    privileges: Sequence[str] = (),
    config: str = "",
) -> Child:
    """Start a program in a session of its own: Ctrl-C reaches us, and we stop it.

    `config` is what it reads on standard input; `privileges` are options of setpriv.
    """
    pid_file = folder / f"{name}.pid"
    end_orphan(pid_file, stop_signal)
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            leashed(command, stop_signal, privileges),
            stdin=subprocess.PIPE if config else subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    pid_file.write_text(identity(psutil.Process(process.pid)))
    if process.stdin:
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(config.encode())
    return Child(name, process, log, pid_file, stop_signal)


def leashed(
    command: Sequence[str | Path],
    stop_signal: signal.Signals,
    privileges: Sequence[str] = (),
) -> Sequence[str | Path]:
    """On Linux the kernel stops the command when this process is killed outright."""
    if setpriv := shutil.which("setpriv"):
        return [setpriv, "--pdeathsig", stop_signal.name, *privileges, "--", *command]
    return command


def end_orphan(pid_file: Path, stop_signal: signal.Signals) -> None:
    """Stop what an earlier run left behind, if the number still names the same."""
    with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
        known = pid_file.read_text()
        process = psutil.Process(int(known.split()[0]))
        if identity(process) == known:
            process.send_signal(stop_signal)
            deadline = time.monotonic() + SECONDS_TO_STOP
            while is_alive(process) and time.monotonic() < deadline:
                time.sleep(0.05)
            kill_group(process.pid)


def is_alive(process: psutil.Process) -> bool:
    """Not so when ended but, as in some containers, never collected by its parent."""
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def identity(process: psutil.Process) -> str:
    return f"{process.pid} {process.create_time()}"


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LINES_TO_SHOW:])
