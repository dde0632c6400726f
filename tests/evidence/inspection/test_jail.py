"""A reader can be killed, starved and cut off; the worker goes on."""

import os
import sys
import time

import pytest

from evidence.inspection import jail
from tests.evidence.conftest import children_of

LIMITS = jail.Limits(seconds=2, megabytes=512)


def run(code, home, limits=LIMITS):
    return jail.run([sys.executable, "-c", code], limits=limits, home=home).decode()


def test_run_gives_what_was_written(tmp_path):
    assert run("print('halo')", tmp_path) == "halo\n"


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "while True: pass",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ],
    ids=["sleeps", "computes", "ignores"],
)
def test_run_ends_what_does_not(tmp_path, code):
    began = time.monotonic()

    assert run(f"print('awal', flush=True)\n{code}", tmp_path) == "awal\n"
    assert time.monotonic() - began < 10


def test_run_ends_what_the_program_started(tmp_path):
    code = f"import subprocess; subprocess.Popen(['sleep', '61', '{tmp_path}'])"

    run(code.replace("'sleep', '61'", "'sh', '-c', 'sleep 61'"), tmp_path)

    assert children_of(tmp_path) == []


def test_run_takes_memory_away(tmp_path):
    assert run("x = bytearray(2_000_000_000); print('besar')", tmp_path) == ""


def test_run_bounds_what_is_written(tmp_path):
    code = f"open('{tmp_path}/a', 'wb').truncate(300 * 2**20); print('besar')"

    assert run(code, tmp_path) == ""


def test_run_gives_nothing_of_the_portal_away(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")

    assert "rahasia" not in run("import os; print(os.environ)", tmp_path)


def test_run_leaves_the_network(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can be sure to make a network namespace")
    code = (
        "import os; print(os.listdir('/sys/class/net'), open('/proc/net/dev').read())"
    )

    assert "eth" not in run(code, tmp_path).partition("]")[2]
