"""People in seats, made through the actions."""

from datetime import date
from io import BytesIO
from itertools import count

from pypdf import PdfWriter

from accounts.enums import Role
from teams import actions
from teams.actions import Details, Letter
from teams.enums import Verdict
from teams.models import Seat
from tests.factories import UserFactory

_serial = count(1)


def nip(*, born=date(1990, 5, 17), since=201503, sex=1):
    """A plausible number that no other call gives; the serial runs on."""
    return f"{born:%Y%m%d}{since}{sex}{next(_serial) % 1000:03}"


def person(agency, by, name="Sekretaris", **changes):
    return actions.add_person(agency, Details(name=name, **changes), by=by)


def seated(agency, by, number=1, **changes):
    """Somebody new in the seat."""
    made = person(agency, by, **changes)
    seat = Seat.objects.get(number=number)
    return actions.seat_person(agency, seat, person=made, by=by)


LETTER = Letter(
    number="045/12/2026",
    on=date(2026, 11, 2),
    signer_title="Kepala Dinas",
    signer_name="Pejabat Contoh",
)


def signed_decree(change=None):
    """The bytes of a PDF of one page; `change` works on its writer."""
    writer, written = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    if change:
        change(writer)
    writer.write(written)
    return written.getvalue()


class Proposal:
    """One agency's nomination, taken through its steps by the right people."""

    def __init__(self, agency):
        self.agency = agency
        self.coordinator = UserFactory(agency=agency, role=Role.OPD_COORDINATOR)
        self.head = UserFactory(agency=agency, role=Role.OPD_HEAD)
        self.secretary = UserFactory(role=Role.SECRETARIAT)
        self.nomination = None

    def start(self):
        self.nomination = actions.start_nomination(self.agency, by=self.coordinator)

    def seat(self, number):
        return Seat.objects.get(number=number)

    def put(self, number, name="Pegawai", *, person=None):
        if not self.nomination:
            self.start()
        who = person or actions.add_person(
            self.agency, Details(name=name, position="Analis"), by=self.coordinator
        )
        actions.nominate(
            self.nomination, self.seat(number), person=who, by=self.coordinator
        )
        return who

    def propose(self):
        actions.propose(self.nomination, LETTER, by=self.head)

    def check(self, number, verdict=Verdict.SUITABLE, reason=""):
        place = self.nomination.places.get(seat__number=number)
        return actions.check_seat(place, verdict, reason=reason, by=self.secretary)

    def finish(self):
        actions.finish_check(self.nomination, by=self.secretary)

    def verify(self):
        for place in self.nomination.places.all():
            actions.check_seat(
                place, Verdict.SUITABLE, reason="Catatan.", by=self.secretary
            )
        self.finish()

    def fresh(self):
        self.nomination.refresh_from_db()
        return self.nomination
