"""The secretariat's pages of what is public."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest, confirmed
from accounts.permissions import Permission, require
from assessments.models import Determination, Period
from opendata import actions, figures, queries
from opendata.content import content_of
from opendata.forms import PublishForm, WithdrawForm
from opendata.models import Release

LINES = 20


@require_safe
@require(Permission.RELEASE_VIEW)
def releases(request: PortalRequest) -> HttpResponse:
    periods = Period.objects.visible_to(request.user).newest_first()
    determined = periods.filter(determinations__isnull=False).distinct()
    page = Paginator(determined, LINES).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.lines_of(request.user, list(page))}
    return render(request, "opendata/releases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RELEASE_MANAGE)
@confirmed
def publish(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A preview of exactly what the public will see, and the button."""
    visible = Determination.objects.visible_to(request.user).select_related(
        "period__version"
    )
    determination = get_object_or_404(visible, pk=pk)
    content = content_of(determination)
    seen = actions.preview_sha256(content)
    data = request.POST if request.method == "POST" else None
    form = PublishForm(data, initial={"seen": seen})
    if form.is_valid():
        try:
            release = _published(request, determination, form)
        except actions.ReleaseError as error:
            form = _again(request, seen)
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{release} dapat dibaca publik.")
            return redirect("opendata:release", release.pk)
    context = _preview(determination, content) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "opendata/publish.html", context, status=status)


def _published(
    request: PortalRequest, determination: Determination, form: PublishForm
) -> Release:
    chosen = form.cleaned_data
    return actions.publish(
        determination,
        shows_rank=chosen["shows_rank"],
        reason=chosen["reason"],
        seen_sha256=chosen["seen"],
        by=request.user,
    )


def _again(request: PortalRequest, seen: str) -> PublishForm:
    """What was typed, with the mark of what the page shows now."""
    form = PublishForm(request.POST.copy() | {"seen": seen})
    form.is_valid()
    return form


def _preview(
    determination: Determination, content: dict[str, object]
) -> dict[str, object]:
    draft = Release(
        determination=determination,
        period=determination.period,
        revision=1,
        shows_rank=True,
        content=content,
        published_at=timezone.now(),
    )
    period = determination.period
    return {
        "determination": determination,
        "quarter": figures.quarters_of([draft])[0],
        "last": queries.last_of(period.year, period.quarter),
    }


@require_safe
@require(Permission.RELEASE_VIEW)
def release(request: PortalRequest, pk: UUID) -> HttpResponse:
    return render(request, "opendata/release.html", _record(request, pk))


@require_http_methods(["POST"])
@require(Permission.RELEASE_MANAGE)
@confirmed
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    context = _record(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(pk, by=request.user, **form.cleaned_data)
        except actions.ReleaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Publikasi dicabut.")
            return redirect("opendata:release", pk)
    context["form"] = form
    return render(request, "opendata/release.html", context, status=422)


def _record(request: PortalRequest, pk: UUID) -> dict[str, object]:
    visible = Release.objects.visible_to(request.user)
    found = get_object_or_404(visible.with_context(), pk=pk)
    revisions = visible.filter(period=found.period).select_related(
        "published_by", "withdrawn_by", "determination"
    )
    history = list(revisions.defer("content").order_by("-revision"))
    return {
        "release": found,
        "history": history,
        "in_force": history[0].pk == found.pk and not found.is_withdrawn,
        "form": WithdrawForm(),
    }
