"""One's own data, and the requests to correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import privacy
from accounts.actions import AccountError
from accounts.http import confirmed
from accounts.models import Correction
from accounts.permissions import Permission, require
from accounts.second_factor import has_second_factor

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

CORRECTIONS_A_PAGE = 25
OWN_SHOWN = 10


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="Yang perlu diperbaiki",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Sebutkan data yang keliru dan yang benar.",
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Jawaban", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


@require_safe
def profile(request: PortalRequest) -> HttpResponse:
    return _profile(request, CorrectionForm())


@require_POST
@confirmed
def profile_export(request: PortalRequest) -> HttpResponse:
    data = privacy.export(request.user)
    response = JsonResponse(
        data, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    name = f"data-{request.user.username}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def correction_request(request: PortalRequest) -> HttpResponse:
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            privacy.request_correction(form.cleaned_data["text"], by=request.user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Permintaan Anda diteruskan ke sekretariat.")
            return redirect("accounts:profile")
    return _profile(request, form, status=422)


@require_safe
@require(Permission.CORRECTION_SETTLE)
def corrections(request: PortalRequest) -> HttpResponse:
    return _corrections(request)


@require_POST
@require(Permission.CORRECTION_SETTLE)
def correction_settle(request: PortalRequest, uuid: UUID) -> HttpResponse:
    found = Correction.objects.visible_to(request.user)
    made = get_object_or_404(found, uuid=uuid)
    form = AnswerForm(request.POST, prefix=str(uuid))
    if not form.is_valid():
        messages.error(request, "Tulis jawaban lebih dahulu.")
        return _corrections(request, status=422)
    try:
        privacy.settle_correction(made, form.cleaned_data["answer"], by=request.user)
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Permintaan dijawab; orangnya diberi tahu.")
    return redirect("accounts:corrections")


def _profile(
    request: PortalRequest, form: CorrectionForm, *, status: int = 200
) -> HttpResponse:
    own = request.user.corrections.order_by("-made_at")[:OWN_SHOWN]
    context = {
        "form": form,
        "own": own,
        "second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/profile.html", context, status=status)


def _corrections(request: PortalRequest, *, status: int = 200) -> HttpResponse:
    found = Correction.objects.visible_to(request.user).select_related("user__agency")
    ordered = found.order_by("-settled_at", "made_at")  # open ones have no time: first
    page = Paginator(ordered, CORRECTIONS_A_PAGE).get_page(request.GET.get("page"))
    lines = [(made, AnswerForm(prefix=str(made.uuid))) for made in page]
    context = {"page": page, "lines": lines}
    return render(request, "accounts/corrections.html", context, status=status)
