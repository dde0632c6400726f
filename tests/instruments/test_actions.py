import pytest

from accounts.enums import Role
from accounts.models import AuditEvent
from instruments import actions
from instruments.definition import parse
from instruments.models import Indicator, Node, Version
from tests.factories import SMALL, UserFactory, small_version

pytestmark = pytest.mark.django_db

DIGEST = "1" * 64


def publish(by=None, digest=DIGEST, **changes):
    return actions.publish(parse(SMALL | changes), file_sha256=digest, by=by)


def test_publish_writes_the_whole_instrument():
    secretary = UserFactory(username="sekretariat", role=Role.SECRETARIAT)

    version = publish(secretary)

    assert version.published_by == secretary
    assert list(version.nodes.order_by("pk").values_list("code", flat=True)) == [
        "D1",
        "A1",
        "D2",
        "A2",
    ]
    indicators = version.indicators.order_by("position")
    assert [(i.code, i.position) for i in indicators] == [
        ("I1", 1),
        ("I2", 2),
        ("I3", 3),
    ]
    assert indicators[0].criteria.count() == 5
    assert indicators[0].requirements.count() == 2
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("instrument.published", "sekretariat")
    assert event.data == {"code": "kecil", "sha256": DIGEST}


def test_the_same_file_again_gives_the_version_that_stands():
    assert publish() == publish()
    assert Version.objects.count() == 1


def test_other_content_needs_another_code():
    publish()

    with pytest.raises(actions.InstrumentError, match="beri kode baru"):
        publish(digest="2" * 64)

    assert publish(digest="2" * 64, code="kecil-2").code == "kecil-2"
    assert (Node.objects.count(), Indicator.objects.count()) == (8, 6)


def test_retire_keeps_the_version_for_what_has_it():
    secretary = UserFactory(role=Role.SECRETARIAT)
    version = small_version()

    retired = actions.retire(version, by=secretary)

    assert retired.retired_by == secretary
    assert list(Version.objects.published()) == [version]
    assert list(Version.objects.in_use()) == []
    with pytest.raises(actions.InstrumentError, match="sudah ditarik"):
        actions.retire(version, by=secretary)
