"""Everything that changes people and their assignments."""

from accounts.actions.base import AccountError
from accounts.actions.mentors import (
    assign_mentor,
    copy_assignments,
    end_assignments,
    lead,
    substitute,
)
from accounts.actions.people import (
    activate,
    add_user,
    deactivate,
    end_accounts,
    refuse_ungrantable,
)

__all__ = [
    "AccountError",
    "activate",
    "add_user",
    "assign_mentor",
    "copy_assignments",
    "deactivate",
    "end_accounts",
    "end_assignments",
    "lead",
    "refuse_ungrantable",
    "substitute",
]
