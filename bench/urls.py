"""The portal's URLs and the bare view."""

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


urlpatterns = [path("bench/bare/", bare, name="bare"), *portal]
