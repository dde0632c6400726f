"""Publishing and withdrawing, and the tokens of other systems."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments.models import Result
from lib import canonical
from opendata import actions, queries
from opendata.content import content_of
from opendata.enums import Scope
from opendata.models import ApiToken, Release
from tests.factories import UserFactory
from tests.opendata.builders import determined, publish, published

pytestmark = pytest.mark.django_db


def test_a_release_freezes_what_the_preview_showed():
    determination = determined()
    by = UserFactory(role=Role.SECRETARIAT)

    release = publish(determination, by=by)

    assert release.revision == 1
    assert release.sha256 == canonical.sha256(release.content)
    assert [a["code"] for a in release.content["agencies"]] == ["1.01", "1.02", "1.03"]
    indices = dict(determination.results.values_list("agency_code", "index"))
    for line in release.content["agencies"]:
        assert line["index"] == str(indices[line["code"]])
    event = AuditEvent.objects.get(verb="release.published")
    assert (event.actor, event.data["sha256"]) == (by.username, release.sha256)


def test_a_release_has_no_level_no_reason_and_no_person():
    text = canonical.dumps(published().content)

    assert "Bukti belum memadai" not in text
    assert "I1" not in text  # an indicator
    assert "Ketua Tim Penilai" not in text
    assert "964121519900" not in text


def test_who_is_not_final_is_counted_and_not_named():
    from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory
    from tests.reports.builders import determine, final_assessment

    period = PeriodFactory(year=2026, quarter=2)
    final_assessment(period, AgencyFactory(code="1.01"))
    AssessmentFactory(period=period, agency=AgencyFactory(code="1.02", name="Rahasia"))

    content = publish(determine(period)).content

    assert content["not_final"] == 1
    assert "Rahasia" not in canonical.dumps(content)


def test_what_changed_since_the_preview_is_not_published():
    determination = determined()

    with pytest.raises(actions.ReleaseError, match="berubah sejak ditampilkan"):
        actions.publish(
            determination,
            shows_rank=True,
            reason="",
            seen_sha256="0" * 64,
            by=UserFactory(role=Role.SECRETARIAT),
        )

    assert not Release.objects.exists()


def test_the_same_is_not_published_twice_and_a_revision_says_why():
    release = published()
    determination = release.determination

    with pytest.raises(actions.ReleaseError, match="sudah dipublikasikan"):
        publish(determination, reason="Lagi.")
    with pytest.raises(actions.ReleaseError, match="alasan revisinya"):
        publish(determination, shows_rank=False)
    second = publish(determination, shows_rank=False, reason="Tanpa peringkat.")

    assert second.revision == 2
    assert list(Release.objects.in_force()) == [second]


def test_a_withdrawn_release_leaves_no_public_quarter_and_can_follow_again():
    release = published()
    by = UserFactory(role=Role.SECRETARIAT)

    actions.withdraw(release.pk, reason="Salah unggah.", by=by)

    assert queries.published() == []
    with pytest.raises(actions.ReleaseError, match="Hanya publikasi yang berlaku"):
        actions.withdraw(release.pk, reason="Lagi.", by=by)
    again = publish(release.determination, reason="Sudah diperiksa.")
    assert [q.release for q in queries.published()] == [again]


def test_an_older_revision_is_not_withdrawn_in_place_of_the_newest():
    first = published()
    publish(first.determination, shows_rank=False, reason="Tanpa peringkat.")

    with pytest.raises(actions.ReleaseError):
        actions.withdraw(
            first.pk, reason="Salah.", by=UserFactory(role=Role.SECRETARIAT)
        )


def test_the_database_keeps_a_release():
    release = published()

    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        Release.objects.filter(pk=release.pk).update(content={})
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        release.delete()


def test_a_release_reads_nothing_that_changes_later():
    release = published()
    agency = release.determination.results.first().assessment.agency
    agency.name = "Nama Baru"
    agency.save()

    assert queries.quarter_of(2026, 1).row_of(agency.code).name != "Nama Baru"
    assert Result.objects.filter(determination=release.determination).exists()


def test_the_preview_and_the_release_are_of_the_same_hash():
    determination = determined()
    content = content_of(determination)

    release = publish(determination)

    assert actions.preview_sha256(content) == actions.preview_sha256(release.content)


# Tokens


def make(**values):
    given = {
        "name": "Gudang data",
        "scopes": [Scope.RESULTS],
        "expires_at": timezone.now() + timedelta(days=30),
        "by": UserFactory(role=Role.SECRETARIAT),
    }
    return actions.create_token(**(given | values))


def test_a_token_is_kept_as_a_hash_alone():
    token, secret = make()

    assert len(secret) > 40
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret not in str(AuditEvent.objects.get(verb="token.created").data)
    assert actions.use_token(secret) == token


def test_unknown_expired_and_revoked_tokens_are_refused_alike():
    old, expired = make(expires_at=timezone.now() - timedelta(seconds=1))
    gone, revoked = make()
    actions.revoke_token(gone.pk, by=old.created_by)
    actions.revoke_token(gone.pk, by=old.created_by)

    found = [actions.use_token(s) for s in ("spbe_nothing", expired, revoked)]

    assert found == [None, None, None]
    assert AuditEvent.objects.filter(verb="token.revoked").count() == 1


def test_the_last_use_is_noted_every_few_minutes():
    token, secret = make()
    actions.use_token(secret)
    first = ApiToken.objects.get(pk=token.pk).last_used_at

    actions.use_token(secret)

    assert first is not None
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first


def test_the_scopes_of_a_token_are_never_widened():
    token, _ = make()

    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        ApiToken.objects.filter(pk=token.pk).update(
            scopes=[Scope.RESULTS, Scope.PROGRESS]
        )
