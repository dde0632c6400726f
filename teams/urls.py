from django.urls import path

from teams.views import (
    certificates,
    decrees,
    facilitation,
    nominations,
    people,
    registry,
    seats,
)

app_name = "teams"

urlpatterns = [
    path("", seats.list_, name="list"),
    path("seats/", seats.seats, name="seats"),
    # People
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/correct/", people.person_correct, name="person_correct"),
    path("people/<uuid:pk>/move/", people.person_move, name="person_move"),
    path(
        "people/<uuid:pk>/certificates/add/",
        certificates.certificate_add,
        name="certificate_add",
    ),
    path(
        "people/<uuid:pk>/trainings/plan/",
        certificates.training_plan,
        name="training_plan",
    ),
    path(
        "certificates/<uuid:pk>/remove/",
        certificates.certificate_remove,
        name="certificate_remove",
    ),
    path(
        "trainings/<uuid:pk>/attend/",
        certificates.training_attend,
        name="training_attend",
    ),
    path("competences/", certificates.competences, name="competences"),
    path("competences/xlsx/", certificates.competences_xlsx, name="competences_xlsx"),
    # Import
    path("registry/", registry.registry, name="registry"),
    path("registry/template/", registry.registry_template, name="registry_template"),
    path("registry/<uuid:pk>/", registry.registry_preview, name="registry_preview"),
    path("registry/<uuid:pk>/apply/", registry.registry_apply, name="registry_apply"),
    path("registry/<uuid:pk>/drop/", registry.registry_drop, name="registry_drop"),
    # Nominations
    path("nominations/", nominations.nominations, name="nominations"),
    path("nominations/<uuid:pk>/", nominations.nomination, name="nomination"),
    path(
        "nominations/<uuid:pk>/seats/<int:number>/",
        nominations.nominate,
        name="nominate",
    ),
    path(
        "nominations/<uuid:pk>/propose/",
        nominations.nomination_propose,
        name="nomination_propose",
    ),
    path(
        "nominations/<uuid:pk>/recall/",
        nominations.nomination_recall,
        name="nomination_recall",
    ),
    path(
        "nominations/<uuid:pk>/cancel/",
        nominations.nomination_cancel,
        name="nomination_cancel",
    ),
    path(
        "nominations/<uuid:pk>/finish/",
        nominations.nomination_finish,
        name="nomination_finish",
    ),
    path(
        "nominations/seats/<int:pk>/check/",
        nominations.nomination_check,
        name="nomination_check",
    ),
    # Decrees
    path("decrees/", decrees.decrees, name="decrees"),
    path("decrees/<uuid:pk>/", decrees.decree, name="decree"),
    path("decrees/<uuid:pk>/file/", decrees.decree_file, name="decree_file"),
    # Facilitation
    path("facilitations/", facilitation.facilitations, name="facilitations"),
    path(
        "<str:code>/facilitation/<int:year>-<int:quarter>/",
        facilitation.facilitation,
        name="facilitation",
    ),
    path(
        "<str:code>/facilitation/<int:year>-<int:quarter>/edit/",
        facilitation.facilitation_edit,
        name="facilitation_edit",
    ),
    path(
        "<str:code>/facilitation/<int:year>-<int:quarter>/meetings/add/",
        facilitation.meeting_add,
        name="meeting_add",
    ),
    # One agency
    path("memberships/<int:pk>/vacate/", seats.vacate, name="vacate"),
    path("<str:code>/", seats.detail, name="detail"),
    path("<str:code>/nominate/", nominations.nomination_start, name="nomination_start"),
    path("<str:code>/seats/<int:number>/", seats.seat, name="seat"),
    path("<str:code>/people/", people.people, name="people"),
    path("<str:code>/people/add/", people.person_add, name="person_add"),
]
