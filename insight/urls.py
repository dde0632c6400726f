from django.urls import path

from insight.views import mappings, pages, past, years

app_name = "insight"

urlpatterns = [
    path("", pages.start, name="start"),
    path("quarters/<int:year>/<int:quarter>/", pages.province, name="province"),
    path(
        "quarters/<int:year>/<int:quarter>/indicators/<str:code>/",
        pages.indicator,
        name="indicator",
    ),
    path("agencies/<str:code>/", pages.agency, name="agency"),
    path("agencies/<str:code>/change/", pages.change, name="change"),
    # A year
    path("years/", years.annual, name="annual"),
    path("years/<int:year>/", years.year, name="year"),
    path("years/<int:year>/policy/", years.policy, name="policy"),
    # Between instruments
    path("mappings/", mappings.mappings, name="mappings"),
    path("mappings/<slug:old>/<slug:new>/", mappings.mapping, name="mapping"),
    path(
        "mappings/<slug:old>/<slug:new>/edit/",
        mappings.mapping_edit,
        name="mapping_edit",
    ),
    # Years before the portal
    path("past/", past.past, name="past"),
    path("past/template/", past.past_template, name="past_template"),
    path("past/import/", past.past_import, name="past_import"),
    path("past/imports/<uuid:pk>/", past.past_preview, name="past_preview"),
    path("past/imports/<uuid:pk>/apply/", past.past_apply, name="past_apply"),
    path("past/imports/<uuid:pk>/drop/", past.past_drop, name="past_drop"),
]
