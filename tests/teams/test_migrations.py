"""Lines of text become people. In one transaction, which is taken back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import AgencyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def migrated(name):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate([("teams", name)])
    return MigrationExecutor(connection).loader.project_state([("teams", name)]).apps


def test_holders_become_people_and_back():
    agency, user = AgencyFactory(), UserFactory()
    old = migrated("0002_seats")
    team = old.get_model("teams", "Team").objects.create(agency_id=agency.pk)
    seats = old.get_model("teams", "Seat").objects.order_by("number")
    hold = old.get_model("teams", "Membership").objects.create
    shared = {"team": team, "assigned_by_id": user.pk}
    hold(seat=seats[0], person="Sekretaris", user_id=user.pk, **shared)
    hold(seat=seats[1], person="Staf", **shared)
    hold(seat=seats[2], person="Staf", **shared)
    ended = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 6, 1)}
    hold(seat=seats[3], person="Staf", ended_by_id=user.pk, **ended, **shared)

    new = migrated("0005_person_of_membership")

    people = new.get_model("teams", "Person").objects.order_by("name", "pk")
    assert [person.name for person in people] == ["Sekretaris", "Staf", "Staf"]
    assert [person.user_id for person in people] == [user.pk, None, None]
    held = new.get_model("teams", "Membership").objects.order_by("seat__number")
    assert len({m.person_id for m in held[:3]}) == 3
    assert held[3].person_id in {held[1].person_id, held[2].person_id}
    assert [m.end_reason for m in held] == [None, None, None, "VACATED"]

    back = migrated("0002_seats").get_model("teams", "Membership").objects
    names = back.order_by("seat__number").values_list("person", "user_id")
    assert [*names] == [("Sekretaris", user.pk), *[("Staf", None)] * 3]
