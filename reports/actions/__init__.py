"""Everything that issues a document or a TPP rule set; nothing else writes these rows."""

from reports.actions.base import RENDER, ReportError, resume
from reports.actions.exports import export_tpp, record_export_read
from reports.actions.issuing import (
    issue_mentoring,
    issue_minutes,
    issue_plenary,
    issue_report,
    issue_worksheet,
    keep_mentoring,
    record_download,
    retry,
)
from reports.actions.making import advance, begin, fail, finish
from reports.actions.rule_sets import (
    Draft,
    Part,
    approve_rule_set,
    change_rule_set,
    create_rule_set,
    drop_rule_set,
    mark_of,
)
from reports.actions.scores import apply_scores, drop_scores, keep_scores

__all__ = [
    "RENDER",
    "Draft",
    "Part",
    "ReportError",
    "advance",
    "apply_scores",
    "approve_rule_set",
    "begin",
    "change_rule_set",
    "create_rule_set",
    "drop_rule_set",
    "drop_scores",
    "export_tpp",
    "fail",
    "finish",
    "issue_mentoring",
    "issue_minutes",
    "issue_plenary",
    "issue_report",
    "issue_worksheet",
    "keep_mentoring",
    "keep_scores",
    "mark_of",
    "record_download",
    "record_export_read",
    "resume",
    "retry",
]
