"""Two at once over one invitation."""

import pytest

from accounts import invitations
from accounts.actions import AccountError
from accounts.enums import Role
from accounts.models import Invitation, User
from tests.assessments.test_concurrency import at_once
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def refusals(*calls):
    """Run together; what was refused."""

    def answered(call):
        try:
            call()
        except AccountError as error:
            return str(error)

    found = at_once(*(lambda call=call: answered(call) for call in calls))
    return [said for said in found if said]


@pytest.fixture
def secretary(monkeypatch):
    monkeypatch.setattr(invitations, "send", lambda pk: None)  # no worker here
    return UserFactory(role=Role.SECRETARIAT)


def invite(by):
    return invitations.invite(
        email="baru@example.invalid", role=Role.MENTOR, agency=None, by=by
    )


def test_an_invitation_is_taken_once(secretary):
    _, token = invitations.with_link(invite(secretary).pk)

    def take(name):
        password = "Sandi-uji-2026!"
        invitations.accept(token, username=name, name=name, password=password)

    said = refusals(lambda: take("satu"), lambda: take("dua"))

    assert said == ["Undangan ini tidak berlaku lagi."]
    assert User.objects.filter(username__in=["satu", "dua"]).count() == 1


def test_an_address_is_invited_once(secretary):
    said = refusals(lambda: invite(secretary), lambda: invite(secretary))

    assert len(said) == 1
    assert Invitation.objects.count() == 1
