"""DOCX: templates held to the list of fields, copies that say what was frozen."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from accounts.models import AuditEvent
from reports import actions, content, tasks
from reports.enums import JobStatus, Ranking, WordKind
from reports.models import WordCopy, WordTemplate
from reports.word import checking, contexts, defaults, fields, filling
from tests.factories import MentorAssignmentFactory, PlenarySessionFactory

pytestmark = pytest.mark.django_db


def docx(*paragraphs, header=""):
    file, written = Document(), io.BytesIO()
    for text in paragraphs:
        file.add_paragraph(text)
    if header:
        file.sections[0].header.paragraphs[0].text = header
    file.save(written)
    return written.getvalue()


def with_member(data, name, text=b"x", compressed=zipfile.ZIP_DEFLATED):
    written = io.BytesIO(data)
    with zipfile.ZipFile(written, "a", compressed) as packed:
        packed.writestr(name, text)
    return written.getvalue()


def words(data):
    file = Document(io.BytesIO(data))
    cells = [c.text for t in file.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in file.paragraphs), *cells])


def shape(value):
    """The names alone: what a template could say of it."""
    if isinstance(value, dict):
        return {name: shape(below) for name, below in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return ""


def same(found, listed):
    """Alike, but for lists that happen to be empty."""
    if isinstance(listed, dict):
        return set(found) == set(listed) and all(
            same(found[name], listed[name]) for name in listed
        )
    if isinstance(listed, list):
        return not found or same(found[0], listed[0])
    return isinstance(found, str)


@pytest.fixture
def report(determined, head, monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)
    monkeypatch.setattr("reports.actions.word.send_copy", lambda pk: None)
    document = actions.issue_report(determined[0], by=head)
    return actions.finish(actions.begin(document.pk), b"%PDF-1.7")


@pytest.fixture
def office(client_for, by):
    return client_for(by)


def send(client, data, kind="OPD_REPORT"):
    file = SimpleUploadedFile("templat.docx", data)
    return client.post(reverse("reports:templates"), {"kind": kind, "file": file})


# Fields


@pytest.mark.parametrize("kind", WordKind)
def test_the_own_template_names_known_fields_and_fills(kind):
    template = defaults.template(kind)

    checking.check(template, kind)

    text = words(filling.fill(template, fields.of(kind)))
    assert "{{" not in text
    assert "DINAS KOMUNIKASI DAN INFORMATIKA" in text


def test_the_list_has_what_documents_give(determined, by, head):
    stamp = content.stamp_of(actions.issue_report(determined[0], by=head))
    inputs = {
        WordKind.OPD_REPORT: content.report_inputs(determined[0]),
        WordKind.BERITA_ACARA: content.minutes_inputs(determined[1]),
        WordKind.RECAP: content.recap_inputs(
            determined[1].period, determined[1], Ranking.INDEX
        ),
        WordKind.PLENARY: content.plenary_inputs(
            PlenarySessionFactory(period=determined[1].period)
        ),
    }

    for kind, said in inputs.items():
        found = contexts.of_inputs(kind, said, stamp)
        assert same(found, fields.of(kind)), (kind, shape(found))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Indeks {{ indeks.akhr }}", "“indeks.akhr” ada di isi, paragraf 2: Indeks"),
        ("{{ opd }}", "Kolom yang tidak dikenal: “opd”"),
        ("{{ opd.nama.__class__.__mro__ }}", "tidak dikenal"),
        ("{{ ''.__class__ }}", "tidak dikenal"),
        ("{{ cycler.__init__.__globals__ }}", "tidak dikenal"),
        ("{{ range(9) }}", "tidak didukung: “call”"),
        ("{{ opd['nama'] }}", "tidak didukung: “getitem”"),
        ("{{ ringkasan * 99999 }}", "tidak didukung: “mul”"),
        ("{{ ringkasan|attr('x') }}", "tidak didukung: “attr”"),
        ("{% set x = 1 %}", "tidak didukung: “assign”"),
        ("{% import 'x' as y %}", "tidak didukung"),
        ("{% for b in ringkasan %}{{ b }}{% endfor %}", "Daftar yang tidak dikenal"),
        ("{% for b in bukti %}{{ b.nip }}{% endfor %}", "“b.nip”"),
        (
            "{% for a in bukti %}" * 3 + "x" + "{% endfor %}" * 3,
            "terlalu rumit",
        ),
        ("{% if x %}", "penulisan kolom keliru"),
        ("{{ opd.nama", "penulisan kolom keliru"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_its_place(text, said):
    with pytest.raises(checking.TemplateError) as refused:
        checking.check(docx("Judul", text), WordKind.OPD_REPORT)

    assert said in str(refused.value)


def test_a_field_in_the_header_is_held_to_the_list_too():
    with pytest.raises(checking.TemplateError, match="kepala halaman, paragraf 1"):
        checking.check(docx("Judul", header="{{ rahasia }}"), WordKind.OPD_REPORT)


def test_conditions_and_loops_are_open():
    template = docx(
        "{% if berita_acara.nomor %}{{ berita_acara.nomor|upper }}{% endif %}"
        "{% for b in bukti %}{{ loop.index }} {{ b.judul }}{% endfor %}"
        "{% if bukti %}ada{% else %}{{ triwulan }}{% endif %}"
    )

    checking.check(template, WordKind.OPD_REPORT)

    assert words(filling.fill(template, fields.of(WordKind.OPD_REPORT))) == (
        "045/BA/20261 SK Tim SPBEada"
    )


# Files


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_member(docx("x"), "word/vbaProject.bin"), "makro"),
        (with_member(docx("x"), "word/embeddings/oleObject1.bin"), "berkas lain"),
        (with_member(docx("x"), "word/a.xml", b"0" * 70 * 1024 * 1024), "rusak|besar"),
        (b"%PDF-1.7", "DOCX"),
        (b"PK\x03\x04" + b"0" * 200, "rusak|tidak"),
        (b"0" * (checking.MOST_BYTES + 1), "2 MB"),
    ],
)
def test_unsafe_files_are_refused(data, said):
    with pytest.raises(checking.TemplateError, match=said):
        checking.check(data, WordKind.OPD_REPORT)


def test_what_people_typed_stays_text():
    filled = filling.fill(docx("{{ ringkasan }}"), {"ringkasan": "<b>&{{ x }}\x0b</b>"})

    assert words(filled) == "<b>&{{ x }}</b>"


# Versions


def test_a_version_follows_the_other_and_none_changes(by):
    for text in ("Satu", "Dua"):
        actions.upload_template(
            WordKind.OPD_REPORT, docx(text), name="templat.docx", by=by
        )

    newest = actions.template_in_force(WordKind.OPD_REPORT)
    assert newest.version == 2
    assert words(bytes(newest.data)) == "Dua"
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        WordTemplate.objects.update(version=9)


def test_the_page_names_what_is_wrong_and_keeps_nothing(office):
    response = send(office, docx("{{ indeks.akhr }}"))

    assert response.status_code == 422
    assert "indeks.akhr" in response.content.decode()
    assert not WordTemplate.objects.exists()


def test_the_page_takes_a_template_and_gives_it_back(office):
    data = docx("Milik kantor {{ opd.nama }}")

    assert send(office, data).status_code == 302

    template = WordTemplate.objects.get()
    kept = office.get(reverse("reports:template_download", args=[template.pk]))
    sample = office.get(reverse("reports:template_sample", args=["OPD_REPORT"]))
    assert kept.content == data
    assert words(sample.content) == "Milik kantor Dinas Contoh"
    assert AuditEvent.objects.filter(verb="template.uploaded").count() == 1
    assert "versi 1" in office.get(reverse("reports:templates")).content.decode()


@pytest.mark.parametrize("name", ["template_sample", "template_default"])
def test_an_unknown_kind_has_no_template(office, name):
    assert office.get(reverse(f"reports:{name}", args=["X"])).status_code == 404


# Copies


def test_a_copy_says_what_the_document_froze(report, head):
    copy = actions.request_copy(report, by=head)

    tasks.copy(str(copy.pk))

    copy.refresh_from_db()
    text = words(bytes(copy.data))
    assert copy.state is JobStatus.DONE
    assert "Dinas Kelautan dan Perikanan".upper() in text
    assert "3,20" in text
    assert "19641215 199003 1 009" in text


def test_one_copy_for_one_template(report, head, by):
    first = actions.request_copy(report, by=head)
    tasks.copy(str(first.pk))
    again = actions.request_copy(report, by=head)
    actions.upload_template(
        WordKind.OPD_REPORT, docx("{{ opd.nama }}"), name="t.docx", by=by
    )
    other = actions.request_copy(report, by=head)
    tasks.copy(str(other.pk))

    other.refresh_from_db()
    assert again == first
    assert words(bytes(other.data)) == "Dinas Kelautan dan Perikanan"
    assert WordCopy.objects.count() == 2


def test_a_copy_made_twice_is_one(report, head):
    copy = actions.request_copy(report, by=head)
    for _ in range(2):
        tasks.copy(str(copy.pk))

    assert AuditEvent.objects.filter(verb="copy.made").count() == 1
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        WordCopy.objects.update(size=1)


def test_a_copy_that_fails_says_so_and_can_be_asked_again(report, head, monkeypatch):
    copy = actions.request_copy(report, by=head)
    monkeypatch.setattr("reports.word.filling.fill", lambda *a: 1 / 0)
    tasks.copy(str(copy.pk))
    copy.refresh_from_db()
    assert copy.state is JobStatus.FAILED
    monkeypatch.undo()
    monkeypatch.setattr("reports.actions.word.send_copy", lambda pk: None)

    tasks.copy(str(actions.request_copy(report, by=head).pk))

    copy.refresh_from_db()
    assert copy.is_done


def test_a_document_that_is_not_done_has_no_copy(determined, head, client_for):
    document = actions.issue_report(determined[0], by=head)

    response = client_for(head).post(
        reverse("reports:copy_create", args=[document.pk]), follow=True
    )

    assert "belum selesai" in response.content.decode()


def test_a_sheet_has_no_copy(determined, head):
    sheet = actions.issue_worksheet(determined[0], by=head)

    with pytest.raises(actions.ReportError, match="tidak tersedia"):
        actions.request_copy(sheet, by=head)


def test_the_page_leads_to_the_copy(report, head, client_for):
    client = client_for(head)
    client.post(reverse("reports:copy_create", args=[report.pk]))
    copy = WordCopy.objects.get()
    waiting = client.get(reverse("reports:copy_download", args=[copy.pk]))
    tasks.copy(str(copy.pk))

    page = client.get(reverse("reports:document", args=[report.pk])).content.decode()
    file = client.get(reverse("reports:copy_download", args=[copy.pk]))

    assert waiting.status_code == 404
    assert reverse("reports:copy_download", args=[copy.pk]) in page
    assert "3,20" in words(file.content)


def test_a_mentor_of_others_gets_no_copy(report, head, client_for):
    copy = actions.request_copy(report, by=head)
    tasks.copy(str(copy.pk))
    stranger = MentorAssignmentFactory().mentor

    response = client_for(stranger).get(
        reverse("reports:copy_download", args=[copy.pk])
    )

    assert response.status_code == 404


def test_the_clock_resumes_what_was_lost(report, head, monkeypatch):
    copy = actions.request_copy(report, by=head)
    WordCopy.objects.filter(pk=copy.pk).update(progressed_at="2026-01-01T00:00Z")
    sent = []
    monkeypatch.setattr("reports.actions.word.send_copy", sent.append)

    assert actions.resume_copies() == 1
    assert sent == [str(copy.pk)]
