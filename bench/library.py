"""(f) Queries of overview, indicator and library as documents and quarters grow."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency
from assessments import actions
from assessments.models import Answer, Assessment, Citation, Period
from bench.pages import queries_of_page
from bench.province import person
from evidence.actions import refresh_search
from evidence.models import Document, DocumentVersion, Inspection
from instruments.models import Version

FIRST_YEAR = 2100  # far from the quarters of the other measurements


def counts(agency: Agency) -> dict[str, int]:
    """Queries of each page for a member of the agency, in its newest quarter."""
    member = person("anggota.pustaka", Role.OPD_MEMBER, agency)
    assessment = Assessment.objects.filter(agency=agency).newest_first().first()
    answer = assessment.answers.in_order().first()
    library = reverse("evidence:list")
    cited = answer.citations.first().document
    pages = {
        "overview": reverse("assessments:detail", args=[assessment.pk]),
        "one indicator": reverse("assessments:answer", args=[answer.pk]),
        "library": library,
        "library, searched": f"{library}?q=bukti&sort=dipakai",
        "one document": reverse("evidence:detail", args=[cited.pk]),
        "shelf of the province": reverse("evidence:province"),
    }
    return {name: queries_of_page(member, address) for name, address in pages.items()}


def grow(agency: Agency, *, documents: int, quarters: int) -> None:
    """Up to so many documents, each cited in every quarter."""
    by = person("sekretariat", Role.SECRETARIAT)
    have = Document.objects.filter(agency=agency).count()
    for number in range(have, documents):
        _document(agency, number, by)
    for number in range(Assessment.objects.filter(agency=agency).count(), quarters):
        _quarter(agency, number, by)
    library = list(Document.objects.filter(agency=agency).select_related("current"))
    Citation.objects.filter(document__agency=agency).delete()
    for assessment in Assessment.objects.filter(agency=agency):
        answers = list(Answer.objects.filter(assessment=assessment).in_order())
        Citation.objects.bulk_create(
            Citation(
                answer=answers[place % len(answers)],
                document=document,
                version=document.current,
                cited_by=by,
            )
            for place, document in enumerate(library)
        )


def _quarter(agency: Agency, number: int, by: object) -> Period:
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


def _document(agency: Agency, number: int, by: object) -> None:
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
