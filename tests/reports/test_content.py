"""Documents as dataclasses: what they say, before any page or sheet."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.models import Citation, Objection
from reports import actions, content
from reports.codes import read_code
from reports.content import desk, tpp_desk, verification
from reports.content.narrative import listed
from reports.content.shared import Quarter, Triple
from reports.content.sheet import example
from reports.enums import JobStatus, NotFinal, Standing
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)
from tests.reports.builders import (
    determine,
    determined_quarter,
    fill,
    final_assessment,
    secretary,
    sheet_of,
)

pytestmark = pytest.mark.django_db


def report_of(assessment):
    return content.read_report(content.report_inputs(assessment))


def next_quarter(assessment, **levels):
    period = PeriodFactory(year=2026, quarter=2, version=assessment.version)
    return final_assessment(period, assessment.agency, **levels)


# Shared


def test_quarter_knows_its_days_and_the_next():
    quarter = Quarter(2025, 4)

    assert (quarter.starts_on, quarter.ends_on) == (
        date(2025, 10, 1),
        date(2025, 12, 31),
    )
    assert quarter.following == Quarter(2026, 1)
    assert (quarter.title, quarter.short_title) == (
        "Triwulan IV Tahun 2025",
        "TW IV 2025",
    )


@pytest.mark.parametrize(
    ("values", "best", "change"),
    [
        ((None, None, None), None, None),
        ((4, None, None), 4, None),
        ((4, 3, None), 3, -1),
        ((4, 3, 4), 4, 0),
    ],
)
def test_triple_takes_the_latest_value(values, best, change):
    triple = Triple(*(None if v is None else Decimal(v) for v in values))

    assert (triple.best, triple.change) == (best, change)


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a dan b"), (["a", "b", "c"], "a, b, dan c")],
)
def test_listed(words, text):
    assert listed(words) == text


# The report


def test_report_of_a_determined_result(determined):
    report = report_of(determined[0])

    assert (report.value, report.predicate, report.is_draft) == (
        Decimal("3.20"),
        "Baik",
        False,
    )
    assert report.index == Triple(Decimal("4.00"), Decimal("3.20"), Decimal("3.20"))
    assert report.decision.number == "2026/BA/1/0"
    assert report.instrument.label == "Instrumen rujukan, belum ditetapkan"
    assert [branch.number for branch in report.branches] == ["I", "1", "II", "2"]
    assert [branch.values.final for branch in report.domains] == [
        Decimal("3.33"),
        Decimal("3.00"),
    ]


def test_report_names_what_lowered_the_index(determined):
    assert report_of(determined[0]).summary == (
        (
            "Indeks SPBE Dinas Kelautan dan Perikanan pada Triwulan I 2026 adalah 3,20 dengan "
            "predikat Baik."
        ),
        "Belum ada hasil triwulan terdahulu sebagai pembanding.",
        (
            "Selisih nilai mandiri dan nilai akhir sebesar −0,80 poin berasal dari indikator "  # noqa: RUF001 the minus of the report
            "1 dan 3."
        ),
        (
            "Dari 3 indikator, 1 berada pada tingkat 4 atau lebih dan 0 pada tingkat 2 atau "
            "kurang."
        ),
    )


def test_report_compares_with_the_last_determined_quarter(determined):
    assessment = next_quarter(determined[0], claimed="444", final="444")
    determine(assessment.period)

    report = report_of(assessment)

    assert (report.previous.index, report.change) == (Decimal("3.20"), Decimal("0.80"))
    assert [branch.change for branch in report.aspects] == [
        Decimal("0.67"),
        Decimal("1.00"),
    ]
    assert report.summary[1:3] == (
        (
            "Indeks naik 0,80 poin dari Triwulan I 2026 dan predikat berubah dari Baik menjadi "
            "Sangat Baik."
        ),
        "Kenaikan terbesar ada pada aspek Layanan publik (+1,00) dan Perencanaan (+0,67).",
    )
    assert [point.label for point in report.points] == ["TW I", "TW II"]


@pytest.mark.parametrize(
    ("final", "sentence"),
    [
        (
            "343",
            "Indeks tetap dibandingkan dengan Triwulan I 2026 dan predikat tetap Baik.",
        ),
        (
            "222",
            (
                "Indeks turun 1,20 poin dari Triwulan I 2026 dan predikat berubah dari Baik "
                "menjadi Cukup."
            ),
        ),
    ],
)
def test_report_says_that_the_index_stayed_or_fell(determined, final, sentence):
    assessment = next_quarter(determined[0], claimed="444", final=final)
    determine(assessment.period)

    assert report_of(assessment).summary[1] == sentence


def test_report_says_when_instruments_differ(determined):
    period = PeriodFactory(year=2026, quarter=2, version=small_version("lain"))
    assessment = final_assessment(period, determined[0].agency)
    determine(period)

    report = report_of(assessment)

    assert not report.is_comparable
    assert "instrumen yang berbeda" in report.summary[1]
    assert [branch.previous for branch in report.aspects] == [None, None]


@pytest.mark.parametrize(
    ("sides", "label", "mark", "value"),
    [
        (("345",), "Indeks SPBE mandiri", "Mandiri", "4.00"),
        (("444", "343"), "Indeks SPBE terverifikasi", "Terverifikasi", "3.20"),
        (("444", "444", "343"), "Indeks SPBE belum ditetapkan", "Akhir", "3.20"),
    ],
)
def test_draft_shows_the_latest_complete_side(agency, sides, label, mark, value):
    report = report_of(fill(AssessmentFactory(agency=agency), *sides))

    assert (report.is_draft, report.value_label, report.mark, report.value) == (
        True,
        label,
        mark,
        Decimal(value),
    )


def test_draft_that_is_incomplete_has_no_index(agency):
    report = report_of(AssessmentFactory(agency=agency))

    assert (report.value, report.predicate, report.rank) == (None, "", 0)
    assert report.summary == (
        (
            "Penilaian belum lengkap: 3 dari 3 indikator belum memiliki tingkat, sehingga "
            "indeks belum dapat dihitung."
        ),
    )


def test_report_says_when_nothing_was_lowered(agency):
    assessment, _ = determined_quarter(agency=agency, claimed="555", final="555")

    report = report_of(assessment)

    assert "Nilai mandiri dan nilai akhir sama pada semua indikator." in report.summary
    assert report.steps == ()


def test_report_recommends_the_next_level_with_evidence(agency, head):
    assessment = fill(AssessmentFactory(agency=agency), "124")
    document = DocumentFactory(agency=agency, title="SK Arsitektur")
    answer = assessment.answers.get(indicator__code="I1")
    Citation.objects.create(
        answer=answer, document=document, version=document.current, cited_by=head
    )

    report = report_of(assessment)

    first = report.steps[0]
    assert (first.leaf.code, first.leaf.next, first.leaf.next_text) == (
        "I1",
        2,
        "Kriteria 2",
    )
    assert (first.leaf.needs, first.cited) == (
        ("Dokumen arsitektur",),
        ("SK Arsitektur",),
    )
    assert first.leaf.gain == Decimal("0.400")
    assert [item.sha256 for item in report.evidence] == [document.current.sha256]
    assert [len(j.strengths) for j in report.judgements] == [0, 1]
    assert [len(j.weaknesses) for j in report.judgements] == [2, 0]


def test_report_knows_the_next_deadline(determined):
    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)

    assert report_of(determined[0]).next_due == period.filling_until.date()


# Berita Acara


@pytest.fixture
def minutes(agency):
    period = PeriodFactory(year=2026, quarter=1)
    assessment = final_assessment(period, agency)
    final_assessment(period, AgencyFactory(code="1.30", name="Badan A"), "555", "555")
    AssessmentFactory(period=period, agency=AgencyFactory(code="1.40", name="Badan B"))
    by = secretary()
    Objection.objects.create(
        answer=assessment.answers.first(),
        reason="Keberatan.",
        raised_by=by,
        outcome="KEPT",
        decision_reason="Tetap.",
        decided_at=timezone.now(),
        decided_by=by,
    )
    return content.read_minutes(content.minutes_inputs(determine(period)))


def test_minutes_name_who_is_final_and_who_is_not(minutes):
    assert [line.name for line in minutes.final] == [
        "Dinas Kelautan dan Perikanan",
        "Badan A",
    ]
    assert [(line.name, line.index.final) for line in minutes.not_final] == [
        ("Badan B", None)
    ]


def test_minutes_recap_and_mean(minutes):
    assert (minutes.mean, minutes.mean_predicate) == (Decimal("4.10"), "Sangat Baik")
    assert minutes.recap == (
        ("Memuaskan", 1),
        ("Sangat Baik", 0),
        ("Baik", 1),
        ("Cukup", 0),
        ("Kurang", 0),
    )
    assert (minutes.highest.name, minutes.lowest.name) == (
        "Badan A",
        "Dinas Kelautan dan Perikanan",
    )


def test_minutes_list_corrections_objections_and_people(minutes):
    assert [(c.number, c.reason) for c in minutes.corrections] == [
        ("1", "Bukti belum memadai."),
        ("3", "Bukti belum memadai."),
    ]
    assert (minutes.raised, minutes.accepted, minutes.refused) == (1, 0, 1)
    assert minutes.attended_by == ("Tim koordinasi SPBE", "Tim pendamping")
    assert minutes.blocks[0].nip == "196412151990031009"


def test_minutes_without_signatories_leave_the_seats_open(minutes):
    inputs = content.minutes_inputs(determined_quarter(2025, 4)[1])
    inputs["determination"] |= {"signatories": []}

    blocks = content.read_minutes(inputs).blocks

    assert [(b.title, b.name) for b in blocks] == [
        ("Ketua", ""),
        ("Sekretaris", ""),
        ("Anggota", ""),
    ]


# The TPP sheet


def test_sheet_of_a_final_agency(determined, make_rule_set, by):
    made = actions.export_tpp(
        determined[1], rule_set=make_rule_set(), paid_months="April 2026", by=by
    )

    facts, agencies = sheet_of(made)

    row = agencies[0].row
    assert (row.score, row.weighted, row.status, row.note) == (
        Decimal("64.00"),
        Decimal("19.20"),
        "Final",
        "",
    )
    assert (row.number, row.decided_on) == ("2026/BA/1/0", date(2026, 2, 6))
    assert example(facts, row) == (
        "Dinas Kelautan dan Perikanan: indeks 3,20; skor = 3,20 : 5 × 100 = 64, "  # noqa: RUF001 as printed
        "dibulatkan menjadi 64,00; nilai tertimbang = 64,00 × 30,00% = 19,2, "  # noqa: RUF001 the same
        "dibulatkan menjadi 19,20."
    )
    assert [(d.code, d.values.final) for d in agencies[0].domains] == [
        ("D1", Decimal("3.33")),
        ("D2", Decimal("3.00")),
    ]
    assert [level.levels.final for level in agencies[0].levels] == [3, 4, 3]
    assert agencies[0].change.change is None


@pytest.mark.parametrize(
    ("policy", "status", "weighted", "number"),
    [
        (NotFinal.EMPTY, "Belum final", None, ""),
        (
            NotFinal.LAST_FINAL,
            "Memakai Triwulan I 2026",
            Decimal("19.20"),
            "2026/BA/1/0",
        ),
    ],
)
def test_sheet_shows_what_is_not_final(
    determined, make_rule_set, by, policy, status, weighted, number
):
    assessment, _ = determined
    period = PeriodFactory(year=2026, quarter=2, version=assessment.version)
    AssessmentFactory(period=period, agency=assessment.agency)
    final_assessment(period, AgencyFactory(code="1.99"))

    made = actions.export_tpp(
        determine(period),
        rule_set=make_rule_set(not_final=policy),
        paid_months="Juli 2026",
        by=by,
    )

    row = sheet_of(made)[1][0].row
    assert (row.status, row.weighted, row.number) == (status, weighted, number)
    assert row.note.startswith("Tahap saat penetapan: Pengisian.")


def exported(determination, rule_set, by):
    return actions.export_tpp(
        determination, rule_set=rule_set, paid_months="Juli 2026", by=by
    )


def test_sheet_without_any_figure_has_no_example(determined, make_rule_set, by):
    facts, _ = sheet_of(exported(determined[1], make_rule_set(), by))

    assert example(facts, None) == "Belum ada hasil final untuk contoh."


def test_sheet_hides_numbers_of_persons_in_reasons(agency, make_rule_set, by):
    period = PeriodFactory(year=2026, quarter=1)
    assessment = final_assessment(period, agency)
    answer = assessment.answers.get(indicator__code="I1")
    answer.final_reason = "Menurut pegawai 19641215 199003 1 009 belum ada SK."
    answer.save()

    _, agencies = sheet_of(exported(determine(period), make_rule_set(), by))

    reason = agencies[0].levels[0].reason
    assert reason == "Menurut pegawai (nomor disamarkan) belum ada SK."


def test_sheet_shows_the_change(determined, make_rule_set, by):
    assessment = next_quarter(determined[0], claimed="444", final="444")

    _, agencies = sheet_of(exported(determine(assessment.period), make_rule_set(), by))

    change = agencies[0].change
    assert (change.earlier, change.before, change.now, change.change) == (
        "Triwulan I 2026",
        Decimal("3.20"),
        Decimal("4.00"),
        Decimal("0.80"),
    )


# The desk


def test_period_of_a_key_else_the_newest(determined, by):
    period = determined[0].period
    newer = PeriodFactory(year=2026, quarter=2, version=period.version)

    assert desk.period_of(by, "2026-1") == period
    assert desk.period_of(by, "1999-9") == newer
    assert desk.period_of(by, "nothing") == newer


def test_library_without_a_period(by):
    assert desk.library_of(by, "").period is None


def test_proposed_bands_follow_the_predicates(determined):
    rows = tpp_desk.proposed_bands(determined[0].period)

    assert rows[-1] == {
        "label": "Memuaskan",
        "start": Decimal("4.20"),
        "end": Decimal(5),
    }
    assert tpp_desk.proposed_bands(None) == []


def issued(document):
    return actions.finish(actions.begin(document.pk), b"%PDF")


def test_verification_of_a_report(determined, head):
    document = issued(actions.issue_report(determined[0], by=head))

    found = verification.verification_of(document.code)

    assert (found.standing, found.index, found.predicate) == (
        Standing.IN_FORCE,
        Decimal("3.20"),
        "Baik",
    )
    assert verification.is_intact(found.document)


def test_verification_says_that_a_replaced_determination_is_replaced(determined, head):
    document = issued(actions.issue_report(determined[0], by=head))
    final_assessment(determined[0].period)
    determine(determined[0].period, reason="Menyusul.")

    assert verification.verification_of(document.code).standing is Standing.REPLACED


def test_verification_knows_no_unfinished_document(determined, head):
    document = actions.issue_report(determined[0], by=head)

    assert document.state is JobStatus.QUEUED
    assert verification.verification_of(document.code) is None


def test_read_code_forgives_what_people_type():
    assert read_code(" o123-il45 ") == "0123-1145"


def test_stamp_links_to_the_page_of_the_code(determined, head, settings):
    settings.BASE_URL = "https://spbe.example.invalid/"
    document = actions.issue_report(determined[0], by=head)

    stamp = content.stamp_of(document)

    assert stamp.url == f"https://spbe.example.invalid/v/{document.code}/"
    assert stamp.short_url == "spbe.example.invalid/v/"
    assert stamp.author == "Kepala perangkat daerah"


def test_mentor_without_documents_sees_an_empty_library(determined):
    member = UserFactory(role="OPD_MEMBER")

    assert desk.library_of(member, "2026-1").shelves == ()
