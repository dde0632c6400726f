"""Who may do what. Every access rule of the portal is in this file.

When something may be done (a deadline, a status) is a rule of the domain and lives in
the actions of the app concerned. Which rows a person sees is `visible_to(user)` of
each queryset; all of them stand on `Agency.objects.visible_to(user)`.
"""

from __future__ import annotations

from enum import StrEnum, auto
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from accounts.enums import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User

    View = Callable[..., HttpResponseBase]


class Permission(StrEnum):
    AGENCY_VIEW_ALL = auto()
    AGENCY_VIEW_MENTORED = auto()
    AGENCY_REORGANISE = auto()
    ASSESSMENT_VIEW = auto()
    ASSESSMENT_EDIT = auto()
    ASSESSMENT_SUBMIT = auto()
    ASSIGNMENT_MANAGE = auto()
    OWNER_SET = auto()
    TARGET_SET = auto()
    OBJECTION_RAISE = auto()
    EVIDENCE_VIEW = auto()
    EVIDENCE_UPLOAD = auto()
    EVIDENCE_EDIT = auto()
    EVIDENCE_PUBLISH = auto()
    TEAM_VIEW = auto()
    TEAM_EDIT = auto()
    PERSON_VIEW = auto()
    PERSON_MOVE = auto()
    NOMINATION_DRAFT = auto()
    NOMINATION_PROPOSE = auto()
    NOMINATION_CHECK = auto()
    DECREE_ISSUE = auto()
    THREAD_WRITE = auto()
    REVIEW_DECIDE = auto()
    MENTORING_VIEW = auto()
    MENTORING_RECORD = auto()
    MENTORING_AGREE = auto()
    MENTORING_FOLLOW = auto()
    EXAMPLE_KEEP = auto()
    MENTOR_ASSIGN = auto()
    PLENARY_DECIDE = auto()
    PLENARY_RECORD = auto()
    CONTROL_VIEW = auto()
    CONSISTENCY_VIEW = auto()
    INSIGHT_VIEW = auto()
    PERIOD_MANAGE = auto()
    REPORT_VIEW = auto()
    REPORT_ISSUE = auto()
    LETTERHEAD_MANAGE = auto()
    REPORT_SIGN = auto()
    REPORT_REVOKE = auto()
    BATCH_RUN = auto()
    TPP_VIEW = auto()
    TPP_EXPORT = auto()
    RELEASE_VIEW = auto()
    RELEASE_MANAGE = auto()
    TOKEN_MANAGE = auto()
    TPP_APPROVE = auto()
    TRAIL_VIEW = auto()
    MAIL_VIEW = auto()
    USER_VIEW = auto()
    USER_MANAGE = auto()
    USER_INVITE = auto()
    CORRECTION_SETTLE = auto()
    ALARM_VIEW = auto()
    BACKSTAGE_VIEW = auto()


P = Permission

