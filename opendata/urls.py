"""Addresses of this app: public pages, the secretariat's desk, and the API."""

from django.urls import path

from opendata.api.service import urlpatterns as api_patterns
from opendata.views import files, public, releases, tokens

FILE = "<slug:dataset>.<slug:extension>"

app_name = "opendata"
urlpatterns = [
    path("public/", public.index, name="index"),
    path("public/data/", public.data, name="data"),
    path("public/about/", public.about, name="about"),
    path("public/agencies/<str:code>/", public.agency, name="agency"),
    path("public/<int:year>/<int:quarter>/", public.quarter, name="quarter"),
    path(
        "public/<int:year>/<int:quarter>/revisions/<int:revision>/",
        public.revision,
        name="revision",
    ),
    path(f"public/<int:year>/<int:quarter>/{FILE}", files.download, name="download"),
    path(f"public/{FILE}", files.download_all, name="download_all"),
    # The secretariat's desk
    path("releases/", releases.releases, name="releases"),
    path("releases/<uuid:pk>/", releases.release, name="release"),
    path("releases/<uuid:pk>/withdraw/", releases.withdraw, name="withdraw"),
    path("releases/publish/<uuid:pk>/", releases.publish, name="publish"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", tokens.revoke, name="revoke"),
]

root_urlpatterns = [
    path("robots.txt", files.robots, name="robots"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
]

api_urlpatterns = api_patterns()
