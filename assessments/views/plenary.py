"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def plenary_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def finalise(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def set_final(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def plenary(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
