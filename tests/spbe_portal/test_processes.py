import signal
import sys
import time

import psutil
import pytest

from spbe_portal.processes import StoppedError, end_orphan, identity, start

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
FAIL = [sys.executable, "-c", "import sys; sys.exit('no such library')"]
# Ignores the polite signal, as a program that hangs does.
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(60)
"""


@pytest.fixture
def run(tmp_path):
    children = []

    def make(command, name="sleeper"):
        child = start(name, command, folder=tmp_path, log=tmp_path / f"{name}.log")
        children.append(child)
        return child

    yield make
    for child in children:
        child.stop()


def is_up(child):
    return lambda: "up" in child.log.read_text()


def test_child_is_stopped_and_forgotten(run):
    child = run(SLEEP)
    child.wait_until(is_up(child))

    child.stop()

    assert child.process.returncode == -signal.SIGTERM
    assert not child.pid_file.exists()


@pytest.mark.slow
def test_child_that_does_not_listen_is_killed(run, monkeypatch):
    monkeypatch.setattr("spbe_portal.processes.SECONDS_TO_STOP", 0.2)
    child = run([sys.executable, "-c", STUBBORN])
    child.wait_until(is_up(child))

    child.stop()

    assert child.process.returncode == -signal.SIGKILL


def test_child_that_ends_says_why(run):
    child = run(FAIL)

    with pytest.raises(StoppedError) as error:
        child.wait_until(lambda: False)

    assert str(error.value) == (
        "no such library\nsleeper ended unexpectedly (see above)."
    )


def test_second_start_ends_the_orphan_of_the_first(run):
    first = run(SLEEP)
    first.wait_until(is_up(first))

    run(SLEEP)

    assert first.process.wait(10) == -signal.SIGTERM


def test_log_of_the_run_before_is_kept(run, tmp_path):
    first = run(SLEEP)
    first.wait_until(is_up(first))

    run(SLEEP)

    assert (tmp_path / "sleeper.previous.log").read_text() == "up\n"


def test_number_that_names_another_program_now_is_left_alone(run, tmp_path):
    bystander = run(SLEEP)
    process = psutil.Process(bystander.process.pid)
    stale = tmp_path / "stale.pid"
    stale.write_text(f"{process.pid} {process.create_time() - 1}")

    end_orphan(stale, signal.SIGTERM)

    assert bystander.is_running
    assert identity(process) != stale.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's leash is Linux's")
def test_child_ends_when_its_starter_is_killed(tmp_path):
    starter = (
        "import sys, time; from pathlib import Path;"
        "from spbe_portal.processes import start;"
        f"p = Path({str(tmp_path)!r});"
        "start('inner', ['sleep', '60'], folder=p, log=p / 'log'); time.sleep(60)"
    )
    outer = start(
        "outer",
        [sys.executable, "-c", starter],
        folder=tmp_path,
        log=tmp_path / "outer.log",
    )
    outer.wait_until(lambda: (tmp_path / "inner.pid").exists())
    while not (known := (tmp_path / "inner.pid").read_text()):
        time.sleep(0.01)
    inner = psutil.Process(int(known.split()[0]))

    outer.process.kill()
    outer.stop()

    psutil.wait_procs([inner], timeout=10)
    assert not inner.is_running() or inner.status() == psutil.STATUS_ZOMBIE
