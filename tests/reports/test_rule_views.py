"""Pages of rule sets: writing with a preview, approving, dropping."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from reports import actions
from reports.enums import RuleSetState
from reports.models import RuleSet
from tests.factories import AssessmentFactory
from tests.reports.builders import determined_quarter, final_assessment, secretary

pytestmark = pytest.mark.django_db

RULE = {
    "name": "Aturan 2026",
    "legal_basis": "Peraturan Gubernur",
    "method": "LINEAR_MAX",
    "weight": "30,00",
    "places": "2",
    "not_final": "EMPTY",
    "open_objections": "MARK",
    "valid_from": "2026-01-01",
}
NO_ROWS = {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ("bands", "components")
    for name in ("TOTAL", "INITIAL")
}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


@pytest.fixture
def other(client_for):
    """Another person of the secretariat."""
    return client_for(secretary())


def shown(response):
    return " ".join(response.content.decode().split())


def rows(prefix, names, *values):
    data = {f"{prefix}-TOTAL_FORMS": str(len(values)), f"{prefix}-INITIAL_FORMS": "0"}
    for place, row in enumerate(values):
        for name, value in zip(names, row, strict=True):
            data[f"{prefix}-{place}-{name}"] = value
    return data


def bands(*values):
    return rows("bands", ("start", "end", "percent"), *values)


def parts(*values):
    names = ("name", "weight", "scale_max", "legal_basis")
    return rows("components", names, *values)


def sent(**values):
    return RULE | NO_ROWS | values


# Writing


def test_rule_set_create_proposes_the_predicates(office, determined):
    page = shown(office.get(reverse("reports:rule_set_create")))

    assert 'value="Sangat Baik"' in page
    assert 'value="4,20"' in page


def test_rule_set_create_saves_a_draft(office, determined):
    response = office.post(reverse("reports:rule_set_create"), sent())

    rule_set = RuleSet.objects.get()
    assert (rule_set.weight, rule_set.state) == (30, RuleSetState.DRAFT)
    assert response.url == reverse("reports:rule_set", args=[rule_set.pk])
    assert "Menunggu orang kedua" in shown(office.get(response.url))


def test_rule_set_create_comes_back_to_the_quarter_it_was_made_for(office, determined):
    determined_quarter(year=2027, quarter=2)
    create = f"{reverse('reports:rule_set_create')}?period=2026-1"
    exports = f"{reverse('reports:exports')}?period=2026-1"

    assert f'href="{create}"' in shown(office.get(exports))
    assert f'href="{exports}"' in shown(office.get(create))
    response = office.post(create, sent())

    assert response.url.endswith("?period=2026-1")
    assert "Angka Triwulan I 2026" in shown(office.get(response.url))


def test_rule_set_create_with_a_table_and_components(office, determined):
    table = bands(("1,00", "2,60", "70"), ("2,60", "5,00", "100"), ("", "", ""))
    others = parts(("SAKIP", "40", "100", "LHE"), ("", "", "", ""))

    office.post(
        reverse("reports:rule_set_create"), sent(method="BANDS", **table, **others)
    )

    rule = RuleSet.objects.get().as_rule()
    assert (len(rule.bands), rule.total_weight) == (2, 70)


def test_rule_set_create_starts_from_one_that_stands(office, make_rule_set):
    part = actions.Part("SAKIP", 40, 120, "LHE SAKIP")
    made = make_rule_set(parts=[part], legal_basis="Pergub Contoh")

    page = shown(office.get(reverse("reports:rule_set_create"), {"of": str(made.pk)}))

    for words in ('value="Aturan 2026"', 'value="Pergub Contoh"', 'value="SAKIP"'):
        assert words in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight": "banyak"}, "bukan bilangan"),
        ({"weight": "1.250"}, "dapat dibaca dua cara"),
        ({"weight": "120"}, "Bobot harus"),
        ({"legal_basis": ""}, "Bidang ini"),
        ({"valid_until": "2025-01-01"}, "Mendahului awal"),
        ({"method": "BANDS"} | bands(("1,00", "", "70")), "Perbaiki tabel"),
        ({"method": "BANDS"} | bands(("1,00", "4,00", "70")), "Tabel berakhir"),
        (parts(("SAKIP", "40", "", "LHE")), "Lengkapi nama, bobot, nilai tertinggi"),
        (parts(("SAKIP", "80", "100", "LHE")), "Jumlah bobot 110 persen"),
        ({"components-TOTAL_FORMS": "x"}, "Perbaiki komponen"),
    ],
)
def test_rule_set_create_of_bad_input_is_refused(office, determined, values, said):
    response = office.post(reverse("reports:rule_set_create"), sent(**values))

    assert response.status_code == 422
    assert said in shown(response)
    assert not RuleSet.objects.exists()


# The live preview


def test_rule_set_preview_shows_every_step_and_writes_nothing(office, determined):
    response = office.post(
        reverse("reports:rule_set_preview"), sent(places="1"), headers=HTMX
    )

    page = shown(response)
    assert response.status_code == 200
    for words in ("3,20 : 5 × 100 = 64", "64,0 × 30% = 19,2", "<strong>19,20</strong>"):  # noqa: RUF001 as shown
        assert words in page
    assert "<html" not in page
    assert not RuleSet.objects.exists()


def test_rule_set_preview_without_htmx_keeps_what_was_typed(office, determined):
    response = office.post(reverse("reports:rule_set_preview"), sent())

    page = shown(response)
    assert 'value="Peraturan Gubernur"' in page
    assert "<strong>19,20</strong>" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight": "120"}, "Bobot harus"),
        ({"weight": ""}, "Lengkapi isian"),
        ({"method": "BANDS"} | bands(("1,00", "4,00", "70")), "Tabel berakhir"),
    ],
)
def test_rule_set_preview_says_what_is_missing(office, determined, values, said):
    response = office.post(
        reverse("reports:rule_set_preview"), sent(**values), headers=HTMX
    )

    assert response.status_code == 422
    assert said in shown(response)


def test_rule_set_preview_without_a_determination(office):
    AssessmentFactory()

    page = shown(office.post(reverse("reports:rule_set_preview"), sent(), headers=HTMX))

    assert "Belum ada hasil yang ditetapkan" in page


# One rule set


def test_rule_set_shows_figures_and_what_they_were_before(
    office, determined, make_rule_set
):
    make_rule_set()
    made = make_rule_set(weight=40, approved=False)

    page = shown(office.get(reverse("reports:rule_set", args=[made.pk])))

    assert "64,00 × 40% = 25,6" in page  # noqa: RUF001 as shown
    assert "+6,40" in page
    assert "Selisih dihitung terhadap Aturan 2026, revisi 1" in page


def test_rule_set_warns_outside_its_dates(office, determined, make_rule_set):
    made = make_rule_set(valid_from="2027-01-01")

    page = shown(office.get(reverse("reports:rule_set", args=[made.pk])))

    assert "Di luar masa berlaku aturan" in page


def test_rule_set_for_the_auditor_is_without_forms(
    client_for, determined, make_rule_set
):
    made = make_rule_set(approved=False)

    page = shown(
        client_for(Role.AUDITOR).get(reverse("reports:rule_set", args=[made.pk]))
    )

    assert "19,20" in page
    assert "Setujui aturan" not in page
    assert "Batalkan rancangan" not in page


def test_rule_set_queries_do_not_grow(
    office, determined, make_rule_set, django_assert_num_queries
):
    url = reverse("reports:rule_set", args=[make_rule_set().pk])
    office.get(url)
    with django_assert_num_queries(QUERIES) as first:
        office.get(url)

    assessment, _ = determined_quarter(year=2026, quarter=2)
    for _ in range(3):
        final_assessment(assessment.period)

    with django_assert_num_queries(len(first)):
        office.get(url)


QUERIES = 15


def test_rule_set_approve_needs_the_second_person(office, other, make_rule_set):
    made = make_rule_set(approved=False)
    url = reverse("reports:rule_set_approve", args=[made.pk])
    data = {"mark": actions.mark_of(made), "confirm": "on"}

    refused = office.post(url, data)
    assert refused.status_code == 422
    assert "tidak dapat menyetujuinya" in shown(refused)
    other.post(url, data)

    made.refresh_from_db()
    assert made.state is RuleSetState.APPROVED


@pytest.mark.parametrize(
    ("data", "said"),
    [({"confirm": "on"}, "Bidang ini"), ({"mark": "0"}, "Centang setelah")],
)
def test_rule_set_approve_of_bad_input_is_refused(other, make_rule_set, data, said):
    made = make_rule_set(approved=False)

    response = other.post(reverse("reports:rule_set_approve", args=[made.pk]), data)

    assert response.status_code == 422
    assert said in shown(response)
    assert RuleSet.objects.get().is_draft


def test_rule_set_drop(other, make_rule_set):
    made = make_rule_set(approved=False)
    url = reverse("reports:rule_set_drop", args=[made.pk])

    assert other.post(url, {"reason": ""}).status_code == 422
    page = shown(other.post(url, {"reason": "Pasal keliru."}, follow=True))

    assert "Pasal keliru." in page
    assert RuleSet.objects.get().state is RuleSetState.DROPPED


def test_rule_set_edit_is_the_writers(office, other, make_rule_set):
    made = make_rule_set(approved=False)
    url = reverse("reports:rule_set_edit", args=[made.pk])

    assert 'value="Peraturan Gubernur"' in shown(office.get(url))
    assert "Hanya penyusun" in shown(other.get(url, follow=True))
    office.post(url, sent(name="Diganti", weight="25"))
    other.post(url, sent(weight="10"))

    made.refresh_from_db()
    assert (made.name, made.weight) == ("Aturan 2026", 25)


def test_rule_set_edit_of_bad_input_is_refused(office, make_rule_set):
    made = make_rule_set(approved=False)

    response = office.post(
        reverse("reports:rule_set_edit", args=[made.pk]), sent(weight="120")
    )

    assert response.status_code == 422
    assert "Bobot harus" in shown(response)
