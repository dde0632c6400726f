"""`make bench`: every measurement in one run, on servers of its own."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spbe_portal.processes import Child, start
from spbe_portal.run import answers
from spbe_portal.services import LOOPBACK, free_port, services
from spbe_portal.testing import SETTINGS

FEW, MANY = 3, 300
QUARTERS = 12
MOST_QUERIES = 15


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with services(folder, logs=folder / "log", durable=True) as servers:
            os.environ.update(SETTINGS)
            os.environ.update({server.variable: server.url for server in servers})
            os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
            os.environ["BENCH_MEDIA"] = str(folder / "media")
            return run(folder)


def run(folder: Path) -> int:
    import django  # noqa: PLC0415 after the settings are named

    django.setup()
    prepare()
    from bench import archive, library, pages, saving, scoring  # noqa: PLC0415 the same
    from bench.province import agency, grow  # noqa: PLC0415 the same

    few, period = pages.counts(grow(FEW)), grow(MANY)
    many = pages.counts(period)
    port = free_port()
    with serving(folder, port) as web:
        saves = saving.measure(LOOPBACK, port, period)
        memory = archive.measure(LOOPBACK, port, period, web.process.pid)
    say("(e) Memory of the web processes while all evidence is downloaded", memory)
    shelf = agency("library")
    library.grow(shelf, documents=FEW, quarters=1)
    small = library.counts(shelf)
    library.grow(shelf, documents=MANY, quarters=QUARTERS)
    large = library.counts(shelf)
    say(
        "(a) Saving one answer over HTTP, against a bare view that writes one row",
        saves,
    )
    say("(b) Scoring 100,000 rows, against a plain loop", scoring.measure(folder))
    print(f"\n(c) Queries of each page, {FEW} and {MANY} OPD (equal, at most 15)")
    for page, count in many.items():
        print(f"  {page:<45} {few[page]:>4} {count:>4}")
    print(f"\n(f) Queries with {FEW} documents, 1 quarter and {MANY}, {QUARTERS}")
    for page, count in large.items():
        print(f"  {page:<45} {small[page]:>4} {count:>4}")
    pages_hold = few == many and max(many.values()) <= MOST_QUERIES
    pages_hold = pages_hold and small == large and max(large.values()) <= MOST_QUERIES
    pages_hold = pages_hold and memory[archive.GROWTH] <= archive.GROWTH_ALLOWED
    print("  every page holds" if pages_hold else "  a page does not hold")
    return 0 if pages_hold else 1


def prepare() -> None:
    from django.core.management import call_command  # noqa: PLC0415 after setup
    from django.db import connection  # noqa: PLC0415 the same

    call_command("migrate", verbosity=0)
    instrument = "fixtures/instruments/opd-rujukan-2026.yaml"
    call_command("load_instrument", instrument, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, text text)")


@contextmanager
def serving(folder: Path, port: int) -> Iterator[Child]:
    """The portal behind gunicorn, as `make run` has it."""
    command = [
        *(sys.executable, "-m", "gunicorn", "spbe_portal.wsgi"),
        *(f"--bind={LOOPBACK}:{port}", "--worker-class=gthread"),
        *("--threads=8", "--workers=2"),
    ]
    os.environ["DATABASE_POOL"] = "True"
    child = start("web", command, folder=folder, log=folder / "web.log")
    try:
        child.wait_until(lambda: answers(port))
        yield child
    finally:
        child.stop()


def say(title: str, figures: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name:<55} {value:>10.2f}")


if __name__ == "__main__":
    sys.exit(main())
