"""Uploads in parts: another's is not there, whoever asks and by whichever method."""

import base64

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from evidence import parts
from evidence.models import DocumentVersion, Upload
from tests.access.rows import renamed, said
from tests.evidence.protocol import BODY, Tus
from tests.factories import DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOBODYS = "6f2a4c3e-0000-4000-8000-000000000000"
PAPER = b"%PDF-1.7 milik orang lain"
LOST = "tidak ditemukan atau lewat waktunya"
ASKING = ("HEAD", "PATCH", "DELETE")


@pytest.fixture
def owner(world):
    return UserFactory(role=Role.OPD_MEMBER, agency=world.other)


@pytest.fixture
def theirs(owner, client_for):
    """The id of a finished upload of somebody at the other agency."""
    return Tus(client_for(owner)).sent(PAPER)


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def address_of(pk):
    return reverse("evidence:tus_part", args=[pk])


def words(response):
    of_tus = ("Tus-", "Upload-", "Location")
    return said(response), {
        name: value
        for name, value in response.headers.items()
        if name.startswith(of_tus)
    }


def strangers(world):
    """Of another agency, a mentor of it, the secretariat, who all may upload."""
    yield from (world.users[role] for role in (Role.OPD_HEAD, Role.MENTOR))
    yield world.secretary
    yield UserFactory(role=Role.OPD_MEMBER, agency=world.other)


@pytest.mark.parametrize("method", ASKING)
@pytest.mark.parametrize("is_override", [False, True])
def test_anothers_upload_answers_as_none(
    world, theirs, client_for, method, is_override
):
    for who in strangers(world):
        server, found = Tus(client_for(who)), []
        for pk in (theirs, NOBODYS):
            options = {"Upload_Offset": "0"}
            if is_override:
                options["X_HTTP_Method_Override"] = method
            way = "POST" if is_override else method
            response = server.ask(way, address_of(pk), b"", BODY, **options)
            found.append(words(response))

        (page, headers), (nothing, others) = found
        assert page == renamed(nothing, [NOBODYS], [theirs])
        assert headers == others
        assert page[0] == 404

    kept = Upload.objects.get(pk=theirs)
    assert kept.offset == kept.size == parts.length_of(kept.pk)


def claims(world):
    """Every form of a member that takes a finished upload, with its other fields."""
    document = DocumentFactory(agency=world.own, created_by=world.secretary)
    answer = world.answer(world.own)
    return [
        (reverse("evidence:claim"), {"kind": "OTHER"}),
        (reverse("evidence:upload"), {"kind": "OTHER"}),
        (reverse("assessments:upload", args=[answer.pk]), {"kind": "OTHER"}),
        (reverse("evidence:replace", args=[document.pk]), {"reason": "Salah pindai."}),
    ]


def refused(client, address, fields, pk):
    response = client.post(address, fields | {"upload": pk})
    return response.status_code, LOST in response.content.decode()


def test_anothers_finished_upload_becomes_nothing(world, theirs, client_for):
    client = client_for(world.users[Role.OPD_MEMBER])

    for address, fields in claims(world):
        assert refused(client, address, fields, theirs) == (422, True)
        assert refused(client, address, fields, NOBODYS) == (422, True)

    assert Upload.objects.get(pk=theirs).claimed_at is None
    assert not DocumentVersion.objects.filter(original_name="sk.pdf").exists()


def test_what_a_sender_says_of_a_file_gives_it_to_nobody(world, client_for):
    member = world.users[Role.OPD_MEMBER]
    document = DocumentFactory(agency=world.other, created_by=world.secretary)
    claimed = {
        "filename": "sk.pdf",
        "agency": str(world.other.pk),
        "document": str(document.pk),
        "user": str(world.secretary.pk),
    }
    metadata = ",".join(f"{key} {encoded(value)}" for key, value in claimed.items())
    server = Tus(client_for(member))

    address = server.start(9, Upload_Metadata=metadata).headers["Location"]

    upload = Upload.objects.get()
    assert (upload.user, upload.agency) == (member, world.own)
    assert address == address_of(upload.pk)
    document.refresh_from_db()
    assert document.versions.count() == 1


def test_an_upload_begun_at_the_agency_of_before_stays_behind(
    world, owner, theirs, client_for
):
    """Its bytes are of the agency that was left: they go into no other library."""
    client = client_for(owner)
    User.objects.filter(pk=owner.pk).update(agency=world.own)
    server = Tus(client)

    answers = {server.ask(how, address_of(theirs)).status_code for how in ASKING}

    assert answers == {404}
    assert refused(client, reverse("evidence:claim"), {"kind": "OTHER"}, theirs) == (
        422,
        True,
    )
    assert Upload.objects.get(pk=theirs).claimed_at is None
