"""People in seats, made through the actions."""

from datetime import date
from itertools import count

from teams import actions
from teams.actions import Details
from teams.models import Seat

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
