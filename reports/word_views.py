"""Templates of the office, and documents as DOCX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from reports import actions
from reports.content import teams as team_content
from reports.enums import WordKind
from reports.models import IssuedDocument, WordCopy, WordTemplate
from reports.setting_forms import TemplateForm
from reports.word import checking, contexts, defaults, fields, filling
from teams import actions as teams
from teams.models import Nomination

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

VERSIONS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LETTERHEAD_MANAGE)
def templates(request: PortalRequest) -> HttpResponse:
    """The versions of each kind with the list of fields; a POST adds a version."""
    is_sent = request.method == "POST"
    form = TemplateForm(request.POST, request.FILES) if is_sent else TemplateForm()
    if is_sent and form.is_valid() and _uploaded(request, form):
        messages.success(request, "Templat tersimpan dan langsung dipakai.")
        return redirect("reports:templates")
    found = WordTemplate.objects.visible_to(request.user).newest_first().listed()
    context = {
        "form": form,
        "versions": found[:VERSIONS],
        "kinds": [(kind, list(fields.listed(kind))) for kind in WordKind],
    }
    status = 422 if is_sent else 200
    return render(request, "reports/templates.html", context, status=status)


def _uploaded(request: PortalRequest, form: TemplateForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        actions.upload_template(
            form.cleaned_data["kind"],
            file.read(),
            name=file.name,
            note=form.cleaned_data["note"],
            by=request.user,
        )
    except checking.TemplateError as error:
        for line in error.lines:
            form.add_error("file", line)
        return False
    return True


@require_safe
@require(Permission.LETTERHEAD_MANAGE)
def template_default(request: PortalRequest, kind: str) -> HttpResponse:
    """The portal's own template, to begin with."""
    chosen = _kind(kind)
    return _answer(defaults.template(chosen), f"Templat_{chosen.value.lower()}.docx")


@require_safe
@require(Permission.LETTERHEAD_MANAGE)
def template_download(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(WordTemplate.objects.visible_to(request.user), pk=pk)
    name = f"Templat_{found.kind.lower()}_versi_{found.version}.docx"
    return _answer(bytes(found.data), name)


@require_safe
@require(Permission.LETTERHEAD_MANAGE)
def template_sample(request: PortalRequest, kind: str) -> HttpResponse:
    """The template in force, filled with the examples of the list."""
    chosen = _kind(kind)
    data = filling.fill(_in_force(chosen), fields.of(chosen))
    return _answer(data, f"Contoh_{chosen.value.lower()}.docx")


@require_POST
@require(Permission.REPORT_ISSUE)
def copy_create(request: PortalRequest, pk: UUID) -> HttpResponse:
    seen = IssuedDocument.objects.visible_to(request.user)
    document = get_object_or_404(seen, pk=pk)
    try:
        actions.request_copy(document, by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    return redirect("reports:document", pk)


@require_safe
@require(Permission.REPORT_VIEW)
def copy_download(request: PortalRequest, pk: UUID) -> HttpResponse:
    seen = WordCopy.objects.visible_to(request.user).select_related(
        "document__period", "document__assessment", "document__session"
    )
    copy = get_object_or_404(seen, pk=pk)
    if not copy.is_done:
        raise Http404
    actions.record_copy_download(copy, by=request.user)
    return _answer(bytes(copy.data), copy.file_name)


@require_safe
@require(Permission.PERSON_VIEW)
def nomination_word(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The letter of a nomination, made when it is asked for, as its PDF is."""
    seen = Nomination.objects.visible_to(request.user).select_related("agency")
    nomination = get_object_or_404(seen, pk=pk)
    if not nomination.letter_number:
        raise Http404
    letter = team_content.nomination_letter(nomination)
    stamp = team_content.made_now(timezone.now(), is_draft=False)
    filled = contexts.of_nomination(letter, stamp)
    data = filling.fill(_in_force(WordKind.NOMINATION), filled)
    teams.record_letter_reading(nomination, by=request.user)
    code = nomination.agency.code.replace(".", "-")
    return _answer(data, f"Usulan_tim_SPBE_{code}.docx")


def _kind(value: str) -> WordKind:
    if value not in WordKind.values:
        raise Http404
    return WordKind(value)


def _in_force(kind: WordKind) -> bytes:
    found = actions.template_in_force(kind)
    return bytes(found.data) if found else defaults.template(kind)


def _answer(data: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=checking.DOCX, headers=headers)
