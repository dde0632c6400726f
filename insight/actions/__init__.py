"""Every write of this app: atomic, audited, with the rule for when it may happen."""

from insight.actions.base import InsightError
from insight.actions.mappings import map_versions
from insight.actions.past import Entry, apply_past, drop_past, keep_past
from insight.actions.policies import decide_policy

__all__ = [
    "Entry",
    "InsightError",
    "apply_past",
    "decide_policy",
    "drop_past",
    "keep_past",
    "map_versions",
]
