"""The pages of a determination: conditions, correction, recomputation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from assessments import actions
from assessments.enums import Gate
from assessments.models import CorrectedLevel, Correction, Determination
from tests.assessments.conftest import Quarter
from tests.assessments.views.test_periods import DETERMINED
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WHY = {"reason": "Salah salin.", "source": "LHP Nomor 7"}


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture
def determined(quarter):
    quarter.verify().finalise().determine()
    return quarter


def prepared(quarter, *codes):
    correction = actions.prepare_correction(
        quarter.assessment.period, **WHY, by=quarter.secretary
    )
    for code in codes or ("I1",):
        actions.add_corrected_level(
            correction, quarter.answer(code), level=4, **WHY, by=quarter.secretary
        )
    return correction


def test_a_correction_from_the_first_page_to_the_new_number(determined, client_for):
    secretary = client_for(determined.secretary)
    assessor = client_for(determined.assessor)
    first = Determination.objects.get()

    begun = secretary.post(page("correct", first.pk), WHY)
    correction = Correction.objects.get()
    assert begun.url == page("correction", correction.pk)
    offered = secretary.get(begun.url, {"assessment": determined.assessment.pk})
    assert "1. Arsitektur (tingkat 3)" in offered.content.decode()
    document = DocumentFactory(agency=determined.assessment.agency, title="LHP")
    added = secretary.post(
        page("correction_add", correction.pk, determined.assessment.pk),
        {
            "answer": determined.answer("I1").pk,
            "level": "4",
            "document": document.pk,
            **WHY,
        },
    )
    assert added.url == begun.url
    line = CorrectedLevel.objects.get()
    assert (line.old_level, line.level, line.version) == (3, 4, document.current)

    seen = assessor.get(begun.url)
    text = seen.content.decode()
    assert "3,60" in text
    assert "4,00" in text
    assessor.post(
        page("correction_approve", correction.pk),
        {"mark": seen.context["desk"].mark, "confirm": "on"},
    )
    period = determined.assessment.period
    determine = page("determine", period.year, period.quarter)
    shown = secretary.get(determine)
    assert "Penetapan ini membetulkan hasil" in shown.content.decode()
    assert "reason" not in shown.context["form"].fields
    done = secretary.post(
        determine,
        DETERMINED | {"number": "2/BA", "seen": shown.context["desk"].sha256},
    )

    made = Determination.objects.get(number="2/BA")
    assert done.url == page("determination", made.pk)
    assert made.correction == correction
    new = secretary.get(done.url).content.decode()
    assert "Tingkat yang dibetulkan" in new
    assert "LHP Nomor 7" in new
    old = secretary.get(page("determination", first.pk)).content.decode()
    assert "Diganti oleh" in old
    assert "Betulkan hasil" not in old
    own = client_for(determined.head).get(page("results", determined.assessment.pk))
    text = own.content.decode()
    for words in ("Riwayat penetapan", "2/BA", first.number, "Salah salin.", "Diganti"):
        assert words in text
    answer = client_for(determined.head).get(page("answer", line.answer_id))
    assert "Tingkat akhir dibetulkan" in answer.content.decode()


def test_a_form_without_source_keeps_what_was_typed(determined, client_for):
    secretary = client_for(determined.secretary)
    first = Determination.objects.get()

    refused = secretary.post(page("correct", first.pk), {"reason": "Salah salin."})

    assert refused.status_code == 422
    assert "Salah salin." in refused.content.decode()
    assert list(refused.context["form"].errors) == ["source"]
    assert not Correction.objects.exists()


def test_a_line_that_is_refused_keeps_what_was_typed(determined, client_for):
    correction = prepared(determined, "I2")

    refused = client_for(determined.secretary).post(
        page("correction_add", correction.pk, determined.assessment.pk),
        {"answer": determined.answer("I1").pk, "level": "3", **WHY},
    )

    assert refused.status_code == 422
    assert "sudah 3" in refused.content.decode()
    assert "Salah salin." in refused.content.decode()


def test_a_document_of_another_agency_is_no_source(determined, client_for):
    correction = prepared(determined, "I2")
    foreign = DocumentFactory()

    refused = client_for(determined.secretary).post(
        page("correction_add", correction.pk, determined.assessment.pk),
        {
            "answer": determined.answer("I1").pk,
            "level": "4",
            "document": foreign.pk,
            **WHY,
        },
    )

    assert list(refused.context["form"].errors) == ["document"]


def test_an_assessor_refuses_and_the_secretariat_withdraws(determined, client_for):
    correction = prepared(determined)
    refused = client_for(determined.assessor).post(
        page("correction_refuse", correction.pk), {"reason": "Belum terbukti."}
    )
    assert refused.url == page("correction", correction.pk)
    correction.refresh_from_db()
    assert correction.dropped_reason == "Belum terbukti."

    other = prepared(determined)
    client = client_for(determined.secretary)
    assert client.post(page("correction_drop", other.pk)).status_code == 422
    client.post(page("correction_drop", other.pk), {"reason": "Ganti."})
    other.refresh_from_db()
    assert other.dropped_by == determined.secretary


def test_a_stale_approval_is_refused(determined, client_for):
    correction = prepared(determined)

    refused = client_for(determined.assessor).post(
        page("correction_approve", correction.pk), {"mark": "0" * 64, "confirm": "on"}
    )

    assert refused.status_code == 422
    assert "berubah sejak" in refused.content.decode()


def test_no_one_of_the_own_agency_is_offered_the_decision(determined, client_for):
    kin = UserFactory(role=Role.ASSESSOR, agency=determined.assessment.agency)

    text = client_for(kin).get(page("correction", prepared(determined).pk))

    assert "bukan Anda yang memutus" in text.content.decode()


def test_a_line_is_removed(determined, client_for):
    line = prepared(determined).levels.get()

    client_for(determined.secretary).post(page("correction_remove", line.pk))

    assert not CorrectedLevel.objects.exists()


def test_a_changed_result_is_shown_again_with_its_new_hash(quarter, client_for):
    quarter.verify().finalise()
    period = quarter.assessment.period
    url = page("determine", period.year, period.quarter)

    refused = client_for(quarter.secretary).post(url, DETERMINED | {"seen": "0" * 64})

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Hasil berubah sejak halaman ini dibuka" in text
    assert f'value="{refused.context["desk"].sha256}"' in text
    assert not Determination.objects.exists()


def test_figures_are_worked_out_again_on_request(determined, client_for):
    made = Determination.objects.get()
    client = client_for(Role.AUDITOR)

    before = client.get(page("determination", made.pk)).content.decode()
    after = client.get(page("determination", made.pk), {"check": "1"})

    assert "Cocok" not in before
    assert after.context["check"].holds
    assert "1 perangkat daerah dan 3 indikator dihitung ulang" in " ".join(
        after.content.decode().split()
    )


def test_conditions_say_what_blocks_and_what_to_look_at(quarter, client_for):
    quarter.fill().submit()
    period = quarter.assessment.period

    shown = client_for(quarter.secretary).get(
        page("determine", period.year, period.quarter)
    )

    gates = {c.title: c.gate for c in shown.context["desk"].conditions}
    assert gates["Ada hasil yang ditetapkan"] is Gate.BLOCKED
    assert gates["Jawaban diputus pendamping"] is Gate.WARNED
    assert gates["Semua perangkat daerah final"] is Gate.WARNED
    assert gates["Satu versi instrumen"] is Gate.PASSED
    assert shown.context["desk"].sha256 == ""


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_the_same_queries_for_any_number(count, client_for):
    period = PeriodFactory()
    for _ in range(count):
        quarter = Quarter(AssessmentFactory(period=period, agency=AgencyFactory()))
        quarter.verify().finalise()
    made = quarter.determine()
    correction = prepared(quarter, *("I1", "I2", "I3")[:count])
    actions.approve_correction(
        correction,
        mark=actions.mark_of(correction.levels.all()),
        by=quarter.assessor,
    )
    client = client_for(quarter.secretary)

    found = {
        name: queries_of(client, page(name, *args))
        for name, args in (
            ("determination", [made.pk]),
            ("correction", [correction.pk]),
            ("determine", [period.year, period.quarter]),
            ("results", [quarter.assessment.pk]),
        )
    }

    assert found == {
        "determination": 5,
        "correction": 14,
        "determine": 20,
        "results": 4,
    }
