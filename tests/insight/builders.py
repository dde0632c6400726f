"""Determined quarters of many agencies, and filled workbooks of past results."""

import io

from openpyxl import Workbook

from accounts.enums import AgencyKind
from insight.past_sheet import COLUMNS, DOMAINS, RESULTS
from tests.factories import AgencyFactory, PeriodFactory, small_version
from tests.reports.builders import determine, final_assessment

LEVELS = ("111", "222", "333", "444", "555", "543", "345")


def quarter_of_both(quarter=3):
    """Work units and a government take part, here under one instrument."""
    return PeriodFactory(year=2026, quarter=quarter, government_version=small_version())


def determined(count, period=None, kind=AgencyKind.DINAS, agencies=None, finals=LEVELS):
    """A determined quarter: levels of the small instrument, one digit each."""
    period = period or PeriodFactory(year=2026, quarter=3)
    agencies = agencies or [AgencyFactory(kind=kind) for _ in range(count)]
    for at, agency in enumerate(agencies):
        final_assessment(period, agency, claimed="555", final=finals[at % len(finals)])
    determine(period)
    return period, agencies


def workbook(results, domains=()):
    """A filled sheet of past results as bytes; rows are lists of cells."""
    book = Workbook()
    for name, rows in ((RESULTS, results), (DOMAINS, domains)):
        page = book.create_sheet(name)
        page.append([column.title for column in COLUMNS[name]])
        for row in rows:
            page.append(row)
    del book["Sheet"]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
