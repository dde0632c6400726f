from django.urls import path

from teams.views import people, seats

app_name = "teams"

urlpatterns = [
    path("", seats.list_, name="list"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/correct/", people.person_correct, name="person_correct"),
    path("people/<uuid:pk>/move/", people.person_move, name="person_move"),
    path("memberships/<int:pk>/vacate/", seats.vacate, name="vacate"),
    path("<str:code>/", seats.detail, name="detail"),
    path("<str:code>/seats/<int:number>/", seats.seat, name="seat"),
    path("<str:code>/people/", people.people, name="people"),
    path("<str:code>/people/add/", people.person_add, name="person_add"),
]
