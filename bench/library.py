"""Queries of an agency's pages as its documents and quarters grow."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency, MentorAssignment, User
from assessments import actions
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, Citation, Period
from bench.pages import queries_of_page
from bench.province import person
from evidence.actions import refresh_search
from evidence.models import Document, DocumentVersion, Inspection
from instruments.models import Version

FIRST_YEAR = 2100  # far from the quarters of the other measurements


def counts(agency: Agency) -> dict[str, int]:
    """Queries of each page for a member, or the mentor, in the newest quarter."""
    member = person("anggota.pustaka", Role.OPD_MEMBER, agency)
    assessment = Assessment.objects.filter(agency=agency).newest_first().first()
    answer = assessment.answers.in_order().first()
    cited = answer.citations.first()
    library = reverse("evidence:list")
    pages = {
        "overview": reverse("assessments:detail", args=[assessment.pk]),
        "workload": reverse("assessments:workload", args=[assessment.pk]),
        "simulate": reverse("assessments:simulate", args=[assessment.pk]),
        "workbook": reverse("assessments:workbook", args=[assessment.pk]),
        "tasks": reverse("assessments:tasks"),
        "one indicator": reverse("assessments:answer", args=[answer.pk]),
        "its library": reverse("assessments:library", args=[answer.pk]),
        "amend a citation": reverse("assessments:amend", args=[cited.pk]),
        "withdraw a citation": reverse("assessments:withdraw", args=[cited.pk]),
        "library": library,
        "library, searched": f"{library}?q=bukti&sort=dipakai",
        "one document": reverse("evidence:detail", args=[cited.document_id]),
        "shelf of the province": reverse("evidence:province"),
        "assessments": reverse("assessments:list"),
    }
    found = {name: queries_of_page(member, address) for name, address in pages.items()}
    return found | _reviewed(assessment, answer)


def _reviewed(assessment: Assessment, answer: Answer) -> dict[str, int]:
    """The same quarter, once it is submitted, as its mentor sees it."""
    mentor, now = person("pendamping", Role.MENTOR), timezone.now()
    said = {"self_level": 3, "facts": "SK.", "analysis": "Sesuai."}
    answers = Answer.objects.filter(assessment=assessment)
    answers.update(**said, status=AnswerStatus.READY, saved_at=now, saved_by=mentor)
    quarter = Assessment.objects.filter(pk=assessment.pk)
    quarter.update(
        status=Status.SUBMITTED, submitted_at=now, submitted_by=mentor, round=1
    )
    pages = {
        "review": reverse("assessments:review", args=[answer.pk]),
        "review queue": reverse("assessments:reviews"),
    }
    return {name: queries_of_page(mentor, address) for name, address in pages.items()}


def grow(agency: Agency, *, documents: int, quarters: int) -> None:
    """Up to so many documents of it and of the province, its own cited in each quarter."""
    by = person("sekretariat", Role.SECRETARIAT)
    MentorAssignment.objects.get_or_create(
        mentor=person("pendamping", Role.MENTOR),
        agency=agency,
        defaults={"starts_on": timezone.localdate(), "assigned_by": by},
    )
    for owner in (agency, None):
        have = Document.objects.filter(agency=owner).count()
        for number in range(have, documents):
            _document(owner, number, by)
    for number in range(Assessment.objects.filter(agency=agency).count(), quarters):
        _quarter(agency, number, by)
    library = list(Document.objects.filter(agency=agency).select_related("current"))
    for assessment in Assessment.objects.filter(agency=agency):
        _cite(assessment, library, by)


def _cite(assessment: Assessment, library: list[Document], by: User) -> None:
    answers = list(Answer.objects.filter(assessment=assessment).in_order())
    of_it = Citation.objects.filter(answer__assessment=assessment)
    cited = set(of_it.values_list("document_id", flat=True))
    Citation.objects.bulk_create(
        Citation(
            answer=answers[place % len(answers)],
            document=document,
            version=document.current,
            cited_by=by,
        )
        for place, document in enumerate(library)
        if document.pk not in cited
    )


def _quarter(agency: Agency, number: int, by: User) -> Period:
    now = timezone.now()
    return actions.open_period(
        FIRST_YEAR + number // 4,
        number % 4 + 1,
        version=Version.objects.get(code="opd-rujukan-2026"),
        agencies=[agency],
        deadlines=actions.Deadlines(
            now + timedelta(days=9), now + timedelta(days=19), now + timedelta(days=29)
        ),
        by=by,
    )


def _document(agency: Agency | None, number: int, by: User) -> None:
    document = Document.objects.create(
        agency=agency, title=f"Bukti {number}", kind="REPORT", created_by=by
    )
    document.current = DocumentVersion.objects.create(
        document=document,
        number=1,
        file="evidence/none",
        original_name="bukti.pdf",
        content_type="application/pdf",
        size=1,
        sha256=f"{number:064x}",
        uploaded_by=by,
    )
    document.save()
    Inspection.objects.create(version=document.current, text=f"isi bukti {number}")
    refresh_search(document)
