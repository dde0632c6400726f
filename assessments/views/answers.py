"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def answer(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def answer_save(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def answer_ready(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def upload(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def cite(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def object_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def withdraw(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
