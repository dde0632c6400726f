"""Everything that changes people and their assignments."""

from accounts.actions.agencies import (
    AgencyDetails,
    change_agency,
    register_agency,
)
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
    "AgencyDetails",
    "activate",
    "add_user",
    "assign_mentor",
    "change_agency",
    "copy_assignments",
    "deactivate",
    "end_accounts",
    "end_assignments",
    "lead",
    "refuse_ungrantable",
    "register_agency",
    "substitute",
]
