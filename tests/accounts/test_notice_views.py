"""The bell, the list, the choice of channels and the record, as people see them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import DIGEST, Channel, MailState, NoticeKind, Role
from accounts.models import AuditEvent, Mailing, MentorAssignment, Notice
from accounts.notices import channels_of, notify
from tests.factories import MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

BELL = reverse("accounts:bell")
LIST = reverse("accounts:notices")
ALL_READ = reverse("accounts:notices_read")
PREFERENCES = reverse("accounts:preferences")
MAILINGS = reverse("accounts:mailings")


@pytest.fixture
def person():
    return UserFactory(role=Role.OPD_HEAD)


@pytest.fixture
def client(client_for, person):
    return client_for(person)


def tell(*people, key="a", kind=NoticeKind.SUBMITTED, url="/help/", **more):
    notify(kind, to=people, text=f"Kabar {key}.", url=url, key=key, **more)
    return Notice.objects.filter(key=key).first()


def shown(response):
    return [notice.key for notice in response.context["page"].object_list]


def text_of(response):
    """Without line breaks, and without the tokens, which differ each time."""
    text = re.sub(r'value="\w{64}"', "", response.content.decode())
    return " ".join(text.split())


# The bell


def test_the_bell_counts_what_is_unread(client, person):
    for key in "abc":
        tell(person, key=key)
    tell(UserFactory(), key="d")
    client.post(reverse("accounts:notice_read", args=[Notice.objects.get(key="a").pk]))

    assert ">, 2 belum dibaca<" in text_of(client.get(BELL))


def test_the_bell_is_silent_when_all_is_read(client):
    assert text_of(client.get(BELL)) == ""


def test_the_bell_counts_to_ninety_nine(client, person):
    for number in range(100):
        tell(person, key=str(number))

    text = text_of(client.get(BELL))

    assert "99+" in text
    assert "100 belum dibaca" in text


@pytest.mark.parametrize("role", Role)
def test_every_page_of_every_role_has_the_bell_without_a_query(
    client_for, role, django_assert_num_queries
):
    user = UserFactory(role=role)
    client = client_for(user)

    # the user, and the agency that the menu names
    with django_assert_num_queries(2 if user.agency_id else 1):
        text = text_of(client.get(reverse("help")))

    assert f'href="{LIST}"' in text
    assert f'hx-get="{BELL}"' in text


def test_visitors_have_no_bell():
    assert LIST not in Client().get(reverse("help")).content.decode()


# The list


def test_the_list_has_one_s_own_newest_first(client, person):
    for key in "ab":
        tell(person, UserFactory(), key=key)
    Notice.objects.filter(key="a").update(created_at=timezone.now() - timedelta(1))

    assert shown(client.get(LIST)) == ["b", "a"]


def test_the_list_is_filtered_and_paged(client, person):
    for number in range(26):
        tell(person, key=f"{number:02}")
    tell(person, key="lain", kind=NoticeKind.RETURNED)
    Notice.objects.filter(key__gt="02").exclude(key="lain").update(
        read_at=timezone.now()
    )

    def keys(**query):
        return sorted(shown(client.get(LIST, query)))

    assert keys(state="unread") == ["00", "01", "02", "lain"]
    assert keys(kind="RETURNED") == ["lain"]
    assert keys(state="unread", kind="SUBMITTED") == ["00", "01", "02"]
    assert (len(keys()), len(keys(page=2)), len(keys(kind="x"))) == (25, 2, 25)


def test_the_list_says_that_it_is_empty_and_why(client, person):
    assert "Belum ada pemberitahuan" in text_of(client.get(LIST))
    tell(person)
    filtered = text_of(client.get(LIST, {"kind": "RETURNED"}))
    assert "Tidak ada pemberitahuan yang cocok" in filtered


def test_a_notice_of_an_agency_no_longer_seen_is_gone(client_for):
    assignment = MentorAssignmentFactory()
    mentor = assignment.mentor
    notice = tell(mentor, agency=assignment.agency)
    client = client_for(mentor)
    assert shown(client.get(LIST)) == ["a"]
    MentorAssignment.objects.update(ends_on=timezone.localdate() - timedelta(1))

    opened = client.post(reverse("accounts:notice_open", args=[notice.pk]))

    assert (shown(client.get(LIST)), text_of(client.get(BELL))) == ([], "")
    assert opened.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    client, person, count, django_assert_num_queries
):
    for number in range(count):
        tell(person, key=str(number), kind=NoticeKind.RETURNED, agency=person.agency)

    # user, unread, count, page, the agency in the menu
    with django_assert_num_queries(5):
        assert len(shown(client.get(LIST))) == count


def test_the_list_says_what_was_mailed(client, person):
    tell(person, kind=NoticeKind.RETURNED)
    digest = Mailing.objects.create(
        user=person, kind=DIGEST, day=timezone.localdate(), state=MailState.FAILED
    )
    tell(person, key="b")
    Notice.objects.filter(key="b").update(digest=digest)

    text = text_of(client.get(LIST))

    assert "Surel: menunggu" in text
    assert "Surel ringkasan: gagal" in text


def test_htmx_gets_the_list_alone_and_then_as_it_is_on_the_page(client, person):
    tell(person)

    part = client.get(LIST, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert text_of(part) in text_of(client.get(LIST))
    assert part.headers["HX-Trigger"] == '{"notices-shown": {}}'


# Reading


def test_opening_a_notice_marks_it_and_leads_to_its_page(client, person):
    notice = tell(person)

    response = client.post(reverse("accounts:notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/help/")
    assert notice.read_at is not None


def test_opening_again_keeps_the_first_time(client, person):
    notice = tell(person)
    address = reverse("accounts:notice_open", args=[notice.pk])
    client.post(address)
    first = Notice.objects.get().read_at

    client.post(address)

    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize("url", ["https://lain.example/", "//lain.example/"])
def test_a_notice_never_leads_out_of_the_portal(client, person, url):
    notice = tell(person, url=url)

    response = client.post(reverse("accounts:notice_open", args=[notice.pk]))

    assert response.url == LIST


def test_reading_leads_back_to_the_list_as_it_was(client, person):
    notice = tell(person)
    address = reverse("accounts:notice_read", args=[notice.pk])

    back = client.post(address, {"next": f"{LIST}?kind=SUBMITTED"})
    away = client.post(address, {"next": "https://lain.example/"})

    assert (back.url, away.url) == (f"{LIST}?kind=SUBMITTED", LIST)


@pytest.mark.parametrize("words", ["a b", "1", "accounts:mailings", "\0"])
def test_reading_leads_to_the_list_from_what_is_no_path(client, person, words):
    tell(person)

    assert client.post(ALL_READ, {"next": words}).url == LIST


def test_all_read_marks_one_s_own_alone(client, person):
    other = UserFactory()
    for key in "ab":
        tell(person, other, key=key)

    client.post(ALL_READ)

    assert not Notice.objects.filter(user=person, read_at=None).exists()
    assert Notice.objects.filter(user=other, read_at=None).count() == 2


def test_nobody_opens_or_reads_what_another_was_told(client, client_for):
    notice = tell(UserFactory())

    for name in ("accounts:notice_open", "accounts:notice_read"):
        assert client.post(reverse(name, args=[notice.pk])).status_code == 404

    notice.refresh_from_db()
    assert notice.read_at is None


# Preferences


def chosen(**changes):
    usual = {kind.value: Channel.DIGEST.value for kind in NoticeKind}
    return usual | changes


def test_preferences_begin_as_usual(client):
    form = client.get(PREFERENCES).context["form"]

    at_once = {name for name, field in form.fields.items() if field.initial != "DIGEST"}
    assert at_once == {"RETURNED", "MENTIONED", "DECIDED", "DETERMINED", "DEADLINE"}
    assert set(form.fields) == set(NoticeKind) - {NoticeKind.SECURITY}


def test_preferences_are_saved_with_an_event_of_what_changed(client, person):
    response = client.post(PREFERENCES, chosen(RETURNED="NONE", OPENED="IMMEDIATE"))
    client.post(PREFERENCES, chosen(RETURNED="NONE", OPENED="IMMEDIATE"))

    channels = channels_of(person)
    assert response.url == PREFERENCES
    assert channels[NoticeKind.RETURNED] is Channel.NONE
    assert channels[NoticeKind.OPENED] is Channel.IMMEDIATE
    assert channels[NoticeKind.DECIDED] is Channel.DIGEST
    event = AuditEvent.objects.get()
    assert event.verb == "notices.preferred"
    assert event.data["changes"]["Indikator dikembalikan"] == "Tidak dikirim"


def test_a_choice_that_is_none_is_refused(client, person):
    response = client.post(PREFERENCES, chosen(RETURNED="SMS"))

    assert response.status_code == 422
    assert "Indikator dikembalikan" in text_of(response)
    assert channels_of(person)[NoticeKind.RETURNED] is Channel.IMMEDIATE


# The record


@pytest.fixture
def auditor(client_for):
    return client_for(Role.AUDITOR)


def mailed(person, key, **fields):
    notice = tell(person, key=key, kind=NoticeKind.RETURNED)
    Mailing.objects.filter(notice=notice).update(**fields)
    return Mailing.objects.get(notice=notice)


def test_the_record_shows_to_whom_what_and_with_which_outcome(auditor):
    person = UserFactory(name="Kepala Dinas A", role=Role.OPD_HEAD)
    now = timezone.now()
    mailed(
        person, "a", state="SENT", sent_at=now, address="a@example.invalid",
        subject="Portal SPBE: Indikator dikembalikan", attempts=2,
    )  # fmt: skip
    mailed(person, "b", state="FAILED", reason="SMTPServerDisconnected", attempts=12)

    text = text_of(auditor.get(MAILINGS))

    assert "Kepala Dinas A<small" in text
    assert "Kepala perangkat daerah" in text
    assert "Portal SPBE: Indikator dikembalikan" in text
    assert "SMTPServerDisconnected" in text
    assert "2 surel" in text


def test_the_record_is_filtered(auditor):
    first, second = UserFactory(name="Pertama"), UserFactory(name="Kedua")
    mailed(first, "a", state="FAILED")
    mailed(second, "b")
    Mailing.objects.create(user=second, kind=DIGEST, day=timezone.localdate())

    def found(**query):
        page = auditor.get(MAILINGS, query).context["page"]
        return sorted((m.user.name, m.kind) for m in page.object_list)

    assert found(state="FAILED") == [("Pertama", "RETURNED")]
    assert found(kind=DIGEST) == [("Kedua", "DIGEST")]
    assert found(q="kedua") == [("Kedua", "DIGEST"), ("Kedua", "RETURNED")]
    assert found(q="tidak ada") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_takes_the_same_queries_for_any_number(
    auditor, count, django_assert_num_queries
):
    for number in range(count):
        mailed(UserFactory(), str(number))

    with django_assert_num_queries(3):  # user, count, page
        auditor.get(MAILINGS)
