"""Pages of documents."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments.actions import AssessmentError
from assessments.models import Assessment, Determination, Mentoring, PlenarySession
from evidence.uploads import UploadError
from instruments.queries import definition_of
from reports import actions
from reports.content import desk
from reports.content.signing import signing_of
from reports.enums import Kind
from reports.forms import RecapForm, WorksheetForm
from reports.models import IssuedDocument

STOP_POLLING = 286  # htmx: swap this answer and ask no more


# Documents


@require_safe
@require(Permission.REPORT_VIEW)
def documents(request: PortalRequest) -> HttpResponse:
    library = desk.library_of(request.user, request.GET.get("period", ""))
    context = {"library": library, "recap_form": RecapForm()}
    return render(request, "reports/documents.html", context)


@require_POST
@require(Permission.REPORT_ISSUE)
def issue_report(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment.objects.visible_to(request.user), pk=pk)
    document = actions.issue_report(assessment, by=request.user)
    if document.is_done:
        messages.info(request, "Laporan dengan data yang sama sudah terbit.")
    return redirect("reports:document", document.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSMENT_EDIT)
def worksheet(request: PortalRequest, pk: UUID) -> HttpResponse:
    visible = Assessment.objects.visible_to(request.user).with_context()
    assessment = get_object_or_404(visible, pk=pk)
    data = request.POST if request.method == "POST" else None
    instrument = definition_of(assessment.version_id)
    form = WorksheetForm(data, instrument=instrument)
    if form.is_valid():
        codes = form.cleaned_data["indicators"]
        made = actions.issue_worksheet(assessment, codes=codes, by=request.user)
        return redirect("reports:document", made.pk)
    context = {"assessment": assessment, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reports/worksheet.html", context, status=status)


@require_POST
@require(Permission.PERIOD_MANAGE)
def issue_minutes(request: PortalRequest, pk: UUID) -> HttpResponse:
    determination = get_object_or_404(
        Determination.objects.visible_to(request.user).select_related("period"), pk=pk
    )
    try:
        document = actions.issue_minutes(determination, by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:documents")
    return redirect("reports:document", document.pk)


@require_POST
@require(Permission.PLENARY_RECORD)
def issue_plenary(request: PortalRequest, pk: UUID) -> HttpResponse:
    visible = PlenarySession.objects.visible_to(request.user)
    session = get_object_or_404(visible, pk=pk)
    document = actions.issue_plenary(session, by=request.user)
    return redirect("reports:document", document.pk)


@require_safe
@require(Permission.MENTORING_VIEW)
def mentoring_minutes(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _mentoring(request, pk)
    issued = IssuedDocument.objects.visible_to(request.user).listed()
    context = {
        "mentoring": found,
        "documents": issued.filter(mentoring=found).newest_first(),
    }
    return render(request, "reports/mentoring_minutes.html", context)


@require_POST
@require(Permission.MENTORING_AGREE)
def issue_mentoring(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        document = actions.issue_mentoring(_mentoring(request, pk), by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:mentoring_minutes", pk)
    return redirect("reports:document", document.pk)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def keep_mentoring(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The agency takes the minutes into its library, to be cited as evidence."""
    found = _mentoring(request, pk)
    try:
        document = actions.keep_mentoring(found, by=request.user)
    except (actions.ReportError, AssessmentError, UploadError) as error:
        messages.error(request, str(error))
        return redirect("reports:mentoring_minutes", pk)
    messages.success(request, "Risalah tersimpan di pustaka dan dapat dikutip.")
    return redirect("evidence:detail", document.pk)


def _mentoring(request: PortalRequest, pk: UUID) -> Mentoring:
    visible = Mentoring.objects.visible_to(request.user).select_related(
        "assessment__period", "assessment__agency", "evidence"
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
@require(Permission.REPORT_VIEW)
def document(request: PortalRequest, pk: UUID) -> HttpResponse:
    issued = _load(request, pk)
    template = "reports/document.html"
    context = {"document": issued, "signing": signing_of(issued, request.user)}
    if not request.htmx:
        return render(request, template, context | desk.page_of(issued))
    status = STOP_POLLING if issued.is_settled else 200
    return render(request, f"{template}#progress", context, status=status)


@require_POST
@require(Permission.REPORT_ISSUE)
def retry(request: PortalRequest, pk: UUID) -> HttpResponse:
    issued = _load(request, pk)
    try:
        actions.retry(issued, by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    return redirect("reports:document", pk)


@require_safe
@require(Permission.REPORT_VIEW)
def download(request: PortalRequest, pk: UUID) -> FileResponse:
    issued = _load(request, pk)
    if not issued.is_done:
        raise Http404
    actions.record_download(issued, by=request.user)
    response = FileResponse(
        issued.served().open("rb"),
        as_attachment=True,
        filename=issued.file_name,
        content_type=Kind(issued.kind).content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _load(request: PortalRequest, pk: UUID) -> IssuedDocument:
    seen = IssuedDocument.objects.visible_to(request.user).listed()
    return get_object_or_404(seen, pk=pk)
