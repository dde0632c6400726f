"""`make bench`: every measurement in one run, on servers of its own.

`python -m bench memory library` takes some of them. Exits with 1 when a limit is broken.
"""

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

PARTS = (
    "pages",
    "library",
    "memory",
    "saving",
    "scoring",
    "workbook",
    "documents",
    "verifying",
    "reading",
)
FEW, MANY = 3, 300
QUARTERS = 12


def main() -> int:
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"No such part: {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with services(folder, logs=folder / "log", durable=True) as servers:
            os.environ.update(SETTINGS)
            os.environ.update({server.variable: server.url for server in servers})
            os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
            os.environ["BENCH_FILES"] = str(folder)
            return run(folder, chosen)


def run(folder: Path, chosen: list[str]) -> int:
    import django  # noqa: PLC0415 after the settings are named

    django.setup()
    prepare()
    measures = {
        "pages": pages,
        "library": library,
        "memory": memory,
        "saving": saving,
        "scoring": scoring,
        "workbook": workbook,
        "documents": documents,
        "verifying": verifying,
        "reading": reading,
    }
    broken = [part for part in PARTS if part in chosen and not measures[part](folder)]
    print(f"\nDoes not hold: {', '.join(broken)}" if broken else "\nEvery limit holds.")
    return 1 if broken else 0


# Each says its figures, and gives whether they hold


def pages(_: Path) -> bool:
    from bench import pages, province  # noqa: PLC0415 after set-up

    few = pages.counts(province.grow(FEW))
    many = pages.counts(province.grow(MANY))
    title = f"Queries with {FEW} and with {MANY} OPD"
    return equal(title, few, many) and many[pages.SCORES] <= pages.MOST_OF_SCORES


def library(_: Path) -> bool:
    from bench import library, province  # noqa: PLC0415 after set-up

    shelf = province.agency("library")
    library.grow(shelf, documents=FEW, quarters=1)
    few = library.counts(shelf)
    library.grow(shelf, documents=MANY, quarters=QUARTERS)
    title = f"Queries with {FEW} documents in 1 quarter and {MANY} in {QUARTERS}"
    return equal(title, few, library.counts(shelf))


def memory(folder: Path) -> bool:
    from bench import archive, province  # noqa: PLC0415 after set-up
    from bench.memory import MOST_MEGABYTES  # noqa: PLC0415 the same

    period, port = province.grow(FEW), free_port()
    with serving(folder, port) as web:
        measured = archive.Memory(LOOPBACK, port, period, web.process.pid)
        measured.measure()
    say("Memory of the web processes, with 500 MB going through", measured.figures)
    return max(measured.growths) <= MOST_MEGABYTES


def saving(folder: Path) -> bool:
    from bench import province, saving  # noqa: PLC0415 after set-up

    period, port = province.grow(FEW), free_port()
    with serving(folder, port):
        figures = saving.measure(LOOPBACK, port, period)
    say("Saving one answer over HTTP, against a bare view that writes a row", figures)
    return figures[saving.QUERIES] <= saving.MOST_QUERIES


def scoring(folder: Path) -> bool:
    from bench import scoring  # noqa: PLC0415 after set-up

    say("Scoring 100,000 rows, against a plain loop", scoring.measure(folder))
    return True


def workbook(folder: Path) -> bool:
    from bench import workbook  # noqa: PLC0415 after set-up

    figures = workbook.measure(folder)
    say("A TPP export of a whole country, and its rows a second", figures)
    return figures[workbook.GROWTH] <= workbook.MOST_MEGABYTES


def documents(_: Path) -> bool:
    from bench import documents, province  # noqa: PLC0415 after set-up

    figures = documents.measure(province.grow(FEW))
    say("Reports as PDF, one after another", figures)
    return figures[documents.SHARE] >= documents.LEAST_SHARE


def verifying(folder: Path) -> bool:
    from bench import province, verifying  # noqa: PLC0415 after set-up

    period, port = province.grow(FEW), free_port()
    with serving(folder, port):
        figures = verifying.measure(LOOPBACK, port, period)
    say("The public verification page, against a bare view that reads a row", figures)
    return figures[verifying.QUERIES] <= verifying.MOST_QUERIES


def reading(folder: Path) -> bool:
    from bench import province, reading  # noqa: PLC0415 after set-up

    period, port = province.grow(FEW), free_port()
    reading.publish(period, province.determination(period))
    with serving(folder, port):
        figures = reading.measure(LOOPBACK, port)
    say("Public page and API, against a bare view that reads a row", figures)
    asked = max(figures[reading.QUERIES], figures[reading.API_QUERIES])
    return asked <= reading.MOST_QUERIES


# What they need


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


def equal(title: str, few: dict[str, int], many: dict[str, int]) -> bool:
    from bench.pages import MOST_QUERIES  # noqa: PLC0415 after set-up

    print(f"\n{title} (equal, at most {MOST_QUERIES})")
    for page, count in many.items():
        holds = few[page] == count <= MOST_QUERIES
        print(f"  {page:<45} {few[page]:>4} {count:>4}{'' if holds else '  !'}")
    return few == many and max(many.values()) <= MOST_QUERIES


if __name__ == "__main__":
    sys.exit(main())
