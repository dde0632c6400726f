"""Models of this app, by noun."""

from teams.models.people import Person
from teams.models.seats import Competence, Membership, Seat, Team

__all__ = ["Competence", "Membership", "Person", "Seat", "Team"]
