"""Pages of letterhead and signatories, with a preview as the PDF will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from reports import actions, pdf
from reports.content import setting_desk as desk
from reports.setting_forms import LetterheadForm, PlaceForm, SignatoryForm

if TYPE_CHECKING:
    from django.forms import Form

    from accounts.http import PortalRequest

PAGE = "reports/letterhead.html"
OWN_IDS = "signatory_%s"  # beside a form with fields of the same names


@require_safe
@require(Permission.LETTERHEAD_MANAGE)
def letterhead(request: PortalRequest) -> HttpResponse:
    return _page(request)


@require_POST
@require(Permission.LETTERHEAD_MANAGE)
def letterhead_create(request: PortalRequest) -> HttpResponse:
    form = LetterheadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, head=form)
    actions.set_letterhead(**form.entries, by=request.user)
    messages.success(request, "Kop surat tersimpan.")
    return redirect("reports:letterhead")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LETTERHEAD_MANAGE)
def letterhead_preview(request: PortalRequest) -> HttpResponse:
    """The head in force, or the one in the form, which is not saved."""
    sample = desk.sample_of(timezone.localdate())
    if request.method == "POST":
        form = LetterheadForm(request.POST, request.FILES)
        if not form.is_valid():
            refused = "reports/letterhead_refused.html"
            return render(request, refused, {"form": form}, status=422)
        sample = desk.sample_with(sample, form.entries)
    data = pdf.letterhead(sample, desk.stamp_of(sample))
    headers = {"Content-Disposition": 'inline; filename="Pratinjau_kop_surat.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_POST
@require(Permission.LETTERHEAD_MANAGE)
def signatory_create(request: PortalRequest) -> HttpResponse:
    form = SignatoryForm(request.POST, auto_id=OWN_IDS)
    if not form.is_valid():
        return _page(request, signer=form)
    actions.set_signatory(**form.cleaned_data, by=request.user)
    messages.success(request, "Penanda tangan tersimpan.")
    return redirect("reports:letterhead")


@require_POST
@require(Permission.LETTERHEAD_MANAGE)
def signatory_drop(request: PortalRequest) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Penanda tangan tidak dikenal. Muat ulang halaman ini.")
        return _page(request, status=422)
    actions.drop_signatory(**form.cleaned_data, by=request.user)
    messages.success(request, "Penanda tangan dilepas mulai tanggal itu.")
    return redirect("reports:letterhead")


def _page(
    request: PortalRequest,
    *,
    head: Form | None = None,
    signer: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with both forms; one that was refused is shown as it was sent."""
    today = timezone.localdate()
    found = desk.desk_of(request.user, today)
    context = {
        "desk": found,
        "head_form": head or LetterheadForm(initial=found.proposal),
        "signer_form": signer
        or SignatoryForm(initial={"valid_from": today}, auto_id=OWN_IDS),
    }
    status = 422 if head or signer else status
    return render(request, PAGE, context, status=status)
