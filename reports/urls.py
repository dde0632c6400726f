"""Addresses of this app: `urlpatterns` under reports/, `public_urlpatterns` under v/."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("assessments/<uuid:pk>/issue/", views.issue_report, name="issue_report"),
    path("assessments/<uuid:pk>/worksheet/", views.worksheet, name="worksheet"),
    path("determinations/<uuid:pk>/issue/", views.issue_minutes, name="issue_minutes"),
    path("mentoring/<uuid:pk>/", views.mentoring_minutes, name="mentoring_minutes"),
    path("mentoring/<uuid:pk>/issue/", views.issue_mentoring, name="issue_mentoring"),
    path("mentoring/<uuid:pk>/keep/", views.keep_mentoring, name="keep_mentoring"),
    path("sessions/<uuid:pk>/issue/", views.issue_plenary, name="issue_plenary"),
    path("documents/<uuid:pk>/", views.document, name="document"),
    path("documents/<uuid:pk>/retry/", views.retry, name="retry"),
    path("documents/<uuid:pk>/download/", views.download, name="download"),
    path("exports/", views.exports, name="exports"),
    path("exports/create/", views.export_create, name="export_create"),
    path("rule-sets/create/", views.rule_set_create, name="rule_set_create"),
    path("verify/", views.verify_home, name="verify"),
]

# The root includes these under v/, which is what printed documents say.
public_urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:code>/", views.verify_code, name="verify_code"),
]
