from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add, name="add"),
    path("people/<uuid:uuid>/", views.person, name="person"),
    path("people/<uuid:uuid>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:uuid>/activate/", views.activate, name="activate"),
    path("trail/", views.trail, name="trail"),
]
