"""Accounts and their traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages

from accounts import actions, content, invitations, privacy
from accounts.models import (
    Agency,
    AuditEvent,
    Invitation,
    Mailing,
    MentorAssignment,
    Placement,
    User,
)
from accounts.permissions import Permission, can
from spbe_portal.backstage.site import Shown, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@admin.register(Agency, site=site)
class ShownAgency(Shown):
    list_display = ("code", "name", "kind", "opened_on", "closed_on")
    list_filter = ("kind",)
    search_fields = ("code", "name", "short_name")
    ordering = ("code",)
    fields = (
        "code",
        "name",
        "short_name",
        "kind",
        "parent",
        "site",
        "opened_on",
        "closed_on",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        """Names and dates of all: no draft of theirs is in the row."""
        return Agency.objects.all()


class Managed(Shown):
    """Rows that are changed by actions of accounts, for who manages accounts."""

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Permission.USER_MANAGE)

    def each(
        self, request: HttpRequest, rows: QuerySet[Any], act: Callable[..., Any]
    ) -> None:
        """The action for every chosen row; who is refused is named with the reason."""
        done = 0
        for row in rows.order_by("pk"):
            try:
                act(row, by=request.user)
            except actions.AccountError as error:
                messages.error(request, f"{row}: {error}")
            else:
                done += 1
        if done:
            messages.success(request, f"{done} baris diubah dan tercatat.")


@admin.register(User, site=site)
class ShownUser(Managed):
    permission = Permission.USER_VIEW
    list_display = ("username", "name", "role", "agency", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("agency",)
    search_fields = ("username", "name")
    ordering = ("username",)
    fields = (
        "username",
        "name",
        "email",
        "role",
        "agency",
        "is_active",
        "date_joined",
        "last_login",
        "password_set_at",
    )
    actions = ("deactivate", "activate")

    @admin.action(permissions=["manage"], description="Nonaktifkan akun terpilih")
    def deactivate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.each(request, rows, actions.deactivate)

    @admin.action(permissions=["manage"], description="Aktifkan kembali akun terpilih")
    def activate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.each(request, rows, actions.activate)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Reading another person's data is on record here too."""
        found = self.get_object(request, object_id)
        if found is not None and isinstance(request.user, User):
            privacy.note_reading(found, by=request.user)
        return super().change_view(request, object_id, *args, **kwargs)


@admin.register(Placement, site=site)
class ShownPlacement(Shown):
    permission = Permission.USER_VIEW
    list_display = ("user", "role", "agency", "is_main", "starts_on", "ends_on")
    list_filter = ("is_main", "role")
    list_select_related = ("user", "agency")
    search_fields = ("user__username", "user__name")
    ordering = ("-given_at",)
    fields = (
        *list_display,
        "reason",
        "given_by",
        "given_at",
        "ended_at",
        "ended_by",
        "ended_reason",
    )


@admin.register(MentorAssignment, site=site)
class ShownAssignment(Shown):
    permission = Permission.USER_VIEW
    list_display = ("mentor", "agency", "year", "quarter", "is_lead", "ended_at")
    list_filter = ("year", "quarter", "is_lead")
    list_select_related = ("mentor", "agency")
    search_fields = ("mentor__username", "mentor__name", "agency__name")
    ordering = ("-assigned_at",)
    fields = (
        *list_display,
        "stands_in_for",
        "reason",
        "starts_on",
        "ends_on",
        "assigned_by",
        "assigned_at",
        "ended_by",
    )


@admin.register(Invitation, site=site)
class ShownInvitation(Managed):
    permission = Permission.USER_INVITE
    list_display = ("email", "role", "agency", "invited_at", "expires_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("agency",)
    search_fields = ("email",)
    ordering = ("-invited_at",)
    fields = (*list_display, "invited_by", "sent_at", "accepted_at", "account")
    actions = ("revoke",)

    @admin.action(permissions=["manage"], description="Cabut undangan terpilih")
    def revoke(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        self.each(request, rows, invitations.revoke)


@admin.register(Mailing, site=site)
class ShownMailing(Shown):
    permission = Permission.MAIL_VIEW
    list_display = ("user", "kind", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__name")
    ordering = ("-created_at",)
    fields = (*list_display, "next_at", "subject", "reason")


@admin.register(AuditEvent, site=site)
class ShownEvent(Shown):
    """What was done to accounts; the rest of the trail is the inspectorate's."""

    permission = Permission.USER_MANAGE
    list_display = ("position", "happened_at", "actor", "actor_role", "sentence")
    list_filter = ("actor_role",)
    search_fields = ("actor", "verb")
    ordering = ("-position",)
    fields = (*list_display, "verb", "subject_type", "subject_id", "hash")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(subject_type__startswith="accounts.")

    @admin.display(description="peristiwa")
    def sentence(self, event: AuditEvent) -> str:
        return content.sentence(event)
