"""The document of the library that shows a certificate of the registry.

It stands here because teams and evidence are siblings and know nothing of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from assessments.forms.certificates import CertificateFileForm
from evidence.models import Document
from teams import actions as teams
from teams.models import Certificate

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEAM_EDIT)
def certificate_file(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Of the person's own agency, and in use: no other document is offered."""
    seen = Certificate.objects.visible_to(request.user)
    certificate = get_object_or_404(
        seen.select_related("person__agency", "competence"), pk=pk
    )
    documents = Document.objects.visible_to(request.user).filter(
        agency=certificate.person.agency, withdrawn_at__isnull=True
    )
    form = CertificateFileForm(
        request.POST if request.method == "POST" else None,
        documents=documents.order_by("-created_at", "pk"),
        initial={"document": certificate.document},
    )
    if form.is_valid():
        chosen = form.cleaned_data["document"]
        teams.attach_file(certificate, chosen.pk if chosen else None, by=request.user)
        messages.success(request, "Berkas sertifikat tersimpan.")
        return redirect("teams:person", certificate.person_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "certificate": certificate}
    return render(request, "assessments/certificate_file.html", context, status=status)
