"""Another's object is not there: same status, same words as for an id of nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.access.rows import (
    LISTS,
    NOWHERE,
    SCOPED_ROWS,
    address_and_arguments,
    each,
    missing,
    renamed,
    said,
    scoped_roles,
    send,
)
from tests.test_access import ROWS, SCOPED

pytestmark = pytest.mark.django_db

TITLE = "Berkas-milik-orang-lain"
HTMX = {"HX-Request": "true", "HX-Target": "main"}


@each(SCOPED_ROWS)
def test_another_agencys_object_answers_as_one_that_does_not_exist(row, world):
    address, arguments = address_and_arguments(row, world, world.other)
    nothing = missing(arguments)
    nowhere = reverse(row.name, kwargs=nothing)
    pair = (nothing.values(), arguments.values())
    asked = [(role, method) for role in scoped_roles(row) for method in row.methods]

    for role, method in asked:
        client = world.clients[role]
        theirs = send(client, method, address)
        none = send(client, method, nowhere)

        assert theirs.status_code == 404
        assert said(theirs) == renamed(said(none), *pair)


@each([row for row in SCOPED_ROWS if row.roles & SCOPED])
def test_headers_of_htmx_open_no_door(row, world):
    """Neither asking for a part nor naming an own page as the one it is asked from."""
    address, arguments = address_and_arguments(row, world, world.other)
    nothing = missing(arguments)
    nowhere = reverse(row.name, kwargs=nothing)
    pair = (nothing.values(), arguments.values())
    role = scoped_roles(row)[0]
    client = world.clients[role]
    own = reverse("teams:detail", args=[world.own.code])

    for method in row.methods:
        for current in (own, address):
            headers = HTMX | {"HX-Current-URL": f"http://testserver{current}"}
            theirs = send(client, method, address, headers=headers)
            none = send(client, method, nowhere, headers=headers)

            assert theirs.status_code == 404
            assert said(theirs) == renamed(said(none), *pair)


@each([row for row in ROWS if row.personal and row.make])
def test_a_colleagues_own_thing_answers_as_one_that_does_not_exist(row, world):
    address, arguments = address_and_arguments(row, world, world.own)
    nothing = missing(arguments)
    nowhere = reverse(row.name, kwargs=nothing)
    pair = (nothing.values(), arguments.values())

    for role in sorted(row.roles):
        for method in row.methods:
            theirs = send(world.clients[role], method, address)
            none = send(world.clients[role], method, nowhere)

            assert theirs.status_code == 404
            assert said(theirs) == renamed(said(none), *pair)


def questions(world):
    """Words of an address that name something of the other agency, and of none."""
    document = world.document(world.other)
    document.title = TITLE
    document.save(update_fields=["title"])
    yield "agency", world.other.pk, NOWHERE
    yield "agency", world.other.code, "tiada-9.99"
    yield "q", TITLE, "tiada-duanya-di-sini"
    yield "document", document.pk, uuid4()
    yield "assessment", world.assessment(world.other).pk, uuid4()
    yield "person", world.person(world.other).pk, uuid4()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@each([row for row in LISTS if row.roles & SCOPED])
def test_a_question_about_another_agency_is_answered_as_one_about_none(
    row, world, headers
):
    """Filters, searches and choices in the address."""
    address = reverse(row.name)
    roles = {scoped_roles(row)[0]} | (row.roles & {Role.MENTOR})

    for name, theirs, none in questions(world):
        for role in sorted(roles):
            client, found = world.clients[role], []
            for word in (theirs, none):
                options = {"QUERY_STRING": f"{name}={word}", "headers": headers}
                found.append(said(send(client, "GET", address, **options)))

            assert found[0] == renamed(found[1], [none], [theirs]), (name, role)


@pytest.mark.parametrize(
    "target", ["https://contoh.example/", "//contoh.example", "\\\\contoh.example"]
)
def test_the_way_back_stays_in_the_portal(world, target):
    client = world.clients[Role.OPD_MEMBER]

    theme = client.post(reverse("theme"), {"theme": "dark", "next": target})
    read = client.post(reverse("accounts:notices_read"), {"next": target})

    assert theme.url.startswith("/")
    assert read.url.startswith("/")
    assert "contoh.example" not in theme.url + read.url
