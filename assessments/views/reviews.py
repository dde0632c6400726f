"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def close_round(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def review(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def decide(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def reviews(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
