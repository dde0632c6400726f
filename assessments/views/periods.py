"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def periods(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def open_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def control_current(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def period(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def determination(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def determine(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
