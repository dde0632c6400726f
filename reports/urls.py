"""Addresses of this app: `urlpatterns` under reports/, `public_urlpatterns` under v/."""

from django.urls import path

from reports import (
    batch_views,
    recap_views,
    rule_views,
    score_views,
    setting_views,
    signature_views,
    team_views,
    tpp_views,
    verify_views,
    views,
    word_views,
)

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
    path("verify/", verify_views.verify_home, name="verify"),
    # TPP
    path("exports/", tpp_views.exports, name="exports"),
    path("exports/create/", tpp_views.export_create, name="export_create"),
    path("exports/<uuid:pk>/", tpp_views.export, name="export"),
    path("exports/<uuid:pk>/compare/", tpp_views.export_compare, name="export_compare"),
    path("exports/<uuid:pk>/check/", tpp_views.export_check, name="export_check"),
    path("exports/<uuid:pk>/csv/", tpp_views.export_csv, name="export_csv"),
    path("exports/<uuid:pk>/json/", tpp_views.export_json, name="export_json"),
    path("rule-sets/create/", rule_views.rule_set_create, name="rule_set_create"),
    path("rule-sets/preview/", rule_views.rule_set_preview, name="rule_set_preview"),
    path("rule-sets/<uuid:pk>/", rule_views.rule_set, name="rule_set"),
    path("rule-sets/<uuid:pk>/edit/", rule_views.rule_set_edit, name="rule_set_edit"),
    path(
        "rule-sets/<uuid:pk>/approve/",
        rule_views.rule_set_approve,
        name="rule_set_approve",
    ),
    path("rule-sets/<uuid:pk>/drop/", rule_views.rule_set_drop, name="rule_set_drop"),
    path(
        "rule-sets/<uuid:pk>/components/<int:position>/",
        score_views.scores_upload,
        name="scores_upload",
    ),
    path(
        "rule-sets/<uuid:pk>/components/<int:position>/template/",
        score_views.scores_template,
        name="scores_template",
    ),
    path("scores/<uuid:pk>/", score_views.scores, name="scores"),
    path("scores/<uuid:pk>/apply/", score_views.scores_apply, name="scores_apply"),
    path("scores/<uuid:pk>/drop/", score_views.scores_drop, name="scores_drop"),
    path(
        "documents/<uuid:pk>/figures/",
        recap_views.document_figures,
        name="document_figures",
    ),
    path(
        "periods/<int:year>/<int:quarter>/recap/",
        recap_views.issue_recap,
        name="issue_recap",
    ),
    # Letterhead and signatories
    path("letterhead/", setting_views.letterhead, name="letterhead"),
    path(
        "letterhead/create/", setting_views.letterhead_create, name="letterhead_create"
    ),
    path(
        "letterhead/preview/",
        setting_views.letterhead_preview,
        name="letterhead_preview",
    ),
    path(
        "signatories/create/", setting_views.signatory_create, name="signatory_create"
    ),
    path("signatories/drop/", setting_views.signatory_drop, name="signatory_drop"),
    # DOCX
    path("templates/", word_views.templates, name="templates"),
    path(
        "templates/<str:kind>/default/",
        word_views.template_default,
        name="template_default",
    ),
    path(
        "templates/<str:kind>/sample/",
        word_views.template_sample,
        name="template_sample",
    ),
    path(
        "templates/<uuid:pk>/download/",
        word_views.template_download,
        name="template_download",
    ),
    path("documents/<uuid:pk>/copy/", word_views.copy_create, name="copy_create"),
    path("copies/<uuid:pk>/download/", word_views.copy_download, name="copy_download"),
    path(
        "nominations/<uuid:pk>/word/",
        word_views.nomination_word,
        name="nomination_word",
    ),
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
