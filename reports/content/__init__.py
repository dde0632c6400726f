"""What documents say: read from the database once, frozen, then shaped for a page.

`frozen` makes the inputs (plain JSON) that a document row keeps; the other modules turn
inputs into dataclasses, without a query.
"""

from reports.content.figures import Figure, figure_of, stored_figure
from reports.content.frozen import (
    export_head,
    export_items,
    minutes_inputs,
    report_inputs,
)
from reports.content.lines import lines_of
from reports.content.mentoring import (
    MentoringMinutes,
    mentoring_inputs,
    read_mentoring,
)
from reports.content.minutes import Minutes, read_minutes
from reports.content.plenary import PlenaryMinutes, plenary_inputs, read_plenary
from reports.content.recap import Recap, read_recap, recap_inputs
from reports.content.report import Report, read_report
from reports.content.rule_facts import rule_of
from reports.content.shared import Stamp, stamp_of
from reports.content.sheet import AgencyRows, Facts, read_facts, rows_of
from reports.content.worksheet import Worksheet, read_worksheet, worksheet_inputs

__all__ = [
    "AgencyRows",
    "Facts",
    "Figure",
    "MentoringMinutes",
    "Minutes",
    "PlenaryMinutes",
    "Recap",
    "Report",
    "Stamp",
    "Worksheet",
    "export_head",
    "export_items",
    "figure_of",
    "lines_of",
    "mentoring_inputs",
    "minutes_inputs",
    "plenary_inputs",
    "read_facts",
    "read_mentoring",
    "read_minutes",
    "read_plenary",
    "read_recap",
    "read_report",
    "read_worksheet",
    "recap_inputs",
    "report_inputs",
    "rows_of",
    "rule_of",
    "stamp_of",
    "stored_figure",
    "worksheet_inputs",
]
