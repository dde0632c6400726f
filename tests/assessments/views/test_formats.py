import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.actions import AssessmentError
from assessments.format_desk import formats_at, instrument_in_use
from assessments.models import IndicatorFormat
from evidence import actions as library
from tests.factories import DocumentFactory

FORMATS = reverse("assessments:formats")


@pytest.fixture
def minutes(db):
    return DocumentFactory(agency=None, kind="FORMAT", title="Format notulen")


def attach(document, *codes, by):
    instrument = instrument_in_use()
    return actions.attach_format(
        document, instrument=instrument, indicators=codes, by=by
    )


def last_event():
    return AuditEvent.objects.order_by("-position").first()


@pytest.mark.parametrize("who", ["mentor", "secretary"])
def test_a_format_is_offered_at_its_indicators(quarter, minutes, client_for, who):
    client = client_for(getattr(quarter, who))

    response = client.post(
        FORMATS, {"document": minutes.pk, "indicators": ["I1", "I3"]}
    )

    assert response.url == FORMATS
    rows = IndicatorFormat.objects.order_by("indicator_code")
    assert [row.indicator_code for row in rows] == ["I1", "I3"]
    assert last_event().verb == "format.attached"
    assert last_event().data["indicators"] == ["I1", "I3"]
    shown = client.get(FORMATS).content.decode()
    assert shown.count("Lepas Format notulen") == 2


def test_an_agency_downloads_the_format_at_the_indicator(quarter, minutes, client_for):
    attach(minutes, "I1", by=quarter.mentor)
    client = client_for(quarter.member)

    def page(code):
        address = reverse("assessments:answer", args=[quarter.answer(code).pk])
        return client.get(address).content.decode()

    download = reverse("evidence:download", args=[minutes.current_id])
    assert "Format dan contoh dokumen" in page("I1")
    assert download in page("I1")
    assert "Format dan contoh dokumen" not in page("I3")


def test_attaching_again_changes_nothing_and_adds_what_is_new(quarter, minutes):
    attach(minutes, "I1", by=quarter.mentor)

    added = attach(minutes, "I1", "I2", by=quarter.mentor)

    assert [row.indicator_code for row in added] == ["I2"]
    assert attach(minutes, "I1", by=quarter.mentor) == []


def test_only_formats_of_the_province_and_known_indicators(quarter, minutes):
    by = quarter.mentor
    with pytest.raises(AssessmentError, match="berjenis format"):
        attach(DocumentFactory(kind="FORMAT"), "I1", by=by)
    with pytest.raises(AssessmentError, match="berjenis format"):
        attach(DocumentFactory(agency=None, kind="DECREE"), "I1", by=by)
    with pytest.raises(AssessmentError, match="Pilih indikator"):
        attach(minutes, "I99", by=by)
    library.withdraw(minutes, reason="Lama", by=by)
    with pytest.raises(AssessmentError, match="sudah ditarik"):
        attach(minutes, "I1", by=by)


def test_a_format_that_is_detached_stays_in_the_history(quarter, minutes, client_for):
    (row,) = attach(minutes, "I1", by=quarter.mentor)
    client = client_for(quarter.mentor)
    address = reverse("assessments:format_detach", args=[row.pk])

    client.post(address)
    again = client.post(address, follow=True).content.decode()

    assert formats_at("kecil", "I1") == []
    assert "Pernah ditawarkan" in again
    assert "sudah dilepas dari indikator itu" in again
    assert last_event().verb == "format.detached"


def test_a_withdrawn_format_is_offered_no_more(quarter, minutes):
    attach(minutes, "I1", by=quarter.mentor)

    library.withdraw(minutes, reason="Lama", by=quarter.mentor)

    assert formats_at("kecil", "I1") == []


def test_refused_input_is_said(quarter, minutes, client_for):
    client = client_for(quarter.mentor)

    empty = client.post(FORMATS, {})
    foreign = client.post(FORMATS, {"document": "x", "indicators": ["I99"]})

    assert (empty.status_code, foreign.status_code) == (422, 422)
    assert "Pilih format." in empty.content.decode()


def test_the_desk_before_the_first_quarter_says_so(db, client_for):
    page = client_for(Role.SECRETARIAT).get(FORMATS).content.decode()

    assert "Belum ada triwulan" in page


def test_the_desk_costs_the_same_for_one_and_many(
    quarter, minutes, client_for, django_assert_num_queries
):
    client = client_for(quarter.mentor)
    attach(minutes, "I1", by=quarter.mentor)
    client.get(FORMATS)
    with django_assert_num_queries(5):
        client.get(FORMATS)
    for _ in range(3):
        another = DocumentFactory(agency=None, kind="FORMAT")
        attach(another, "I1", "I2", "I3", by=quarter.mentor)

    with django_assert_num_queries(5):
        client.get(FORMATS)
