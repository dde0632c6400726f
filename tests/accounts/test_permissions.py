import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import (
    ROLE_PERMISSIONS,
    Permission,
    can,
    grantable_roles,
    require,
)

DECIDING = {
    Permission.ASSESSMENT_EDIT,
    Permission.ASSESSMENT_SUBMIT,
    Permission.REVIEW_DECIDE,
    Permission.PLENARY_DECIDE,
    Permission.PERIOD_MANAGE,
}


def test_every_role_has_its_line():
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_every_permission_is_given_to_somebody():
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_administrators_have_no_power_over_scores():
    assert ROLE_PERMISSIONS[Role.ADMIN] == {
        Permission.USER_VIEW,
        Permission.USER_MANAGE,
        Permission.USER_INVITE,
        Permission.ALARM_VIEW,
        Permission.BACKSTAGE_VIEW,
    }


def test_auditors_change_nothing():
    reading = {p for p in Permission if p.endswith(("_view", "_view_all"))}

    assert ROLE_PERMISSIONS[Role.AUDITOR] <= reading


def test_no_role_both_fills_and_decides():
    deciding = {
        role: len(permissions & DECIDING & {*DECIDING})
        for role, permissions in ROLE_PERMISSIONS.items()
        if Permission.ASSESSMENT_EDIT not in permissions
    }

    assert max(deciding.values()) == 1


def test_nobody_inactive_or_anonymous_may_anything():
    assert not can(AnonymousUser(), Permission.USER_VIEW)
    assert not can(User(role=Role.ADMIN, is_active=False), Permission.USER_VIEW)
    assert can(User(role=Role.ADMIN), Permission.USER_VIEW)


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.ADMIN, set(Role)),
        (Role.SECRETARIAT, set(Role) - {Role.ADMIN}),
        (Role.AUDITOR, set()),
        (Role.OPD_HEAD, set()),
    ],
)
def test_only_administrators_make_administrators(role, granted):
    assert grantable_roles(User(role=role)) == granted


def test_require_refuses_and_lets_through():
    @require(Permission.TRAIL_VIEW)
    def view(request):
        return "seen"

    request = RequestFactory().get("/")
    request.user = User(role=Role.AUDITOR)
    assert view(request) == "seen"
    assert view.required_permission is Permission.TRAIL_VIEW

    request.user = User(role=Role.ADMIN)
    with pytest.raises(PermissionDenied):
        view(request)
