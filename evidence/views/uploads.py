"""The server of the tus protocol, and what a finished upload becomes.

https://tus.io/protocols/resumable-upload. Its refusals are plain sentences, which the
uploader shows beside the file.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from evidence import actions, parts, tus
from evidence.forms import DocumentForm
from evidence.models import Upload
from evidence.uploads import StorageFullError, UploadError, room

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http.response import HttpResponseBase

    from accounts.http import PortalRequest
    from evidence.models import Document

    View = Callable[..., HttpResponseBase]


def speaks_tus(view: View) -> View:
    """Refusals become answers; each answer names the version of the protocol."""

    @wraps(view)
    def answered(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with room():
                response: HttpResponseBase = view(request, *args, **kwargs)
        except tus.TusError as error:
            response = _refusal(error.status, str(error))
        except StorageFullError as error:
            response = _refusal(error.status, str(error))
        except UploadError as error:
            response = _refusal(tus.TOO_LARGE, str(error))
        response.headers["Tus-Resumable"] = tus.VERSION
        return response

    return answered


def may_override(view: View) -> View:
    """A POST that names another method is that method: some proxies pass no other."""

    @wraps(view)
    def overridden(
        request: PortalRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.method == "POST":
            request.method = request.headers.get("X-HTTP-Method-Override", "POST")
        return view(request, *args, **kwargs)

    return overridden


@require_http_methods(["OPTIONS", "POST"])
@require(Permission.EVIDENCE_UPLOAD)
@speaks_tus
def tus_start(request: PortalRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=tus.offer())
    tus.require_version(request.headers)
    size, said = tus.length(request.headers), request.headers.get("Upload-Metadata", "")
    upload = actions.start_upload(size=size, metadata=said, by=request.user)
    if request.content_type == tus.BODY:
        upload = _first(request, upload)
    answer = {"Location": reverse("evidence:tus_part", args=[upload.pk])}
    return HttpResponse(status=201, headers=answer | tus.progress(upload))


@may_override
@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@require(Permission.EVIDENCE_UPLOAD)
@speaks_tus
def tus_part(request: PortalRequest, pk: UUID) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=tus.offer())
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    tus.require_version(request.headers)
    if request.method == "DELETE":
        actions.give_up_upload(upload)
        return HttpResponse(status=204)
    tus.require_alive(upload)
    upload.offset = parts.length_of(pk)
    if request.method == "HEAD":
        return HttpResponse(headers=tus.state(upload))
    tus.require_body(request.content_type)
    at = tus.number(request.headers, "Upload-Offset")
    upload = _receive(request, upload, at=at)
    return HttpResponse(status=204, headers=tus.progress(upload))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def claim(request: PortalRequest) -> HttpResponse:
    """A finished upload becomes a document of the own agency: its row, or a sentence."""
    form = DocumentForm(request.POST)
    try:
        document = _claimed(request, form)
    except StorageFullError as error:
        return _refusal(error.status, str(error))
    if document is None:
        sentence = " ".join(str(words[0]) for words in form.errors.values())
        return HttpResponse(sentence, status=422, content_type="text/plain")
    return render(request, "evidence/_uploaded.html", {"document": document})


# Steps that the views share


def _receive(request: PortalRequest, upload: Upload, *, at: int) -> Upload:
    length = tus.body_length(request.META, upload, at)
    checksum = tus.checksum(request.headers)
    return actions.receive_upload(
        upload, request, at=at, length=length, checksum=checksum
    )


def _first(request: PortalRequest, upload: Upload) -> Upload:
    """Bytes that come with the beginning; when they are refused nothing has begun."""
    try:
        return _receive(request, upload, at=0)
    except (tus.TusError, OSError):
        actions.give_up_upload(upload)
        raise


def _claimed(request: PortalRequest, form: DocumentForm) -> Document | None:
    """The document, or none and the reason in the form."""
    agency = request.user.agency
    if not form.is_valid() or agency is None:
        return None
    file = form.cleaned_data["file"]
    try:
        return actions.upload(file, agency=agency, by=request.user, **form.description)
    except StorageFullError:
        raise
    except UploadError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _refusal(status: int, sentence: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain")
    if status == tus.UNSUPPORTED:
        response.headers["Tus-Version"] = tus.VERSION
    return response
