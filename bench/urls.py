"""The portal's URLs and the bare views."""

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from spbe_portal.urls import urlpatterns as portal


class Row(models.Model):
    """A table with a number and a text, made by the benchmark."""

    text = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.text


def bare(request: HttpRequest) -> HttpResponse:
    """One row, behind the log-in and the CSRF check that every view here stands behind."""
    Row.objects.create(text=request.POST["text"])
    return HttpResponse("ok")


@login_not_required
def row(request: HttpRequest) -> HttpResponse:
    """One row read for anybody, as bare as a public page can be."""
    found = Row.objects.order_by("pk").first()
    return HttpResponse(found.text if found else "-")


urlpatterns = [
    path("bench/bare/", bare, name="bare"),
    path("bench/row/", row, name="row"),
    *portal,
]
