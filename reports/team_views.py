"""Letters about teams, made when they are asked for; reading them is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Agency
from accounts.permissions import Permission, require
from evidence import actions as evidence
from evidence.enums import DocumentKind
from evidence.uploads import UploadError
from lib import formats
from reports import pdf, team_xlsx
from reports.content import teams as content
from teams import actions as teams
from teams.enums import NominationStatus
from teams.models import Decree, Nomination

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest
    from reports.content.shared import Stamp
    from reports.content.teams import Annex, NominationLetter, Roster

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require(Permission.PERSON_VIEW)
def nomination_letter(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Only what was sent has a letter: a draft has no number and no signer."""
    seen = Nomination.objects.visible_to(request.user).select_related("agency")
    nomination = get_object_or_404(seen, pk=pk)
    if not nomination.letter_number:
        raise Http404
    letter = content.nomination_letter(nomination)
    data = pdf.nomination(letter, _now(letter))
    teams.record_letter_reading(nomination, by=request.user)
    name = f"Usulan_tim_SPBE_{nomination.agency.code.replace('.', '-')}.pdf"
    return _answer(data, name, PDF)


@require_safe
@require(Permission.PERSON_VIEW)
def annex_pdf(request: PortalRequest, pk: UUID) -> HttpResponse:
    decree = get_object_or_404(Decree.objects.visible_to(request.user), pk=pk)
    stamp = content.made_now(timezone.now(), is_draft=False)
    data = pdf.annex(_annex(request, decree), stamp)
    teams.record_decree_reading(decree, by=request.user)
    return _answer(data, f"Lampiran_SK_tim_{decree.decreed_on:%Y-%m-%d}.pdf", PDF)


@require_safe
@require(Permission.PERSON_VIEW)
def annex_xlsx(request: PortalRequest, pk: UUID) -> HttpResponse:
    decree = get_object_or_404(Decree.objects.visible_to(request.user), pk=pk)
    data = team_xlsx.workbook(_annex(request, decree))
    teams.record_decree_reading(decree, by=request.user)
    return _answer(data, f"Lampiran_SK_tim_{decree.decreed_on:%Y-%m-%d}.xlsx", XLSX)


@require_safe
@require(Permission.DECREE_ISSUE)
def annex_draft_pdf(request: PortalRequest) -> HttpResponse:
    """What is verified and waits for a decree, to be signed with it."""
    draft = _draft(request)
    data = pdf.annex(draft, content.made_now(timezone.now(), is_draft=True))
    return _answer(data, "Konsep_lampiran_SK_tim.pdf", PDF)


@require_safe
@require(Permission.DECREE_ISSUE)
def annex_draft_xlsx(request: PortalRequest) -> HttpResponse:
    return _answer(
        team_xlsx.workbook(_draft(request)), "Konsep_lampiran_SK_tim.xlsx", XLSX
    )


@require_safe
@require(Permission.TEAM_VIEW)
def roster(request: PortalRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.visible_to(request.user), code=code)
    return _answer(_roster(agency), _roster_name(agency), PDF)


@require_POST
@require(Permission.EVIDENCE_EDIT)
def roster_keep(request: PortalRequest, code: str) -> HttpResponse:
    """Into the library of the agency, so that an answer can cite it."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), code=code)
    today = timezone.localdate()
    file = ContentFile(_roster(agency), name=_roster_name(agency))
    try:
        kept = evidence.upload(
            file,
            agency=agency,
            by=request.user,
            title=f"Keadaan tim pengelola SPBE per {formats.day(today)}",
            kind=DocumentKind.REPORT,
            issued_on=today,
        )
    except (UploadError, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("teams:detail", code)
    messages.success(request, "Keadaan tim tersimpan di pustaka bukti.")
    return redirect("evidence:detail", kept.pk)


def _annex(request: PortalRequest, decree: Decree) -> Annex:
    """Of the teams in the decree, those that the person sees."""
    seen = Nomination.objects.visible_to(request.user).filter(decree=decree)
    return content.annex(seen, decree)


def _draft(request: PortalRequest) -> Annex:
    seen = Nomination.objects.visible_to(request.user)
    waiting = seen.filter(status=NominationStatus.VERIFIED)
    teams.record_letter_reading(*waiting.select_related("agency"), by=request.user)
    return content.annex(waiting, None)


def _roster(agency: Agency) -> bytes:
    now = timezone.now()
    data = content.roster(agency, on=timezone.localdate(now))
    return pdf.roster(data, _now(data))


def _now(said: NominationLetter | Roster) -> Stamp:
    emblem = said.identity.emblem
    return content.made_now(timezone.now(), is_draft=False, emblem=emblem)


def _roster_name(agency: Agency) -> str:
    code = agency.code.replace(".", "-")
    return f"Keadaan_tim_SPBE_{code}_{timezone.localdate():%Y-%m-%d}.pdf"


def _answer(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=kind, headers=headers)
