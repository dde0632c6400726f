"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def list_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def seat(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def vacate(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