_MEMBER = {
    P.ASSESSMENT_VIEW,
    P.MENTORING_VIEW,
    P.MENTORING_FOLLOW,
    P.ASSESSMENT_EDIT,
    P.EVIDENCE_VIEW,
    P.EVIDENCE_UPLOAD,
    P.EVIDENCE_EDIT,
    P.THREAD_WRITE,
    P.TEAM_VIEW,
    P.REPORT_VIEW,
}
_READ_ALL = {
    P.AGENCY_VIEW_ALL,
    P.ASSESSMENT_VIEW,
    P.MENTORING_VIEW,
    P.EVIDENCE_VIEW,
    P.TEAM_VIEW,
    P.REPORT_VIEW,
    P.CONTROL_VIEW,
    P.CONSISTENCY_VIEW,
    P.INSIGHT_VIEW,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPD_MEMBER: frozenset(_MEMBER),
    Role.OPD_COORDINATOR: frozenset(
        _MEMBER
        | {
            P.ASSIGNMENT_MANAGE,
            P.OWNER_SET,
            P.TARGET_SET,
            P.MENTORING_AGREE,
            P.TEAM_EDIT,
            P.PERSON_VIEW,
            P.NOMINATION_DRAFT,
            P.REPORT_ISSUE,
            P.USER_INVITE,
        }
    ),
    Role.OPD_HEAD: frozenset(
        _MEMBER
        | {
            P.ASSESSMENT_SUBMIT,
            P.ASSIGNMENT_MANAGE,
            P.OWNER_SET,
            P.TARGET_SET,
            P.OBJECTION_RAISE,
            P.MENTORING_AGREE,
            P.PERSON_VIEW,
            P.NOMINATION_PROPOSE,
            P.REPORT_ISSUE,
        }
    ),
    Role.MENTOR: frozenset(
        {
            P.AGENCY_VIEW_MENTORED,
            P.ASSESSMENT_VIEW,
            P.EVIDENCE_VIEW,
            P.EVIDENCE_UPLOAD,
            P.EVIDENCE_PUBLISH,
            P.TEAM_VIEW,
            P.NOMINATION_CHECK,
            P.REPORT_VIEW,
            P.THREAD_WRITE,
            P.REVIEW_DECIDE,
            P.MENTORING_VIEW,
            P.MENTORING_RECORD,
            P.MENTORING_AGREE,
            P.MENTORING_FOLLOW,
            P.CONSISTENCY_VIEW,
            P.INSIGHT_VIEW,
            P.EXAMPLE_KEEP,
        }
    ),
    Role.ASSESSOR: frozenset(_READ_ALL | {P.PLENARY_DECIDE, P.PLENARY_RECORD}),
    Role.SECRETARIAT: frozenset(
        _READ_ALL
        | {
            P.AGENCY_REORGANISE,
            P.PERIOD_MANAGE,
            P.MENTOR_ASSIGN,
            P.OWNER_SET,
            P.PLENARY_RECORD,
            P.TARGET_SET,
            P.EVIDENCE_UPLOAD,
            P.EVIDENCE_PUBLISH,
            P.TEAM_EDIT,
            P.PERSON_VIEW,
            P.PERSON_MOVE,
            P.NOMINATION_CHECK,
            P.DECREE_ISSUE,
            P.REPORT_ISSUE,
            P.LETTERHEAD_MANAGE,
            P.REPORT_SIGN,
            P.REPORT_REVOKE,
            P.BATCH_RUN,
            P.TPP_VIEW,
            P.TPP_EXPORT,
            P.RELEASE_VIEW,
            P.RELEASE_MANAGE,
            P.TOKEN_MANAGE,
            P.TPP_APPROVE,
            P.MAIL_VIEW,
            P.USER_VIEW,
            P.USER_MANAGE,
            P.USER_INVITE,
            P.CORRECTION_SETTLE,
            P.BACKSTAGE_VIEW,
        }
    ),
    Role.AUDITOR: frozenset(
        _READ_ALL
        | {
            P.PERSON_VIEW,
            P.TPP_VIEW,
            P.RELEASE_VIEW,
            P.TRAIL_VIEW,
            P.MAIL_VIEW,
            P.USER_VIEW,
            P.ALARM_VIEW,
        }
    ),
    Role.ADMIN: frozenset(
        {
            P.USER_VIEW,
            P.USER_MANAGE,
            P.USER_INVITE,
            P.ALARM_VIEW,
            P.BACKSTAGE_VIEW,
        }
    ),
}


# Whose accounts a role may add and change: only an administrator makes another one.
_GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SECRETARIAT: frozenset(Role) - {Role.ADMIN},
    Role.ADMIN: frozenset(Role),
}


# Who reaches the numbers or the accounts of everybody logs in with a second step.
_SECOND_FACTOR = frozenset({Role.SECRETARIAT, Role.ASSESSOR, Role.ADMIN})


def obliges(role: str) -> bool:
    """Whether the role works only with a second step."""
    return role in _SECOND_FACTOR


def needs_second_factor(user: User) -> bool:
    return obliges(user.role)


def grantable_roles(user: User) -> frozenset[Role]:
    """The roles of the accounts that the user may add, change and switch off."""
    if not can(user, Permission.USER_MANAGE):
        return frozenset()
    return _GRANTABLE.get(Role(user.role), frozenset())


def invitable_roles(user: User) -> frozenset[Role]:
    """The roles that the user may offer by mail: a coordinator, members of the team."""
    if not can(user, Permission.USER_INVITE):
        return frozenset()
    return grantable_roles(user) or frozenset({Role.OPD_MEMBER})


def people_with(permission: Permission) -> list[Role]:
    """The roles that have the permission, to find whom to tell."""
    return [role for role, owned in ROLE_PERMISSIONS.items() if permission in owned]


def agencies_bound(user: User) -> bool:
    """Whether the user invites only for the own agency."""
    return not can(user, Permission.USER_MANAGE)


def can(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether the user's role has the permission; nobody inactive or anonymous has."""
    if not user.is_active:
        return False
    return permission in ROLE_PERMISSIONS.get(Role(user.role), frozenset())


def require(permission: Permission) -> Callable[[View], View]:
    """Refuse the view with 403 to users whose role lacks `permission`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not can(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
