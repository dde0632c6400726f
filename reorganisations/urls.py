from django.urls import path

from reorganisations import views

app_name = "reorganisations"

urlpatterns = [
    path("", views.list_, name="list"),
    path("start/", views.start, name="start"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/basis/", views.basis, name="basis"),
    path("<uuid:pk>/agencies/", views.agencies, name="agencies"),
    path("<uuid:pk>/rules/", views.rules, name="rules"),
    path("<uuid:pk>/preview/", views.preview, name="preview"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
]
