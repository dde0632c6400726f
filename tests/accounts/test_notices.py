import pytest
from django.db import transaction

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from accounts.notices import notify
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def tell(*people, key="a", **more):
    notify(
        NoticeKind.RETURNED, to=people, text="Dikembalikan.", url="/", key=key, **more
    )


def test_notify_tells_each_person_once_of_an_event():
    first, second = UserFactory(), UserFactory()

    tell(first)
    tell(first, second)
    tell(first, key="b")

    assert sorted(Notice.objects.values_list("user", "key")) == sorted(
        [(first.pk, "a"), (second.pk, "a"), (first.pk, "b")]
    )


def test_notify_does_not_tell_who_did_it_nor_the_inactive():
    actor, gone = UserFactory(), UserFactory(is_active=False)

    tell(actor, gone, by=actor)

    assert not Notice.objects.exists()


def test_notify_tells_nobody_of_what_was_rolled_back():
    person = UserFactory()

    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_a_notice_is_gone_for_who_no_longer_sees_its_agency():
    agency = AgencyFactory()
    mentor = MentorAssignmentFactory(agency=agency).mentor
    former = UserFactory(role=Role.MENTOR)

    tell(mentor, former, agency=agency)

    assert Notice.objects.visible_to(mentor).count() == 1
    assert Notice.objects.visible_to(former).count() == 0
