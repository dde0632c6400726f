"""Everything that changes a team; nothing else writes this app's models."""

from teams.actions.base import TeamError
from teams.actions.certificates import (
    add_certificate,
    attach_file,
    attend_training,
    plan_training,
    remind_of_certificates,
    remove_certificate,
)
from teams.actions.decrees import (
    Terms,
    close_terms,
    decide,
    record_decree_reading,
)
from teams.actions.facilitation import Provision, add_meeting, provide
from teams.actions.nominations import (
    Letter,
    Step,
    cancel_nomination,
    check_seat,
    finish_check,
    nominate,
    propose,
    recall,
    record_letter_reading,
    start_nomination,
)
from teams.actions.people import (
    Details,
    add_person,
    correct_person,
    move_person,
    record_reading,
)
from teams.actions.registry import (
    apply_registry,
    drop_registry,
    forget_registries,
    keep_registry,
)
from teams.actions.seats import seat_person, vacate

__all__ = [
    "Details",
    "Letter",
    "Provision",
    "Step",
    "TeamError",
    "Terms",
    "add_certificate",
    "add_meeting",
    "add_person",
    "apply_registry",
    "attach_file",
    "attend_training",
    "cancel_nomination",
    "check_seat",
    "close_terms",
    "correct_person",
    "decide",
    "drop_registry",
    "finish_check",
    "forget_registries",
    "keep_registry",
    "move_person",
    "nominate",
    "plan_training",
    "propose",
    "provide",
    "recall",
    "record_decree_reading",
    "record_letter_reading",
    "record_reading",
    "remind_of_certificates",
    "remove_certificate",
    "seat_person",
    "start_nomination",
    "vacate",
]
