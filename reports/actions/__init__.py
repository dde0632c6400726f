"""Everything that issues a document or a TPP rule set; nothing else writes these rows."""

from reports.actions.base import RENDER, ReportError, resume
from reports.actions.batches import (
    WORK,
    cancel_batch,
    continue_batch,
    document_of,
    is_waiting,
    pause_batch,
    record_batch_download,
    resume_batches,
    retry_batch,
    send,
    settle,
    start_batch,
    take,
)
from reports.actions.exports import create_rule_set, export_tpp
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
from reports.actions.signatures import (
    accept_signed,
    revoke,
    sign,
)

__all__ = [
    "RENDER",
    "WORK",
    "ReportError",
    "accept_signed",
    "advance",
    "begin",
    "cancel_batch",
    "continue_batch",
    "create_rule_set",
    "document_of",
    "export_tpp",
    "fail",
    "finish",
    "is_waiting",
    "issue_mentoring",
    "issue_minutes",
    "issue_plenary",
    "issue_report",
    "issue_worksheet",
    "keep_mentoring",
    "pause_batch",
    "record_batch_download",
    "record_download",
    "resume",
    "resume_batches",
    "retry",
    "retry_batch",
    "revoke",
    "send",
    "settle",
    "sign",
    "start_batch",
    "take",
]
