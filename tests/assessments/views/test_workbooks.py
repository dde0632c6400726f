"""The pages of the workbook: download, upload, preview, applying, dropping."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.enums import Decision
from assessments.models import AnswerRevision, WorkbookImport
from assessments.models.answers import TEXT_MAX
from lib import workbooks
from tests.assessments.workbooks import edited
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(quarter, client_for):
    return client_for(quarter.member)


@pytest.fixture
def download(quarter, client):
    def get():
        address = reverse("assessments:workbook", args=[quarter.assessment.pk])
        return client.get(address).content

    return get


@pytest.fixture
def upload(quarter, client):
    def post(data, name="isian.xlsx"):
        address = reverse("assessments:import", args=[quarter.assessment.pk])
        return client.post(address, {"file": SimpleUploadedFile(name, data)})

    return post


@pytest.fixture
def imported(upload):
    """The import that an upload makes."""

    def make(data):
        response = upload(data)
        assert response.status_code == 302, response.content.decode()
        return WorkbookImport.objects.latest("uploaded_at")

    return make


def preview_address(kept):
    return reverse("assessments:import_preview", args=[kept.pk])


def apply(client, kept, **choices):
    """Press the button of the preview as it stands now, with these choices."""
    shown = client.get(preview_address(kept)).context["preview"]
    return press(client, kept, shown, **choices)


def press(client, kept, shown, **choices):
    seen = {row.seen_key: row.answer.version for row in shown.changes}
    chosen = {f"use-{key.replace('__', '-')}": v for key, v in choices.items()}
    address = reverse("assessments:import_apply", args=[kept.pk])
    return client.post(address, seen | chosen)


def stands(quarter, code):
    answer = quarter.answer(code)
    return answer.self_level, answer.facts, answer.analysis


# Download


def test_download_is_named_after_quarter_and_agency(quarter, client):
    address = reverse("assessments:workbook", args=[quarter.assessment.pk])

    response = client.get(address)

    period = quarter.assessment.period
    name = f"Lembar_kerja_SPBE_{period.year}-TW{period.quarter}_1-02.xlsx"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(b"PK")


def test_download_takes_few_queries(quarter, client, django_assert_max_num_queries):
    address = reverse("assessments:workbook", args=[quarter.assessment.pk])
    client.get(address)

    with django_assert_max_num_queries(8):
        client.get(address)


# Upload and preview


def test_preview_shows_changes_and_applies_nothing(quarter, client, download, imported):
    quarter.save("I1", 3, facts="SK nomor 1 tahun 2026.")
    quarter.save("I2", 2)
    data = edited(download(), I1={"self_level": 4, "facts": "SK nomor 2 tahun 2026."})

    kept = imported(data)
    response = client.get(preview_address(kept))

    shown = response.context["preview"]
    assert (shown.plain, shown.conflicts, shown.unchanged) == (2, 0, 2)
    text = response.content.decode()
    assert "Isian!F6" in text
    assert "<del>1</del>" in text
    assert "<ins>2</ins>" in text
    assert "Terapkan <span" in text
    assert stands(quarter, "I1")[:2] == (3, "SK nomor 1 tahun 2026.")
    assert kept.file_name == "isian.xlsx"
    assert kept.file_sha256 == workbooks.digest(io.BytesIO(data))


def test_row_errors_are_listed_with_their_cells(quarter, client, download, imported):
    data = edited(download(), I1={"self_level": 7}, I2={"self_level": 2})

    response = client.get(preview_address(imported(data)))

    assert "Isian!F6: tingkat 7 di luar 1 sampai 5" in response.content.decode()
    assert response.context["preview"].plain == 1


def test_preview_is_for_people_of_the_agency(
    quarter, client, client_for, download, imported
):
    kept = imported(edited(download(), I1={"self_level": 4}))
    colleague = UserFactory(role=Role.OPD_MEMBER, agency=quarter.assessment.agency)
    stranger = UserFactory(role=Role.OPD_MEMBER)

    assert client_for(colleague).get(preview_address(kept)).status_code == 200
    assert client_for(stranger).get(preview_address(kept)).status_code == 404
    assert client_for(quarter.mentor).get(preview_address(kept)).status_code == 403


def test_pending_import_is_listed_for_a_day(quarter, client, download, imported):
    kept = imported(edited(download(), I1={"self_level": 4}))
    page = reverse("assessments:import", args=[quarter.assessment.pk])
    overview = reverse("assessments:detail", args=[quarter.assessment.pk])

    assert preview_address(kept) in client.get(page).content.decode()
    assert preview_address(kept) in client.get(overview).content.decode()

    WorkbookImport.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))

    assert preview_address(kept) not in client.get(page).content.decode()
    response = client.get(preview_address(kept), follow=True)
    assert "lewat 24 jam" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Berkas tidak dapat dibaca."),
        (b"%PDF-1.7", "Berkas tidak dapat dibaca."),
        (b"PK\x03\x04\x00\x00", "Berkas tidak dapat dibaca."),
        (b"0" * (workbooks.FILE_MAX + 1), "Berkas melebihi 5 MB."),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(upload, data, sentence):
    response = upload(data)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert WorkbookImport.objects.count() == 0


def test_upload_that_the_server_stopped_is_said_to_be_too_large(upload, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024

    response = upload(b"0" * 1_300_000)

    assert response.status_code == 413
    assert "Berkas melebihi 5 MB." in response.content.decode()


def test_upload_without_a_file_is_refused(quarter, client):
    address = reverse("assessments:import", args=[quarter.assessment.pk])

    response = client.post(address)

    assert response.status_code == 422
    assert "Pilih berkas lembar kerja." in response.content.decode()


def test_upload_to_a_locked_assessment_is_refused(quarter, download, upload):
    data = download()
    quarter.fill().submit()

    response = upload(data)

    assert response.status_code == 409
    assert "Isian terkunci" in response.content.decode()
    assert WorkbookImport.objects.count() == 0


def test_upload_after_the_deadline_is_refused(quarter, download, upload):
    data = download()
    period = quarter.assessment.period
    period.filling_until = timezone.now() - timedelta(minutes=1)
    period.save()

    response = upload(data)

    assert response.status_code == 409
    assert "sudah lewat" in response.content.decode()


# Applying


def test_apply_saves_every_change_with_its_trail(quarter, client, download, imported):
    quarter.save("I1", 3)
    data = edited(
        download(),
        I1={"self_level": 4},
        I3={"self_level": "2,0", "facts": "=Fakta", "analysis": "Analisis\nbaru"},
    )
    kept = imported(data)

    response = apply(client, kept)

    assert response.status_code == 302
    assert stands(quarter, "I1") == (4, "SK nomor 1.", "Memenuhi kriteria.")
    assert stands(quarter, "I3") == (2, "=Fakta", "Analisis\nbaru")
    assert quarter.answer("I2").version == 0
    assert AnswerRevision.objects.filter(answer=quarter.answer("I1")).count() == 2
    event = AuditEvent.objects.get(verb="workbook.applied")
    assert event.data == {"sha256": kept.file_sha256, "indicators": ["I1", "I3"]}
    assert AuditEvent.objects.filter(verb="answer.saved").count() == 3
    kept.refresh_from_db()
    assert kept.applied_at is not None


def test_apply_twice_applies_once(quarter, client, download, imported):
    kept = imported(edited(download(), I1={"self_level": 4}))
    shown = client.get(preview_address(kept)).context["preview"]

    press(client, kept, shown)
    response = press(client, kept, shown)

    assert response.status_code == 302
    assert quarter.answer("I1").version == 1
    assert AuditEvent.objects.filter(verb="workbook.applied").count() == 1


def test_conflict_keeps_the_saved_text_unless_chosen(
    quarter, client, download, imported
):
    quarter.save("I1", 3, facts="lama", analysis="lama")
    data = edited(download(), I1={"facts": "berkas", "analysis": "berkas"})
    quarter.save("I1", 3, facts="rekan", analysis="rekan")
    kept = imported(data)

    shown = client.get(preview_address(kept)).context["preview"]
    assert (shown.plain, shown.conflicts) == (0, 2)
    response = apply(client, kept)
    assert response.status_code == 409
    assert "Tidak ada perubahan yang dipilih." in response.content.decode()

    apply(client, kept, I1__facts="file", I1__analysis="saved")

    assert stands(quarter, "I1") == (3, "berkas", "rekan")


def test_field_that_the_file_left_alone_is_no_conflict(
    quarter, client, download, imported
):
    quarter.save("I1", 3, facts="lama", analysis="lama")
    data = edited(download(), I1={"analysis": "berkas"})
    quarter.save("I1", 4, facts="rekan", analysis="lama")
    kept = imported(data)

    shown = client.get(preview_address(kept)).context["preview"]
    assert (shown.plain, shown.conflicts) == (1, 0)
    apply(client, kept)

    assert stands(quarter, "I1") == (4, "rekan", "berkas")


def test_save_between_preview_and_apply_comes_back_as_conflict(
    quarter, client, download, imported
):
    kept = imported(edited(download(), I1={"facts": "berkas"}, I2={"self_level": 2}))
    shown = client.get(preview_address(kept)).context["preview"]
    quarter.save("I1", 5, facts="rekan")

    response = press(client, kept, shown)

    assert response.status_code == 409
    assert "Isian berubah sejak halaman ini dibuka" in response.content.decode()
    assert response.context["preview"].conflicts == 1
    assert stands(quarter, "I1")[1] == "rekan"
    assert quarter.answer("I2").self_level is None


def test_apply_is_all_or_nothing(quarter, download, imported):
    kept = imported(edited(download(), I1={"self_level": 4}, I2={"self_level": 2}))
    entries = [
        actions.Entry(quarter.answer(code), version, 2, "", "")
        for code, version in (("I1", 0), ("I2", 0))
    ]
    quarter.save("I2", 5)

    with pytest.raises(actions.AnswerConflict):
        actions.apply_import(kept, entries, by=quarter.member)

    assert quarter.answer("I1").version == 0
    kept.refresh_from_db()
    assert kept.is_pending


def test_emptying_needs_a_tick(quarter, client, download, imported):
    quarter.save("I1", 3, facts="lama")
    data = edited(download(), I1={"self_level": None, "facts": "baru"})
    kept = imported(data)

    text = client.get(preview_address(kept)).content.decode()
    assert "Ya, kosongkan Tingkat mandiri" in text
    apply(client, kept)
    assert stands(quarter, "I1")[:2] == (3, "baru")

    kept = imported(data)
    apply(client, kept, I1__self_level="file")
    assert stands(quarter, "I1")[0] is None


def test_accepted_indicator_is_named_and_left_alone(
    quarter, client, download, imported
):
    quarter.fill().submit()
    quarter.review(I1=(Decision.RETURNED, None, "Bukti kurang.")).close()
    data = edited(download(), I1={"self_level": 2}, I2={"self_level": 5})

    kept = imported(data)
    response = client.get(preview_address(kept))

    assert (
        "Sudah diterima pendamping atau diisi penanggung jawabnya"
        in response.content.decode()
    )
    assert [row.indicator.code for row in response.context["preview"].locked] == ["I2"]
    apply(client, kept)
    assert stands(quarter, "I1")[0] == 2
    assert stands(quarter, "I2")[0] == 2


def test_apply_after_the_head_submitted_is_refused(quarter, client, download, imported):
    kept = imported(edited(download(), I1={"facts": "berkas"}))
    shown = client.get(preview_address(kept)).context["preview"]
    quarter.fill().submit()

    response = press(client, kept, shown)

    assert response.status_code == 409
    assert stands(quarter, "I1")[1] == "SK nomor 1."


@pytest.mark.parametrize("seen", ["", "x", "9" * 400, "\x00", "-1"])
def test_forged_choices_are_no_fault_of_the_server(
    quarter, client, download, imported, seen
):
    kept = imported(edited(download(), I1={"self_level": 4}))
    address = reverse("assessments:import_apply", args=[kept.pk])

    response = client.post(address, {"seen-I1": seen, "use-I1-facts": "\x00"})

    assert response.status_code == 409
    assert quarter.answer("I1").version == 0


def test_longest_texts_pass(quarter, client, download, imported):
    kept = imported(edited(download(), I1={"facts": "a " * (TEXT_MAX // 2 - 1) + "bc"}))

    assert client.get(preview_address(kept)).status_code == 200
    apply(client, kept)
    assert len(stands(quarter, "I1")[1]) == TEXT_MAX


# Dropping


def test_dropped_import_is_gone(quarter, client, download, imported):
    kept = imported(edited(download(), I1={"self_level": 4}))
    shown = client.get(preview_address(kept)).context["preview"]
    address = reverse("assessments:import_drop", args=[kept.pk])

    assert client.post(address).status_code == 302
    client.post(address)
    press(client, kept, shown)

    assert quarter.answer("I1").version == 0
    assert AuditEvent.objects.filter(verb="workbook.dropped").count() == 1
