from django.urls import path

from teams import views

app_name = "teams"

urlpatterns = [
    path("", views.list_, name="list"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/seats/<int:number>/", views.seat, name="seat"),
    path("memberships/<int:pk>/vacate/", views.vacate, name="vacate"),
]
