"""Determined and published quarters."""

from accounts.enums import Role
from opendata import actions
from opendata.content import content_of
from tests.factories import AgencyFactory, PeriodFactory, UserFactory, small_version
from tests.reports.builders import determine, final_assessment

THREE = (("1.01", "Dinas Arsip", "555"), ("1.02", "Dinas Baca", "343"))


def determined(year=2026, quarter=1, agencies=(*THREE, ("1.03", "Badan Citra", "211"))):
    """A determination of agencies with their final levels; agencies live on by code."""
    from accounts.models import Agency

    period = PeriodFactory(
        year=year, quarter=quarter, government_version=small_version()
    )
    for code, name, levels in agencies:
        agency = Agency.objects.filter(code=code).first()
        agency = agency or AgencyFactory(code=code, name=name)
        final_assessment(period, agency, claimed="555", final=levels)
    return determine(period)


def publish(determination, *, shows_rank=True, reason="", by=None):
    seen = actions.preview_sha256(content_of(determination))
    return actions.publish(
        determination,
        shows_rank=shows_rank,
        reason=reason,
        seen_sha256=seen,
        by=by or UserFactory(role=Role.SECRETARIAT),
    )


def published(year=2026, quarter=1, **values):
    return publish(determined(year, quarter, **values))
