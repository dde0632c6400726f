"""Mappings between instrument versions: the list, one, and a new revision of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from insight import actions
from insight.content.mapping import MappingPage, listed
from insight.forms.mappings import MappingForm
from instruments.models import Version

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def mappings(request: PortalRequest) -> HttpResponse:
    versions = Version.objects.published().order_by("title")
    chosen = request.GET.get("old", ""), request.GET.get("new", "")
    codes = {version.code for version in versions}
    if set(chosen) <= codes and chosen[0] != chosen[1]:
        return redirect("insight:mapping", *chosen)
    context = {
        "mappings": listed(request.user),
        "versions": versions,
        "chosen": chosen,
        "is_same": bool(chosen[0]) and chosen[0] == chosen[1],
    }
    status = 422 if any(chosen) else 200
    return render(request, "insight/mappings.html", context, status=status)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def mapping(request: PortalRequest, old: str, new: str) -> HttpResponse:
    page = MappingPage(*_versions(old, new), request.user)
    return render(request, "insight/mapping.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def mapping_edit(request: PortalRequest, old: str, new: str) -> HttpResponse:
    page = MappingPage(*_versions(old, new), request.user)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        old=page.old,
        new=page.new,
        sources=page.sources,
        initial={"seen": page.revision, "source": page.source},
    )
    if form.is_valid():
        try:
            actions.map_versions(
                *page.versions,
                pairs=form.pairs,
                source=form.cleaned_data["source"],
                reason=form.cleaned_data.get("reason", ""),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except actions.InsightError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Padanan instrumen tercatat.")
            return redirect("insight:mapping", old, new)
    context = {"page": page, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "insight/mapping_edit.html", context, status=status)


def _versions(old: str, new: str) -> tuple[Version, Version]:
    if old == new:
        raise Http404
    published = Version.objects.published()
    return get_object_or_404(published, code=old), get_object_or_404(
        published, code=new
    )
