"""Everything that issues a document or a TPP rule set; nothing else writes these rows."""

from reports.actions.base import RENDER, ReportError, resume
from reports.actions.exports import create_rule_set, export_tpp
from reports.actions.issuing import (
    issue_mentoring,
    issue_minutes,
    issue_plenary,
    issue_recap,
    issue_report,
    issue_worksheet,
    keep_mentoring,
    record_download,
    retry,
)
from reports.actions.letterheads import (
    drop_signatory,
    set_letterhead,
    set_signatory,
)
from reports.actions.making import advance, begin, fail, finish

__all__ = [
    "RENDER",
    "ReportError",
    "advance",
    "begin",
    "create_rule_set",
    "drop_signatory",
    "export_tpp",
    "fail",
    "finish",
    "issue_mentoring",
    "issue_minutes",
    "issue_plenary",
    "issue_recap",
    "issue_report",
    "issue_worksheet",
    "keep_mentoring",
    "record_download",
    "resume",
    "retry",
    "set_letterhead",
    "set_signatory",
]
