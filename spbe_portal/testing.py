"""`make test`: pytest with a PostgreSQL and a Redis of its own.

python -m spbe_portal.testing [arguments of pytest]
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from spbe_portal.processes import StoppedError, leashed
from spbe_portal.services import services

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"

# Tests do not depend on the environment of whoever starts them.
SETTINGS = {
    "SECRET_KEY": "tests",
    "DEBUG": "False",
    "DEMO": "False",
    "HTTPS": "False",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "BASE_URL": "http://testserver",
    "DATABASE_POOL": "False",
    "MFA_REQUIRED": "False",  # tests of the second step switch it on
    "LOG_LEVEL": "WARNING",
}


def main() -> None:
    # Ctrl-C reaches pytest too, which ends in its own way; then so do we.
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with place() as folder:
            sys.exit(run_tests(folder))
    except StoppedError as error:
        sys.exit(str(error))


@contextmanager
def place() -> Iterator[Path]:
    """The first folder that no other test run uses, empty."""
    for number in count(1):
        folder = FOLDER / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        with (FOLDER / f"{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield folder
            return


def run_tests(folder: Path) -> int:
    for data in ("postgres", "redis"):
        shutil.rmtree(folder / data, ignore_errors=True)
    with services(folder, logs=folder / "log", durable=False) as servers:
        urls = {server.variable: server.url for server in servers}
        pytest = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        return subprocess.run(
            leashed(pytest, signal.SIGTERM),
            cwd=ROOT,
            env={**os.environ, **SETTINGS, **urls},
            check=False,
        ).returncode


if __name__ == "__main__":
    main()
