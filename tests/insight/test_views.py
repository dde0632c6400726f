"""Forms of the secretariat, and the page of a year."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from insight.models import AnnualPolicy, Concordance
from tests.factories import AgencyFactory, PeriodFactory, UserFactory, small_version
from tests.insight.builders import determined, quarter_of_both
from tests.insight.test_actions import decide, map_small

pytestmark = pytest.mark.django_db

D = Decimal
TIMES = "\N{MULTIPLICATION SIGN}"
POLICY = {
    "seen": 0,
    "method": "WEIGHTED",
    "weight_1": "10",
    "weight_2": "20",
    "weight_3": "32,5",
    "weight_4": "37,5",
    "missing": "SKIP",
    "legal_basis": "Pergub 1/2026",
    "decided_on": "2026-01-05",
}


@pytest.fixture
def client(client_for):
    return client_for(Role.SECRETARIAT)


def test_policy_is_recorded_from_the_form(client):
    address = reverse("insight:policy", args=[2026])

    response = client.post(address, POLICY)

    assert response.url == reverse("insight:year", args=[2026])
    policy = AnnualPolicy.objects.get()
    assert (policy.method, policy.weight_3) == ("WEIGHTED", D("32.50"))
    page = client.get(response.url).content.decode()
    assert "I 10,00, II 20,00, III 32,50, IV 37,50" in page
    assert "Pergub 1/2026" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weight_2": ""}, "Isi bobot"),
        ({"weight_2": "dua"}, "bukan bilangan"),
        ({"weight_2": "-1"}, "Weight"),
        ({"method": "LAIN"}, "LAIN"),
        ({"legal_basis": ""}, "Sebutkan dasar hukum."),
        ({"seen": 3}, "baru saja diubah"),
        (
            dict.fromkeys(("weight_1", "weight_2", "weight_3", "weight_4"), "0"),
            "semuanya 0",
        ),
    ],
)
def test_policy_that_cannot_be_is_explained(client, changes, said):
    response = client.post(reverse("insight:policy", args=[2026]), POLICY | changes)

    assert response.status_code == 422
    assert AnnualPolicy.objects.count() == 0
    assert response.context["form"].errors
    if said != "Weight":
        assert said in response.content.decode()


def test_year_lists_quarters_and_their_sum(client):
    period = quarter_of_both(1)
    units = [AgencyFactory(), AgencyFactory(kind=AgencyKind.PEMDA)]
    determined(2, period, agencies=units, finals=("222", "555"))
    decide(UserFactory(role=Role.SECRETARIAT), missing="SKIP")

    response = client.get(reverse("insight:year", args=[2026]))

    page = response.context["page"]
    assert [line.index for line in page.lines] == [D("2.00"), D("5.00")]
    assert page.mean == D("2.00")  # the government as a whole is no work unit
    assert f"100% {TIMES} 2,00" in response.content.decode()


def test_year_without_policy_is_not_added_up(client):
    determined(1, PeriodFactory(year=2026, quarter=1))

    response = client.get(reverse("insight:year", args=[2026]))

    assert [line.index for line in response.context["page"].lines] == [None]
    assert "Belum ada kebijakan tertulis" in response.content.decode()


def test_year_shows_an_agency_its_own_alone(client_for):
    _, (own, other) = determined(2, PeriodFactory(year=2026, quarter=1))

    response = client_for(UserFactory(role=Role.OPD_HEAD, agency=own)).get(
        reverse("insight:year", args=[2026])
    )

    assert [line.agency for line in response.context["page"].lines] == [own]
    assert other.short_name not in response.content.decode()


@pytest.mark.parametrize("year", [1999, 2999])
def test_years_far_away_do_not_exist(client, year):
    assert client.get(reverse("insight:year", args=[year])).status_code == 404


def mapping_data(**changes):
    fields = {"to_I1": "1", "to_I2": "2; I3", "to_I3": ""}
    return {"seen": 0, "source": "Lampiran II", **fields} | changes


def test_mapping_is_recorded_from_the_form(client):
    codes = small_version("lama").code, small_version("baru").code

    response = client.post(reverse("insight:mapping_edit", args=codes), mapping_data())

    assert response.url == reverse("insight:mapping", args=codes)
    lines = Concordance.objects.get().lines.order_by("new__code", "old__code")
    assert list(lines.values_list("old__code", "new__code", "kind")) == [
        ("I1", "I1", "SAME"),
        ("I2", "I2", "MERGED"),
        ("I3", "I2", "MERGED"),
    ]
    assert "Lampiran II" in client.get(response.url).content.decode()


def test_form_begins_with_the_proposal_and_says_so(client):
    codes = small_version("lama").code, small_version("baru").code

    response = client.get(reverse("insight:mapping_edit", args=codes))
    shown = client.get(reverse("insight:mapping", args=codes)).content.decode()

    lines = response.context["form"].lines
    assert [field.value() for _, field in lines] == ["1", "2", "3"]
    assert "Usulan, belum dicatat" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to_I3": "77"}, "“77” bukan nomor indikator lama"),
        ({"source": ""}, "Sebutkan sumber padanan."),
        ({"seen": 4}, "baru saja diubah"),
    ],
)
def test_mapping_that_cannot_be_is_explained(client, changes, said):
    codes = small_version("lama").code, small_version("baru").code
    address = reverse("insight:mapping_edit", args=codes)

    response = client.post(address, mapping_data(**changes))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert Concordance.objects.count() == 0


def test_list_of_mappings_counts_pairs_and_refuses_one_instrument_twice(client):
    made = map_small(UserFactory(role=Role.SECRETARIAT), [("I1", "I1"), ("I2", "I2")])
    address = reverse("insight:mappings")

    listed = client.get(address)
    same = client.get(address, {"old": made.old.code, "new": made.old.code})
    two = client.get(address, {"old": made.new.code, "new": made.old.code})

    assert [(m, m.pairs) for m in listed.context["mappings"]] == [(made, 2)]
    assert same.status_code == 422
    assert "Pilih dua instrumen yang berbeda" in same.content.decode()
    assert two.url == reverse("insight:mapping", args=[made.new.code, made.old.code])
