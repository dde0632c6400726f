"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def people(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def add(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def person(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def deactivate(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def activate(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def mentoring(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def trail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
