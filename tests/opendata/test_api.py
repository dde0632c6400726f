"""The API: published data for all, internal data by token, clear refusals."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from opendata import actions
from opendata.api.limits import HOLDERS
from opendata.enums import Scope
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory
from tests.opendata.builders import determined, published

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def token(*scopes):
    _, secret = actions.create_token(
        name="Gudang data",
        scopes=scopes,
        expires_at=timezone.now() + timedelta(days=1),
        by=UserFactory(role=Role.SECRETARIAT),
    )
    return secret


def ask(client, path, secret="", **query):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.get(f"{ROOT}/{path}", query, headers=headers)


def test_quarters_are_open_to_everybody_and_hold_the_record(client):
    release = published()

    data = ask(client, "quarters").json()

    assert data["count"] == 1
    quarter = data["items"][0]
    assert (quarter["year"], quarter["quarter"]) == (2026, 1)
    assert quarter["sha256"] == release.sha256
    assert quarter["instrument_label"] == "Instrumen rujukan, belum ditetapkan"
    assert ask(client, "quarters/2026/1").json() == quarter


def test_indices_equal_those_of_the_determination(client):
    release = published()

    items = ask(client, "quarters/2026/1/indices").json()["items"]

    found = {item["code"]: f"{item['index']:.2f}" for item in items}
    said = release.determination.results.values_list("agency_code", "index")
    assert found == {code: str(index) for code, index in said}
    assert items[0]["nodes"].keys() == {"D1", "A1", "D2", "A2"}


def test_an_agency_is_read_over_all_quarters(client):
    published(2025, 4)
    published(2026, 1)

    agencies = ask(client, "agencies").json()
    history = ask(client, "agencies/1.02/indices").json()

    assert [a["code"] for a in agencies["items"]] == ["1.01", "1.02", "1.03"]
    assert [(h["year"], h["quarter"]) for h in history["items"]] == [
        (2026, 1),
        (2025, 4),
    ]
    assert ask(client, "agencies/9.99/indices").status_code == 404


def test_what_is_not_published_is_not_there(client):
    determined()

    assert ask(client, "quarters").json() == {"items": [], "count": 0}
    assert ask(client, "quarters/2026/1").status_code == 404
    assert ask(client, "quarters/2026/1/indices").status_code == 404


def test_lists_are_paged(client):
    published(agencies=tuple((f"1.{n:02}", f"D {n}", "333") for n in range(7)))

    first = ask(client, "quarters/2026/1/indices", page_size=5).json()
    second = ask(client, "quarters/2026/1/indices", page_size=5, page=2).json()
    after = ask(client, "quarters/2026/1/indices", page_size=5, page=9).json()

    assert [len(p["items"]) for p in (first, second, after)] == [5, 2, 0]
    assert first["count"] == 7


@pytest.mark.parametrize(
    "path",
    [
        "quarters?page=0",
        "quarters?page=99999999999999999999",
        "quarters?page_size=101",
        "quarters?page=x",
        "quarters/2026/5",
        "quarters/99999999999999999999/1",
        "quarters/x/1",
    ],
)
def test_bad_parameters_are_named_in_indonesian(client, path):
    response = client.get(f"{ROOT}/{path}")

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "Perbaiki parameter" in response.json()["detail"]


def test_good_answers_may_be_kept_and_refusals_may_not(client):
    published()

    good, bad = ask(client, "quarters"), ask(client, "quarters/2020/1")

    assert good.headers["Cache-Control"] == "public, max-age=300"
    assert good.headers["Access-Control-Allow-Origin"] == "*"
    assert bad.headers["Cache-Control"] == "no-store"
    assert not good.cookies


def test_nothing_can_be_written(client):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{ROOT}/quarters").status_code == 405


def test_an_address_is_limited_by_the_minute(client):
    answers = [ask(client, "quarters") for _ in range(61)]

    assert [a.status_code for a in answers[-2:]] == [200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Terlalu banyak" in answers[-1].json()["title"]


# Internal data


def test_internal_data_needs_a_token_of_the_scope(client):
    determined()
    query = {"year": 2026, "quarter": 1}

    none = ask(client, "internal/results", **query)
    wrong = ask(client, "internal/results", "spbe_wrong", **query)
    other = ask(client, "internal/results", token(Scope.PROGRESS), **query)
    right = ask(client, "internal/results", token(Scope.RESULTS), **query)

    codes = [r.status_code for r in (none, wrong, other, right)]
    assert codes == [401, 401, 403, 200]
    assert none.headers["WWW-Authenticate"].startswith("Bearer")
    assert none.json() == wrong.json()
    assert right.json()["count"] == 3
    assert "Access-Control-Allow-Origin" not in right.headers


def test_guesses_at_a_token_are_limited(client):
    query = {"year": 2026, "quarter": 1}

    answers = [
        ask(client, "internal/results", f"spbe_{n}", **query).status_code
        for n in range(61)
    ]

    assert answers[-2:] == [401, 429]
    assert ask(client, "internal/results", **query).status_code == 429


def test_a_session_is_no_token(client):
    client.force_login(UserFactory(role=Role.SECRETARIAT))

    response = ask(client, "internal/results", year=2026, quarter=1)

    assert response.status_code == 401


def test_a_revoked_token_is_refused_at_once(client):
    secret = token(Scope.RESULTS)
    query = {"year": 2026, "quarter": 1}
    found = actions.use_token(secret)
    assert ask(client, "internal/results", secret, **query).status_code == 200

    actions.revoke_token(found.pk, by=found.created_by)

    assert ask(client, "internal/results", secret, **query).status_code == 401


def test_progress_says_the_stage_and_no_figure(client):
    period = PeriodFactory(year=2026, quarter=1)
    AssessmentFactory(period=period, agency=AgencyFactory(code="1.01"))

    data = ask(
        client, "internal/progress", token(Scope.PROGRESS), year=2026, quarter=1
    ).json()

    line = data["items"][0]
    assert (line["code"], line["status"]) == ("1.01", "FILLING")
    assert not [key for key in line if "level" in key or "index" in key]


def test_internal_lists_cost_the_same_whatever_the_number(client):
    secret = token(Scope.RESULTS)
    costs = []
    for quarter, count in ((1, 3), (2, 30)):
        determined(
            2026,
            quarter,
            tuple(
                (f"{quarter}.{n:02}", f"D {quarter}.{n}", "333") for n in range(count)
            ),
        )
        with CaptureQueriesContext(connection) as caught:
            ask(client, "internal/results", secret, year=2026, quarter=quarter)
        costs.append(len([q for q in caught if "UPDATE" not in q["sql"]]))

    assert costs[0] == costs[1] <= 4


def test_a_token_has_a_limit_of_its_own_above_that_of_an_address(client, monkeypatch):
    monkeypatch.setattr(HOLDERS, "num_requests", 70)
    secret, query = token(Scope.RESULTS), {"year": 2026, "quarter": 1}

    answers = [ask(client, "internal/results", secret, **query) for _ in range(71)]

    assert [a.status_code for a in answers[-2:]] == [200, 429]


def test_the_description_names_every_address(client):
    schema = client.get(f"{ROOT}/openapi.json").json()

    assert schema["openapi"].startswith("3.")
    assert f"{ROOT}/internal/results" in schema["paths"]
    assert client.get(f"{ROOT}/").url == "/public/data/"
