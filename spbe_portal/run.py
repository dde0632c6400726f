"""`make run`: the whole portal on this machine, with its servers, until Ctrl-C."""

import fcntl
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from spbe_portal.processes import Child, StoppedError, start
from spbe_portal.services import LOOPBACK, secret, services

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
FOLDER = VAR / "run"
LOGS = VAR / "log"
ENVIRONMENT = FOLDER / "environment"
ACCOUNTS = FOLDER / "accounts"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HIGHEST_PORT = 65_535
ERROR = re.compile(r"\b(ERROR|CRITICAL)\b")


def main() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)
    try:
        with alone(FOLDER):
            serve(free_to_use(os.environ.get("PORT", "8000")))
    except KeyboardInterrupt:
        say("Stopped.")
    except StoppedError as error:
        sys.exit(str(error))


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Begin to stop; what comes while stopping changes nothing."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def free_to_use(port: str) -> int:
    if not port.isdecimal() or int(port) > HIGHEST_PORT:
        raise StoppedError(f"PORT={port}: use a number up to {HIGHEST_PORT}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, int(port)))
        except OSError as error:
            raise StoppedError(
                f"Port {port} cannot be used ({error.strerror}): stop the program that has it,"
                " or choose another port, as in `make run PORT=8001`."
            ) from None
    return int(port)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else uses the folder; the kernel lets go when this process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoppedError(
                "The portal already runs from this folder; stop it there with Ctrl-C."
            ) from None
        yield


def serve(port: int) -> None:
    say("Starting PostgreSQL and Redis …")
    with services(FOLDER, logs=LOGS, durable=True) as servers:
        for name, value in settings(port).items():
            os.environ.setdefault(name, value)
        os.environ.update({server.variable: server.url for server in servers})
        remember_environment([*settings(port), "DATABASE_URL", "REDIS_URL"])
        prepare()
        with programs(port) as children:
            children[0].wait_until(lambda: answers(port))
            say(f"\n{ACCOUNTS.read_text()}\nPortal SPBE: http://localhost:{port}")
            say(f"Logs: {LOGS}   Mail: {VAR / 'mail'}   Stop: Ctrl-C")
            watch([*(server.child for server in servers), *children])


def settings(port: int) -> dict[str, str]:
    return {
        "SECRET_KEY": secret(VAR / "secret-key"),
        "DEBUG": "False",
        "DEMO": "True",
        "HTTPS": "False",
        "ALLOWED_HOSTS": f"localhost,{LOOPBACK}",
        "BASE_URL": f"http://localhost:{port}",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OFFICE_CONVERTER": shutil.which("soffice") or "",
    }


def remember_environment(names: list[str]) -> None:
    """So that `manage.py` in another terminal reaches the same servers."""
    ENVIRONMENT.touch(mode=0o600)
    values = {name: os.environ[name] for name in names if name in os.environ}
    values["DATABASE_POOL"] = "False"  # a command needs one connection
    ENVIRONMENT.write_text("".join(f"{key}={text}\n" for key, text in values.items()))


def prepare() -> None:
    say("Preparing the database …")
    command = [sys.executable, "-m", "spbe_portal.prepare", str(ACCOUNTS)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise StoppedError("The database could not be prepared (see above).")


@contextmanager
def programs(port: int) -> Iterator[list[Child]]:
    """Web, worker and beat; the first is the web."""
    gunicorn = [sys.executable, "-m", "gunicorn", "spbe_portal.wsgi"]
    serving = [f"--bind={LOOPBACK}:{port}", "--worker-class=gthread", "--threads=8"]
    celery = [sys.executable, "-m", "celery", "--app=spbe_portal"]
    quick = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    commands = {
        "web": [*gunicorn, *serving, "--workers=2", "--access-logfile=-"],
        "worker": [*celery, "worker", "--concurrency=2", "--loglevel=INFO", *quick],
        "beat": [*celery, "beat", "--pidfile=", f"--schedule={FOLDER / 'schedule'}"],
    }
    with ExitStack() as stack:
        children = []
        for name, command in commands.items():
            log = LOGS / f"{name}.log"
            children.append(start(name, command, folder=FOLDER, log=log))
            stack.callback(children[-1].stop)
        try:
            yield children
        finally:
            for child in children:  # all at once; then wait for each
                child.ask_to_stop()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def watch(children: list[Child]) -> None:
    """Repeat what the logs call an error, until one of the programs ends."""
    with ExitStack() as stack:
        logs = [
            stack.enter_context(child.log.open(errors="replace")) for child in children
        ]
        while True:
            for child, log in zip(children, logs, strict=True):
                for line in log.readlines():
                    if ERROR.search(line):
                        say(f"{child.name}: {line.rstrip()}")
                if not child.is_running:
                    raise StoppedError(child.why())
            time.sleep(0.5)


def say(message: str) -> None:
    print(message, flush=True)


if __name__ == "__main__":
    main()
