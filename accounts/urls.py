from django.urls import path

from accounts import (
    agency_views,
    invitation_views,
    notice_views,
    placement_views,
    privacy_views,
    security_views,
    trail_views,
    views,
)

app_name = "accounts"

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add, name="add"),
    path("people/<uuid:uuid>/", views.person, name="person"),
    path("people/<uuid:uuid>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:uuid>/activate/", views.activate, name="activate"),
    path("people/<uuid:uuid>/email/", security_views.email, name="email"),
    path("people/<uuid:uuid>/role/", security_views.role, name="role"),
    path(
        "people/<uuid:uuid>/second-factor/reset/",
        security_views.second_factor_reset,
        name="second_factor_reset",
    ),
    path(
        "people/<uuid:uuid>/placements/add/",
        placement_views.placement_add,
        name="placement_add",
    ),
    path(
        "people/placements/<uuid:uuid>/end/",
        placement_views.placement_end,
        name="placement_end",
    ),
    path("placements/", placement_views.placements, name="placements"),
    path(
        "placements/<uuid:uuid>/switch/",
        placement_views.placement_switch,
        name="placement_switch",
    ),
    path("agencies/", agency_views.agencies, name="agencies"),
    path("agencies/add/", agency_views.agency_add, name="agency_add"),
    path("agencies/<int:pk>/", agency_views.agency, name="agency"),
    path("agencies/<int:pk>/edit/", agency_views.agency_edit, name="agency_edit"),
    path("invitations/", invitation_views.invitations, name="invitations"),
    path(
        "invitations/<uuid:uuid>/revoke/",
        invitation_views.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "invited/<str:token>/",
        invitation_views.invitation_accept,
        name="invitation_accept",
    ),
    path("profile/", privacy_views.profile, name="profile"),
    path("profile/export/", privacy_views.profile_export, name="profile_export"),
    path(
        "profile/correction/",
        privacy_views.correction_request,
        name="correction_request",
    ),
    path("corrections/", privacy_views.corrections, name="corrections"),
    path(
        "corrections/<uuid:uuid>/settle/",
        privacy_views.correction_settle,
        name="correction_settle",
    ),
    path("sessions/", security_views.log_ins, name="sessions"),
    path("sessions/end/", security_views.sessions_end, name="sessions_end"),
    path("sessions/<int:pk>/end/", security_views.session_end, name="session_end"),
    path("trail/", trail_views.events, name="trail"),
    path("trail/export/", trail_views.events_xlsx, name="trail_export"),
    path("bell/", notice_views.bell, name="bell"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/", notice_views.notices_read, name="notices_read"),
    path("notices/<uuid:uuid>/open/", notice_views.notice_open, name="notice_open"),
    path("notices/<uuid:uuid>/read/", notice_views.notice_read, name="notice_read"),
    path("preferences/", notice_views.preferences, name="preferences"),
    path("mailings/", notice_views.mailings, name="mailings"),
]
