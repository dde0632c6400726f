"""Internal data for other systems of the government, by token and scope."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import AuthorizationError, Throttled
from ninja.pagination import paginate
from ninja.security import HttpBearer

from assessments.models import Assessment, Result
from opendata.actions import use_token
from opendata.api.limits import ANYBODY
from opendata.api.paging import Pages
from opendata.api.schemas import (
    Number,
    ProgressOut,
    ResultOut,
    Year,
)
from opendata.downloads import number
from opendata.enums import Scope
from opendata.models import ApiToken


class Bearer(HttpBearer):
    """A token that is valid and may read what the address gives."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        """What is refused here never comes to the limits of the API: it is counted here."""
        found: ApiToken | None = super().__call__(request)
        if found is None and not ANYBODY.allow_request(request):
            raise Throttled(int(ANYBODY.wait() or 0))
        return found

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = use_token(token)
        if found and self.scope not in found.scopes:
            raise AuthorizationError
        return found


router = Router(tags=["Data internal"])


@router.get(
    "results",
    response=list[ResultOut],
    auth=Bearer(Scope.RESULTS),
    summary="Hasil yang ditetapkan pada satu triwulan, dari Berita Acara yang berlaku",
)
@paginate(Pages)
def results(request: HttpRequest, year: Year, quarter: Number) -> Any:
    found = Result.objects.in_force().filter(
        determination__period__year=year, determination__period__quarter=quarter
    )
    return Lines(
        found.select_related("determination__period").order_by("agency_code"), _result
    )


@router.get(
    "progress",
    response=list[ProgressOut],
    auth=Bearer(Scope.PROGRESS),
    summary="Tahap tiap perangkat daerah pada satu triwulan, tanpa nilai",
)
@paginate(Pages)
def progress(request: HttpRequest, year: Year, quarter: Number) -> Any:
    found = Assessment.objects.filter(period__year=year, period__quarter=quarter)
    return Lines(found.select_related("period").order_by("agency_code"), _progress)


class Lines:
    """Rows of a queryset, made only for the page that is asked."""

    def __init__(self, found: Any, make: Any) -> None:
        self.found, self.make = found, make

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [self.make(row) for row in self.found[part]]

    def __len__(self) -> int:
        return int(self.found.count())


def _result(result: Result) -> dict[str, Any]:
    period = result.determination.period
    return {
        "year": period.year,
        "quarter": period.quarter,
        "code": result.agency_code,
        "name": result.agency_name,
        "is_final": result.is_final,
        "self_index": number(result.self_index) if result.is_final else None,
        "verified_index": number(result.verified_index) if result.is_final else None,
        "index": number(result.index),
        "exact": result.exact,
        "predicate": result.predicate,
        "determination": result.determination.number,
        "inputs_sha256": result.inputs_sha256,
    }


def _progress(assessment: Assessment) -> dict[str, Any]:
    return {
        "year": assessment.period.year,
        "quarter": assessment.period.quarter,
        "code": assessment.agency_code,
        "name": assessment.agency_name,
        "status": assessment.status,
        "round": assessment.round,
        "due_at": assessment.due_at,
        "submitted_at": assessment.submitted_at,
        "verified_at": assessment.verified_at,
        "finalised_at": assessment.finalised_at,
        "determined_at": assessment.determined_at,
    }
