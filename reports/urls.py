"""Addresses of this app: `urlpatterns` under reports/, `public_urlpatterns` under v/."""

from django.urls import path

from reports import batch_views, signature_views, team_views, verify_views, views

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
    path("documents/<uuid:pk>/sign/", signature_views.sign, name="sign"),
    path("documents/<uuid:pk>/unsigned/", signature_views.unsigned, name="unsigned"),
    path(
        "documents/<uuid:pk>/signed/",
        signature_views.signed_upload,
        name="signed_upload",
    ),
    path("documents/<uuid:pk>/revoke/", signature_views.revoke, name="revoke"),
    path("batches/", batch_views.batches, name="batches"),
    path(
        "periods/<int:year>/<int:quarter>/batch/",
        batch_views.batch_start,
        name="batch_start",
    ),
    path("batches/<uuid:pk>/", batch_views.batch, name="batch"),
    path("batches/<uuid:pk>/pause/", batch_views.batch_pause, name="batch_pause"),
    path(
        "batches/<uuid:pk>/continue/", batch_views.batch_continue, name="batch_continue"
    ),
    path("batches/<uuid:pk>/cancel/", batch_views.batch_cancel, name="batch_cancel"),
    path("batches/<uuid:pk>/retry/", batch_views.batch_retry, name="batch_retry"),
    path("batches/<uuid:pk>/reports.zip", batch_views.batch_zip, name="batch_zip"),
    path("exports/", views.exports, name="exports"),
    path("exports/create/", views.export_create, name="export_create"),
    path("rule-sets/create/", views.rule_set_create, name="rule_set_create"),
    path("verify/", verify_views.verify_home, name="verify"),
    # Teams
    path(
        "nominations/<uuid:pk>/letter/",
        team_views.nomination_letter,
        name="nomination_letter",
    ),
    path("decrees/<uuid:pk>/annex/pdf/", team_views.annex_pdf, name="annex_pdf"),
    path("decrees/<uuid:pk>/annex/xlsx/", team_views.annex_xlsx, name="annex_xlsx"),
    path("annex/pdf/", team_views.annex_draft_pdf, name="annex_draft_pdf"),
    path("annex/xlsx/", team_views.annex_draft_xlsx, name="annex_draft_xlsx"),
    path("teams/<str:code>/roster/", team_views.roster, name="roster"),
    path("teams/<str:code>/roster/keep/", team_views.roster_keep, name="roster_keep"),
]

# The root includes these under v/, which is what printed documents say.
public_urlpatterns = [
    path("", verify_views.verify, name="verify"),
    path("file/", verify_views.verify_file, name="verify_file"),
    path("<str:code>/", verify_views.verify_code, name="verify_code"),
]
