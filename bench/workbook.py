"""(f) A TPP export: rows a second against the bare libraries, memory at 22,000 agencies.

The bare libraries write the same cells, without a format, without reading a line and
without a figure. Each is given all cells in memory; ours reads them from the database.
"""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from openpyxl import Workbook as OpenpyxlBook
from xlsxwriter import Workbook as XlsxwriterBook

from accounts.enums import Role
from accounts.models import Agency, User
from assessments.freezing import figures_of, nodes_of, scores_of_frozen
from assessments.models import Assessment, Determination, Period, Result
from bench.memory import watched
from bench.province import person
from instruments.models import Version
from instruments.queries import definition_of
from lib import canonical
from reports import actions, content, xlsx
from reports.content import grid
from reports.content.grid import Formula
from reports.enums import Method, NotFinal
from reports.models import Export, RuleSet

FEW, SOME, MANY = 200, 2_000, 22_000
AT_ONCE = 500
MOST_MEGABYTES = 50
GROWTH = f"MB more at {MANY} than at {SOME} agencies (at most {MOST_MEGABYTES})"
YEAR = 2040  # of no other measurement

Cells = list[tuple[str, list[object]]]


def measure(folder: Path) -> dict[str, float]:
    rule_set = approved()
    figures, growth = {}, {}
    for quarter, number in enumerate((FEW, SOME, MANY), 1):
        determination = determined(quarter, number)
        with watched(os.getpid(), alone=True) as freezing:
            began = time.perf_counter()
            export = exported(determination, rule_set)
            seconds = time.perf_counter() - began
        with watched(os.getpid(), alone=True) as writing:
            began = time.perf_counter()
            rows = ours(folder / "ours.xlsx", export)
            taken = time.perf_counter() - began
        growth[number] = max(freezing.growth, writing.growth)
        figures |= {
            f"{number} agencies: seconds to freeze": seconds,
            f"{number} agencies: rows of all sheets": rows,
            f"{number} agencies: rows a second, ours": rows / taken,
            f"{number} agencies: MB more while frozen": freezing.growth,
            f"{number} agencies: MB more while written": writing.growth,
        }
        if number == SOME:
            figures |= bare(folder, export)
    return figures | {GROWTH: growth[MANY] - growth[SOME]}


def bare(folder: Path, export: Export) -> dict[str, float]:
    cells = cells_of(export)
    rates = {}
    for name, write in (("openpyxl", by_openpyxl), ("XlsxWriter", by_xlsxwriter)):
        began = time.perf_counter()
        write(folder / f"{name}.xlsx", cells)
        rates[f"{SOME} agencies: rows a second, bare {name}"] = len(cells) / (
            time.perf_counter() - began
        )
    return rates


def ours(path: Path, export: Export) -> int:
    """The rows that were written; a generator counts them on their way."""
    facts, count = content.read_facts(export.inputs), itertools.count()
    stamp = content.stamp_of(export.document)

    def lines() -> Iterator[tuple[content.AgencyRows, int]]:
        for rows, objections in content.lines_of(export, facts):
            for _ in range(2 + len(rows.domains) + len(rows.levels)):
                next(count)
            yield rows, objections

    xlsx.write(path, facts, stamp, lines())
    return next(count)


def cells_of(export: Export) -> Cells:
    facts = content.read_facts(export.inputs)
    return [
        (name, [plain(value) for value in row])
        for position, (rows, _) in enumerate(content.lines_of(export, facts), 1)
        for name, row in grid.cells_of(facts, position, rows)
    ]


def plain(value: object) -> object:
    if isinstance(value, Formula):
        return value.text
    return value if value is None or isinstance(value, str | date) else float(value)  # type: ignore[arg-type]


def by_openpyxl(path: Path, cells: Cells) -> None:
    book = OpenpyxlBook(write_only=True)
    pages = {name: book.create_sheet(name) for name in dict(cells)}
    for name, row in cells:
        pages[name].append(row)
    book.save(path)


