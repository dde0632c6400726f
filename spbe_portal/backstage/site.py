"""The site itself: who comes in, and that nothing is written past the actions.

It has no log-in of its own: visitors go to the portal's, and the second step is asked
by the middleware as anywhere else. Models are registered one by one; what the packages
would register by themselves is not here.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, can

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver


class Backstage(AdminSite):
    site_header = "Portal SPBE: pengelolaan"
    site_title = "Portal SPBE"
    index_title = "Data sistem"
    index_template = "admin/portal_index.html"
    empty_value_display = "-"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Permission.BACKSTAGE_VIEW)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """403 to others, as everywhere in the portal, and no log-in form."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return never_cache(guarded)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The index, the lists and the rows; no log-in, no password, no catch-all."""
        apps = "|".join(sorted({model._meta.app_label for model in self._registry}))
        urls: list[URLPattern | URLResolver] = [
            path("", self.admin_view(require_safe(self.index)), name="index"),
            path(
                "jsi18n/",
                self.admin_view(require_safe(self.i18n_javascript)),
                name="jsi18n",
            ),
            re_path(
                f"^(?P<app_label>{apps})/$",
                self.admin_view(require_safe(self.app_index)),
                name="app_list",
            ),
        ]
        for model, shown in self._registry.items():
            place = f"{model._meta.app_label}/{model._meta.model_name}/"
            urls.append(path(place, include(shown.urls)))
        return urls

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Nothing is logged there: what is done stands in the trail."""
        return LogEntry.objects.none()


site = Backstage(name="admin")


class Shown(ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at. `permission` says who; `columns` are shown in list and row.

    What a person may not see anywhere else is not seen here: rows come through
    `visible_to` where the model has it.
    """

    permission = Permission.BACKSTAGE_VIEW
    actions: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        methods = ["GET", "HEAD", *(["POST"] if self.actions else [])]
        listed = require_http_methods(methods)(self.changelist_view)
        shown = require_safe(self.change_view)
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(listed), name=f"{name}_changelist"),
            path("<path:object_id>/change/", wrap(shown), name=f"{name}_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        visible = getattr(found, "visible_to", None)
        return visible(request.user) if visible else found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields or ()

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only what the filters ask for: no guessing at hashes by their beginning."""
        return lookup.split("__")[0] in {str(name) for name in self.list_filter}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, self.permission)

    def has_view_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return can(request.user, self.permission)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
