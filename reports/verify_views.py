"""The public verification: by code, by QR, or by the file itself; for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reports import checking
from reports.codes import read_code
from reports.content.shared import VERIFY_PATH
from reports.content.verification import verification_of
from reports.forms import CHECK_MAX, CheckFileForm, VerifyForm
from reports.limits import per_minute

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHECKS_A_MINUTE = 30
FILES_A_MINUTE = 6
FIELDS_MAX = 64 * 1024  # of a request besides its file
TOO_LARGE = f"Berkas melebihi {CHECK_MAX // (1024 * 1024)} MB."


@require_safe
@login_not_required
@per_minute(CHECKS_A_MINUTE)
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect(f"{VERIFY_PATH}{form.cleaned_data['code']}/")
    return _page(request, form=form, status=422 if form.is_bound else 200)


@require_safe
@login_not_required
@per_minute(CHECKS_A_MINUTE)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    found = verification_of(read_code(code))
    return _page(
        request,
        form=VerifyForm(initial={"code": code}),
        file_form=CheckFileForm(initial={"code": code} if found else None),
        found=found,
        asked=True,
        status=200 if found else 404,
    )


@csrf_exempt  # it changes nothing, and a token would be looked for in all of the file
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@per_minute(CHECKS_A_MINUTE)
def verify_file(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    return _check_file(request)


@per_minute(FILES_A_MINUTE)
def _check_file(request: HttpRequest) -> HttpResponse:
    """Too much is refused before it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > CHECK_MAX + FIELDS_MAX:
        form = CheckFileForm({})
        form.errors.clear()
        form.add_error("file", TOO_LARGE)
        return _page(request, file_form=form, status=413)
    form = CheckFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    with form.cleaned_data["file"].open("rb") as file:
        found = checking.check(file.read(), code=form.cleaned_data["code"])
    return _page(request, check=found)


@require_safe
@login_not_required
def verify_home(request: HttpRequest) -> HttpResponse:
    """The named address of the form, which stands where printed documents say."""
    return redirect(VERIFY_PATH, permanent=True)


def _page(request: HttpRequest, *, status: int = 200, **shown: object) -> HttpResponse:
    """An answer about one document is not for search engines, nor for a cache."""
    context = {
        "form": VerifyForm(),
        "file_form": CheckFileForm(),
        "path": VERIFY_PATH,
        "found": None,
        "check": None,
        "asked": False,
    } | shown
    response = render(request, "reports/verify.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
