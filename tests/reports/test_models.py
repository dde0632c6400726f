"""What the database refuses, and who sees what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, Role
from reports import actions
from reports.codes import new_code
from reports.enums import MINUTES, JobStatus, Kind, Method, Ranking, Standing
from reports.models import Export, IssuedDocument, RuleBand, RuleSet
from reports.tpp import Band
from tests.factories import AssessmentFactory, MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(determined, head):
    return actions.issue_report(determined[0], by=head)


@pytest.fixture
def export(determined, make_rule_set, by):
    rule_set = make_rule_set(
        method=Method.BANDS, bands=[Band(Decimal(1), Decimal(5), Decimal(70))]
    )
    return actions.export_tpp(
        determined[1], rule_set=rule_set, paid_months="April 2026", by=by
    )


def done(document):
    return actions.finish(actions.begin(document.pk), b"%PDF")


def refused(rule):
    return pytest.raises(IntegrityError, match=rule)


# Triggers


def test_an_issued_document_stays_as_issued(document):
    done(document)

    with refused("sudah terbit"), transaction.atomic():
        IssuedDocument.objects.update(step="x")
    with refused("sudah terbit"), transaction.atomic():
        IssuedDocument.objects.all().delete()


def test_an_export_stays_as_made(export):
    with refused("Ekspor TPP"), transaction.atomic():
        Export.objects.update(paid_months="Mei 2026")
    with refused("Ekspor TPP"), transaction.atomic():
        Export.objects.all()._raw_delete("default")


def test_a_rule_set_that_was_used_stays_as_used(export):
    for change in (
        lambda: RuleSet.objects.update(weight=40),
        lambda: RuleBand.objects.update(percent=80),
        lambda: RuleBand.objects.all().delete(),
        lambda: RuleBand.objects.create(
            rule_set=export.rule_set, start=2, end=3, percent=1
        ),
    ):
        with refused("sudah d(isetujui|ipakai)"), transaction.atomic():
            change()


def test_a_draft_can_still_go(make_rule_set):
    make_rule_set(approved=False)

    RuleSet.objects.update(weight=40)
    RuleSet.objects.all().delete()

    assert not RuleSet.objects.exists()


# Constraints


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"code": None}, "code_unless_draft"),
        ({"is_draft": True, "determination": None}, "code_unless_draft"),
        ({"determination": None}, "determined_unless_draft"),
        ({"assessment": None}, "assessment_of_report"),
        ({"kind": Kind.BERITA_ACARA}, "assessment_of_report"),
        ({"status": JobStatus.DONE}, "file_when_done"),
        ({"size": 4}, "file_when_done"),
        ({"progress": 101}, "progress_is_percent"),
        ({"status": JobStatus.FAILED}, "failure_explained"),
        (
            {"finished_at": timezone.now() - timedelta(days=9)},
            "finished_at_after_requested_at",
        ),
    ],
)
def test_the_database_refuses_a_document_that_cannot_be(document, values, rule):
    with refused(rule), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(**values)


def test_the_database_refuses_a_revision_twice(document):
    document.pk, document.code = None, new_code()

    with refused("revision_unique"), transaction.atomic():
        document.save(force_insert=True)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"weight": 0}, "weight_is_percent"),
        ({"weight": 101}, "weight_is_percent"),
        ({"target": 3}, "target_with_method"),
        ({"method": Method.TARGET}, "target_with_method"),
        ({"places": 5}, "places_in_range"),
    ],
)
def test_the_database_refuses_a_rule_set_that_cannot_be(make_rule_set, values, rule):
    make_rule_set(approved=False)

    with refused(rule), transaction.atomic():
        RuleSet.objects.update(**values)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"end": 1}, "end_after_start"),
        ({"percent": 101}, "percent_in_range"),
    ],
)
def test_the_database_refuses_a_band_that_cannot_be(make_rule_set, values, rule):
    make_rule_set(
        method=Method.BANDS,
        bands=[Band(Decimal(1), Decimal(5), Decimal(7))],
        approved=False,
    )

    with refused(rule), transaction.atomic():
        RuleBand.objects.update(**values)


# Who sees what


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.OPD_MEMBER, {Kind.BERITA_ACARA, Kind.RECAP}),
        (Role.MENTOR, {Kind.BERITA_ACARA, Kind.RECAP}),
        (Role.ASSESSOR, set(Kind) - {Kind.TPP_SHEET, *MINUTES}),
        (Role.SECRETARIAT, set(Kind) - set(MINUTES)),
        (Role.AUDITOR, set(Kind) - set(MINUTES)),
        (Role.ADMIN, set()),
    ],
)
def test_documents_are_visible_by_agency_and_permission(
    document, export, determined, by, role, kinds
):
    actions.issue_minutes(determined[1], by=by)
    actions.issue_worksheet(determined[0], by=by)
    actions.issue_recap(determined[1].period, ranking=Ranking.NONE, by=by)
    stranger = UserFactory(role=role)

    seen = IssuedDocument.objects.visible_to(stranger)

    assert {d.kind for d in seen} == kinds


@pytest.mark.parametrize("role", Role)
def test_a_recap_that_is_not_determined_is_for_the_offices(role, agency, by):
    assessment = AssessmentFactory(agency=agency)
    actions.issue_recap(assessment.period, ranking=Ranking.INDEX, by=by)
    own = {"agency": agency} if role in AGENCY_ROLES else {}
    person = UserFactory(role=role, **own)

    sees = IssuedDocument.objects.visible_to(person).exists()

    assert sees == (role in {Role.ASSESSOR, Role.SECRETARIAT, Role.AUDITOR})


def test_the_own_agency_and_its_mentor_see_its_report(document, head, agency):
    mentor = MentorAssignmentFactory(agency=agency).mentor

    for user in (head, mentor):
        assert list(IssuedDocument.objects.visible_to(user)) == [document]


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.OPD_HEAD, False), (Role.ASSESSOR, False), (Role.AUDITOR, True)],
)
def test_tpp_is_visible_by_permission(export, role, sees):
    user = UserFactory(role=role)

    assert Export.objects.visible_to(user).exists() is sees
    assert RuleSet.objects.visible_to(user).exists() is sees


# Words


def test_file_name_has_no_name_and_no_nip(document, export):
    assert document.file_name == "Laporan_hasil_penilaian_2026-TW1_1-26_rev1.pdf"
    assert export.document.file_name == "Lembar_TPP_2026-TW1_rev1.xlsx"


def test_a_later_revision_replaces_an_earlier_one(determined, make_rule_set, by):
    rule_set = make_rule_set()
    first, second = (
        actions.export_tpp(
            determined[1], rule_set=rule_set, paid_months="April 2026", by=by
        )
        for _ in range(2)
    )
    done(first.document)
    assert first.document.standing() is Standing.IN_FORCE

    done(second.document)

    assert first.document.standing() is Standing.REPLACED
    assert second.document.standing() is Standing.IN_FORCE


def test_stalled_is_waiting_for_two_minutes_without_progress(document):
    assert not document.is_stalled

    document.progressed_at -= timedelta(minutes=3)

    assert (document.is_stalled, document.can_retry, document.is_settled) == (
        True,
        True,
        True,
    )


def test_codes_have_140_random_bits():
    codes = {new_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert {len(code.replace("-", "")) for code in codes} == {28}


def test_names_of_rows(document, export, make_rule_set):
    assert str(document) == "Laporan hasil penilaian SPBE Triwulan I 2026"
    assert str(export) == "Ekspor TPP Triwulan I 2026, revisi 1"
    assert str(export.rule_set) == "Aturan 2026, revisi 1"
    assert str(export.rule_set.bands.get()) == "1.00 sampai 5.00: 70.00"
    assert "sampai 5,00: 70" in export.rule_set.in_words()
