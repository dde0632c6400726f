"""The root of all URLs; each app has its own list."""

from django.urls import include, path

from opendata.urls import api_urlpatterns, root_urlpatterns
from reports.urls import public_urlpatterns
from spbe_portal import health, home, offline, views
from spbe_portal.backstage import accounts, work  # noqa: F401 they register
from spbe_portal.backstage.site import site

urlpatterns = [
    path("", home.home, name="home"),
    path("theme/", views.theme, name="theme"),
    path("offline/", offline.fallback, name="offline"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("help/", views.help, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("components/", views.components, name="components"),
    path("health/", health.health, name="health"),
    path("admin/", site.urls),
    path("accounts/", include("accounts.auth_urls")),
    path("accounts/", include("accounts.urls")),
    path("assessments/", include("assessments.urls")),
    path("documents/", include("evidence.urls")),
    path("teams/", include("teams.urls")),
    path("insight/", include("insight.urls")),
    path("reports/", include("reports.urls")),
    path("reorganisations/", include("reorganisations.urls")),
    path("v/", include((public_urlpatterns, "public"))),
    path("", include("opendata.urls")),
    path("api/v1/", include((api_urlpatterns, "api"))),
    *root_urlpatterns,
]