def by_xlsxwriter(path: Path, cells: Cells) -> None:
    book = XlsxwriterBook(path, {"constant_memory": True})
    pages = {
        name: (book.add_worksheet(name), itertools.count()) for name in dict(cells)
    }
    dates = book.add_format({"num_format": grid.DAY})
    for name, row in cells:
        page, count = pages[name]
        at = next(count)
        for place, value in enumerate(row):
            writer: Callable[..., object] = page.write
            if isinstance(value, date):
                page.write_datetime(at, place, value, dates)
            elif value is not None:
                writer(at, place, value)
    book.close()


# What is exported


def approved() -> RuleSet:
    writer = person("sekretariat", Role.SECRETARIAT)
    draft = actions.Draft(
        legal_basis="Pergub",
        method=Method.LINEAR_MAX,
        weight=30,
        places=2,
        not_final=NotFinal.EMPTY,
        valid_from=date(YEAR, 1, 1),
    )
    made = actions.create_rule_set(f"Aturan {uuid4()}", draft, by=writer)
    second = person("sekretariat-kedua", Role.SECRETARIAT)
    return actions.approve_rule_set(made, mark=actions.mark_of(made), by=second)


def exported(determination: Determination, rule_set: RuleSet) -> Export:
    by = person("sekretariat", Role.SECRETARIAT)
    return actions.export_tpp(
        determination, rule_set=rule_set, paid_months="April", by=by
    )


def determined(quarter: int, number: int) -> Determination:
    """A determination of `number` agencies, all at level 3, written past the steps."""
    by, now = person("sekretariat", Role.SECRETARIAT), timezone.now()
    period = Period.objects.create(
        year=YEAR,
        quarter=quarter,
        version=Version.objects.get(code="opd-rujukan-2026"),
        filling_until=now + timedelta(days=1),
        review_until=now + timedelta(days=2),
        plenary_until=now + timedelta(days=3),
        opened_by=by,
    )
    determination = Determination.objects.create(
        period=period,
        number=f"BA/{YEAR}/{quarter}/{uuid4()}",
        decided_on=now.date(),
        place="Mamuju",
        instrument_code=period.version.code,
        instrument_sha256=period.version.file_sha256,
        inputs_sha256="0" * 64,
        determined_by=by,
    )
    write_results(period, determination, agencies(number), by)
    return determination


def agencies(number: int) -> list[Agency]:
    have = Agency.objects.filter(code__startswith="N").count()
    new = (f"N{n:05}" for n in range(have, number))
    Agency.objects.bulk_create(
        [
            Agency(
                code=code,
                name=f"Perangkat daerah {code}",
                short_name=code,
                kind="DINAS",
                opened_on=date(2026, 1, 1),
            )
            for code in new
        ],
        batch_size=AT_ONCE,
    )
    return list(Agency.objects.filter(code__startswith="N").order_by("code")[:number])


def write_results(
    period: Period, determination: Determination, all_: list[Agency], by: User
) -> None:
    instrument = definition_of(period.version_id)
    levels = [
        {
            "code": leaf.code,
            "name": leaf.name,
            "weight": str(leaf.weight),
            "self": 3,
            "verified": 3,
            "final": 3,
            "verified_reason": "",
            "reason": "Bukti memadai.",
        }
        for leaf in instrument.indicators
    ]
    scores = scores_of_frozen(instrument, levels)
    inputs = {
        "status": "DETERMINED",
        "levels": levels,
        "nodes": nodes_of(instrument, scores),
    }
    shared = {
        "determination": determination,
        "is_final": True,
        "inputs": inputs,
        "inputs_sha256": canonical.sha256(inputs),
        **figures_of(scores),
    }
    for start in range(0, len(all_), AT_ONCE):
        some = all_[start : start + AT_ONCE]
        made = Assessment.objects.bulk_create(
            Assessment(
                period=period,
                agency=agency,
                version=period.version,
                agency_code=agency.code,
                agency_name=agency.name,
            )
            for agency in some
        )
        Result.objects.bulk_create(
            Result(
                assessment=assessment,
                agency_code=assessment.agency_code,
                agency_name=assessment.agency_name,
                **shared,
            )
            for assessment in made
        )
