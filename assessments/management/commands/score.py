"""Score a table of levels: `manage.py score INSTRUMENT FILE`."""

import csv
from argparse import ArgumentParser
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from assessments import scoring
from instruments import definition, queries
from instruments.definition import Instrument
from instruments.models import Version
from lib import tables


class Command(BaseCommand):
    help = (
        "Score a CSV or XLSX table, one institution a row, with a column per indicator "
        "code or one column `levels`. Writes CSV to standard output; rows that can't be "
        "scored are named on standard error and the exit status is 1."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "instrument", help="a code, or a path of an instrument file"
        )
        parser.add_argument("file", type=Path)

    def handle(self, *, instrument: str, file: Path, **options: Any) -> None:
        scorer = _Scorer(_find(instrument))
        failed = False
        writer = csv.writer(self.stdout, lineterminator="\n")
        try:
            rows = tables.rows(file)
            writer.writerow(scorer.read_header(next(rows, [])))
            for number, row in enumerate(rows, 2):
                if not any(cell.strip() for cell in row):
                    continue
                try:
                    writer.writerow(scorer.score(row))
                except scoring.LevelError as error:
                    failed = True
                    self.stderr.write(f"row {number}: {error}")
        except tables.TableError as error:
            raise CommandError(str(error)) from error
        if failed:
            raise SystemExit(1)


def _find(name: str) -> Instrument:
    if Path(name).suffix.lower() in {".yaml", ".yml", ".json"} or Path(name).is_file():
        try:
            return definition.load(name)
        except definition.DefinitionError as error:
            raise CommandError(str(error)) from error
    try:
        version = Version.objects.published().filter(code=name).first()
    except OperationalError as error:
        msg = "The database can't be reached; give the path of an instrument file instead."
        raise CommandError(msg) from error
    if version is None:
        msg = f"{name}: no published instrument has this code, and no file this path."
        raise CommandError(msg)
    return queries.definition_of(version.pk)


class _Scorer:
    """The columns of one table, and the levels that its rows hold."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.columns: Mapping[str, int] = {}
        self.levels_at: int | None = None
        self.kept: list[int] = []

    def read_header(self, header: list[str]) -> list[str]:
        """Find the columns; gives the header of the result. Raises TableError."""
        places = {name.strip(): place for place, name in enumerate(header)}
        self.columns = {c: places[c] for c in self.instrument.by_code if c in places}
        self.levels_at = None if self.columns else places.get("levels")
        if self.levels_at is None and not self.columns:
            msg = "The header has neither a column `levels` nor an indicator code."
            raise tables.TableError(msg)
        used = {*self.columns.values(), self.levels_at}
        self.kept = [place for place in range(len(header)) if place not in used]
        nodes = [node.code for node in self.instrument.all_nodes]
        kept = [header[place] for place in self.kept]
        return [*kept, *nodes, "exact", "index", "predicate"]

    def score(self, row: list[str]) -> list[str]:
        """The cells of the result. Raises scoring.LevelError naming the column."""
        found = scoring.score(self.instrument, self._levels(row))
        if found.missing or found.exact is None:
            msg = f"column {found.missing[0]}: no level"
            raise scoring.LevelError(msg)
        kept = [row[place] if place < len(row) else "" for place in self.kept]
        nodes = [str(found.nodes[n.code].index) for n in self.instrument.all_nodes]
        exact = scoring.exact_text(found.exact)
        return [*kept, *nodes, exact, str(found.index), str(found.predicate)]

    def _levels(self, row: list[str]) -> Mapping[str, scoring.Level]:
        if self.levels_at is not None:
            digits = row[self.levels_at].strip() if self.levels_at < len(row) else ""
            try:
                return scoring.levels_of(self.instrument, digits)
            except scoring.LevelError as error:
                msg = f"column levels: {error}"
                raise scoring.LevelError(msg) from error
        levels = {}
        for code, place in self.columns.items():
            cell = row[place].strip() if place < len(row) else ""
            if cell:
                levels[code] = self._level(code, cell)
        return levels

    def _level(self, code: str, cell: str) -> scoring.Level:
        try:
            level = Decimal(cell.replace(",", "."))
            scoring.check_level(self.instrument, code, level)
        except (InvalidOperation, scoring.LevelError) as error:
            msg = f"column {code}: {cell!r} is not a level"
            raise scoring.LevelError(msg) from error
        return int(level) if level == int(level) else level
