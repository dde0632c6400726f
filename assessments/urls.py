from django.urls import path

from assessments.views import (
    answers,
    archives,
    assessments,
    citations,
    periods,
    plenary,
    presence,
    reviews,
)

app_name = "assessments"

urlpatterns = [
    path("", assessments.list_, name="list"),
    path("<uuid:pk>/", assessments.detail, name="detail"),
    path("<uuid:pk>/submit/", assessments.submit, name="submit"),
    path("<uuid:pk>/results/", assessments.results, name="results"),
    path("<uuid:pk>/evidence.zip", archives.evidence_zip, name="evidence_zip"),
    path("<uuid:pk>/extend/", assessments.extend, name="extend"),
    path("<uuid:pk>/accept/", assessments.accept, name="accept"),
    path("<uuid:pk>/close-round/", reviews.close_round, name="close_round"),
    path("<uuid:pk>/plenary/", plenary.plenary_detail, name="plenary_detail"),
    path("<uuid:pk>/finalise/", plenary.finalise, name="finalise"),
    path("answers/<uuid:pk>/", answers.answer, name="answer"),
    path("answers/<uuid:pk>/save/", answers.answer_save, name="answer_save"),
    path("answers/<uuid:pk>/autosave/", answers.autosave, name="autosave"),
    path("answers/<uuid:pk>/presence/", presence.presence, name="presence"),
    path("answers/<uuid:pk>/ready/", answers.answer_ready, name="answer_ready"),
    path("answers/<uuid:pk>/upload/", citations.upload, name="upload"),
    path("answers/<uuid:pk>/cite/", citations.cite, name="cite"),
    path("answers/<uuid:pk>/object/", answers.object_, name="object"),
    path("answers/<uuid:pk>/final/", plenary.set_final, name="set_final"),
    path("answers/<uuid:pk>/review/", reviews.review, name="review"),
    path("answers/<uuid:pk>/decide/", reviews.decide, name="decide"),
    path("citations/<uuid:pk>/withdraw/", citations.withdraw, name="withdraw"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("plenary/", plenary.plenary, name="plenary"),
    path("periods/", periods.periods, name="periods"),
    path("periods/open/", periods.open_, name="open"),
    path("periods/current/", periods.control_current, name="control"),
    path("periods/<int:year>/<int:quarter>/", periods.period, name="period"),
    path(
        "periods/<int:year>/<int:quarter>/determine/",
        periods.determine,
        name="determine",
    ),
    path("determinations/<uuid:pk>/", periods.determination, name="determination"),
]
