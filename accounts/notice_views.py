"""What a person is told of, by which channel, and the record of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import trigger_client_event

from accounts import notices as actions
from accounts.models import Agency, Mailing, Notice
from accounts.notice_forms import MailingFilter, NoticeFilter, PreferencesForm
from accounts.permissions import Permission, require

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

NOTICES_A_PAGE = 25
MAILINGS_A_PAGE = 50


@require_safe
def bell(request: PortalRequest) -> HttpResponse:
    """The number on the bell, which every page asks for after it is shown."""
    unread = Notice.objects.visible_to(request.user).unread().count()
    return render(request, "accounts/_bell.html", {"unread": unread})


@require_safe
def notices(request: PortalRequest) -> HttpResponse:
    wanted = NoticeFilter(request.GET)
    own = Notice.objects.visible_to(request.user)
    found = wanted.apply(own).select_related("agency", "mailing", "digest")
    page = Paginator(found.newest_first(), NOTICES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"wanted": wanted, "page": page, "unread": own.unread().count()}
    template = "accounts/notices.html"
    if not request.htmx:
        return render(request, template, context)
    part = render(request, f"{template}#notices", context)
    return trigger_client_event(part, "notices-shown")  # the bell counts anew


@require_POST
def notice_open(request: PortalRequest, uuid: UUID) -> HttpResponse:
    notice = _load(request, uuid)
    if not _is_seen(request, notice):
        messages.info(request, f"Kabar ini tentang {notice.agency}. Beralihlah dahulu.")
        query = urlencode({"next": notice.url})
        return redirect(f"{reverse('accounts:placements')}?{query}")
    return _to(actions.mark_read(notice).url)


@require_POST
def notice_read(request: PortalRequest, uuid: UUID) -> HttpResponse:
    actions.mark_read(_load(request, uuid))
    return _back(request)


@require_POST
def notices_read(request: PortalRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user)
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PortalRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, channels=actions.channels_of(request.user))
    if form.is_valid():
        actions.prefer(form.channels, by=request.user)
        messages.success(request, "Pilihan pemberitahuan disimpan.")
        return redirect("accounts:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)


@require_safe
@require(Permission.MAIL_VIEW)
def mailings(request: PortalRequest) -> HttpResponse:
    wanted = MailingFilter(request.GET)
    found = wanted.apply(Mailing.objects.visible_to(request.user))
    page = Paginator(
        found.select_related("user").newest_first(), MAILINGS_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page}
    template = "accounts/mailings.html"
    name = f"{template}#mailings" if request.htmx else template
    return render(request, name, context)


def _load(request: PortalRequest, uuid: UUID) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=uuid)


def _is_seen(request: PortalRequest, notice: Notice) -> bool:
    """Whether its agency is one of the placement in use."""
    if request.user.placement_id is None:
        return True
    seen = Agency.objects.visible_to(request.user)
    return notice.agency_id is None or seen.filter(pk=notice.agency_id).exists()


def _back(request: PortalRequest) -> HttpResponse:
    """To the list as it was filtered, named by the form."""
    return _to(request.POST.get("next", ""))


def _to(address: str) -> HttpResponse:
    """There, when it is a path of the portal; else to the list."""
    is_ours = url_has_allowed_host_and_scheme(address, None)
    return redirect(address if is_ours and address[0] == "/" else "accounts:notices")
