from django.urls import path

from evidence import views

app_name = "evidence"

urlpatterns = [
    path("", views.list_, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/replace/", views.replace, name="replace"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("versions/<uuid:pk>/download/", views.download, name="download"),
    path("versions/<uuid:pk>/preview/", views.preview, name="preview"),
]
