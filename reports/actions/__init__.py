"""Everything that issues a document or a TPP rule set; nothing else writes these rows."""

from reports.actions.base import RENDER, ReportError, resume
from reports.actions.exports import export_tpp, record_export_read
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
from reports.actions.word import (
    COPY,
    begin_copy,
    fail_copy,
    finish_copy,
    record_copy_download,
    request_copy,
    resume_copies,
    template_in_force,
    template_of,
    upload_template,
)

__all__ = [
    "COPY",
    "RENDER",
    "Draft",
    "Part",
    "ReportError",
    "advance",
    "apply_scores",
    "approve_rule_set",
    "begin",
    "begin_copy",
    "change_rule_set",
    "create_rule_set",
    "drop_rule_set",
    "drop_scores",
    "drop_signatory",
    "export_tpp",
    "fail",
    "fail_copy",
    "finish",
    "finish_copy",
    "issue_mentoring",
    "issue_minutes",
    "issue_plenary",
    "issue_recap",
    "issue_report",
    "issue_worksheet",
    "keep_mentoring",
    "keep_scores",
    "mark_of",
    "record_copy_download",
    "record_download",
    "record_export_read",
    "request_copy",
    "resume",
    "resume_copies",
    "retry",
    "set_letterhead",
    "set_signatory",
    "template_in_force",
    "template_of",
    "upload_template",
]
