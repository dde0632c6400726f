"""Models of this app, by noun."""

from teams.models.certificates import Certificate, Training
from teams.models.decrees import Decree
from teams.models.facilitation import Facilitation, Meeting
from teams.models.imports import RegistryImport
from teams.models.nominations import Nomination, NominationSeat
from teams.models.people import Person
from teams.models.seats import Competence, Membership, Seat, Team

__all__ = [
    "Certificate",
    "Competence",
    "Decree",
    "Facilitation",
    "Meeting",
    "Membership",
    "Nomination",
    "NominationSeat",
    "Person",
    "RegistryImport",
    "Seat",
    "Team",
    "Training",
]
