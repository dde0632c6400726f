"""A reader can be killed, starved and cut off; the worker goes on."""

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

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

    until = time.monotonic() + 5  # what was killed is gone once the kernel says so
    while children_of(tmp_path) and time.monotonic() < until:
        time.sleep(0.05)
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


needs_landlock = pytest.mark.skipif(
    ctypes.CDLL(None).syscall(444, None, 0, 1) < 6,
    reason="the kernel has no Landlock, or one older than Linux 6.12",
)


@needs_landlock
def test_run_does_not_look_into_the_worker(tmp_path):
    code = f"print(open('/proc/{os.getpid()}/environ').read())"

    assert run(code, tmp_path) == ""


@needs_landlock
@pytest.mark.parametrize("name", [".env.example", "var/setup/environment"])
def test_run_does_not_read_what_the_portal_keeps(tmp_path, name):
    assert run(f"print(open('{jail.ROOT / name}').read())", tmp_path) == ""


@needs_landlock
def test_run_writes_at_home_only(tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.write_text("asli")
    code = f"""
import os
open('{home}/a', 'w').write('di rumah'); print('rumah', flush=True)
for reach in (lambda: open('{elsewhere}', 'w'), lambda: os.unlink('{elsewhere}'),
              lambda: open('{tmp_path}/new', 'w')):
    try:
        reach(); print('di luar')
    except PermissionError:
        pass
"""

    assert run(code, home) == "rumah\n"
    assert elsewhere.read_text() == "asli"


@needs_landlock
def test_run_ends_nobody_else(tmp_path):
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        run(f"import os; os.kill({bystander.pid}, 9); print('mati')", tmp_path)

        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_reader_ends_with_its_worker(tmp_path):
    """The worker is killed in the middle, so that nobody counts the seconds."""
    code = f"import time; open('{tmp_path}/begun', 'w'); time.sleep(60)"
    script = """
import sys
from pathlib import Path
from evidence.inspection import jail
limits = jail.Limits(seconds=60, megabytes=512)
jail.run([sys.executable, "-c", sys.argv[1]], home=Path(sys.argv[2]), limits=limits)
"""
    command = [sys.executable, "-c", script, code, str(tmp_path)]
    worker = subprocess.Popen(command, cwd=jail.ROOT)
    begun = Path(tmp_path / "begun")
    _until(begun.exists)
    worker.kill()
    worker.wait()

    _until(lambda: children_of(tmp_path) == [])


def _until(holds):
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to pass in ten seconds")
