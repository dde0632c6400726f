"""Everything that changes a reorganisation, and what it changes elsewhere."""

from reorganisations.actions.base import ReorganisationError
from reorganisations.actions.drafts import Basis, begin, cancel, change, choose
from reorganisations.actions.execution import carry_out, confirm

__all__ = [
    "Basis",
    "ReorganisationError",
    "begin",
    "cancel",
    "carry_out",
    "change",
    "choose",
    "confirm",
]
