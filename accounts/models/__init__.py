"""Agencies, the people who work for them, and the record of what they did."""

from accounts.models.agencies import AgencyName, Succession
from accounts.models.corrections import Correction
from accounts.models.devices import Device
from accounts.models.invitations import Invitation
from accounts.models.mail import Mailing
from accounts.models.notices import Notice, NoticePreference
from accounts.models.people import Agency, MentorAssignment, User
from accounts.models.placements import Placement
from accounts.models.trail import AuditEvent

__all__ = [
    "Agency",
    "AgencyName",
    "AuditEvent",
    "Correction",
    "Device",
    "Invitation",
    "Mailing",
    "MentorAssignment",
    "Notice",
    "NoticePreference",
    "Placement",
    "Succession",
    "User",
]
