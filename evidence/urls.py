from django.urls import path

from evidence.views import files, library, links, province, uploads

app_name = "evidence"

urlpatterns = [
    path("", library.list_, name="list"),
    path("upload/", library.upload, name="upload"),
    path("upload/claim/", uploads.claim, name="claim"),
    path("upload/parts/", uploads.tus_start, name="tus_start"),
    path("upload/parts/<uuid:pk>/", uploads.tus_part, name="tus_part"),
    path("link/", links.link, name="link"),
    path("<uuid:pk>/", library.detail, name="detail"),
    path("<uuid:pk>/link/", links.relink, name="relink"),
    path("<uuid:pk>/describe/", library.describe, name="describe"),
    path("<uuid:pk>/replace/", library.replace, name="replace"),
    path("<uuid:pk>/withdraw/", library.withdraw, name="withdraw"),
    path("<uuid:pk>/restore/", library.restore, name="restore"),
    path("<uuid:pk>/update/", province.update, name="update"),
    path("province/", province.province, name="province"),
    path("province/link/", links.province_link, name="province_link"),
    path("province/<uuid:pk>/link/", links.province_relink, name="province_relink"),
    path("province/publish/", province.publish, name="publish"),
    path("province/<uuid:pk>/accept/", province.accept, name="accept"),
    path(
        "province/<uuid:pk>/describe/",
        province.province_describe,
        name="province_describe",
    ),
    path(
        "province/<uuid:pk>/replace/",
        province.province_replace,
        name="province_replace",
    ),
    path(
        "province/<uuid:pk>/withdraw/",
        province.province_withdraw,
        name="province_withdraw",
    ),
    path(
        "province/<uuid:pk>/restore/",
        province.province_restore,
        name="province_restore",
    ),
    path("versions/<uuid:pk>/download/", files.download, name="download"),
    path("versions/<uuid:pk>/preview/", files.preview, name="preview"),
    path("versions/<uuid:pk>/viewer/", files.viewer, name="viewer"),
    path("versions/<uuid:pk>/recheck/", links.recheck, name="recheck"),
    path(
        "province/versions/<uuid:pk>/recheck/",
        links.province_recheck,
        name="province_recheck",
    ),
]
