"""The wizard page by page, and what it answers to bad input."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency
from assessments.enums import Status
from reorganisations.enums import Kind, Rule, State
from reorganisations.models import Reorganisation
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory
from tests.reorganisations.builders import draft, merge, new, put_in, write, yesterday

pytestmark = pytest.mark.django_db

BASIS = {
    "basis_number": "Perda 7/2025",
    "basis_title": "Perangkat daerah",
    "basis_on": "2025-11-03",
    "reason": "Penyederhanaan.",
}


@pytest.fixture
def secretariat(client_for):
    return client_for(Role.SECRETARIAT)


@pytest.fixture
def pair():
    return (
        AgencyFactory(code="1.01", name="Dinas Koperasi"),
        AgencyFactory(code="1.02", name="Dinas Perdagangan"),
    )


def url(name, made):
    return reverse(f"reorganisations:{name}", args=[made.pk])


def merging(pair, **values):
    row = {
        "new0-code": "2.90",
        "new0-name": "Dinas Baru",
        "new0-short_name": "Baru",
        "new0-kind": "DINAS",
    }
    return {"version": 0, "agencies": [a.pk for a in pair]} | row | values


def test_the_wizard_from_the_first_page_to_the_record(secretariat, pair):
    head = UserFactory(role=Role.OPD_HEAD, agency=pair[0])
    begun = secretariat.post(
        reverse("reorganisations:start"),
        BASIS | {"kind": "MERGE", "effective_on": yesterday().isoformat()},
    )
    made = Reorganisation.objects.get()
    assert begun.url == url("agencies", made)

    assert secretariat.post(begun.url, merging(pair)).url == url("rules", made)
    ruled = secretariat.post(
        url("rules", made), {"version": 1, "leading": str(pair[0].pk)}
    )
    assert ruled.url == url("preview", made)

    page = secretariat.get(ruled.url)
    plan = page.context["plan"]
    assert "Pindah ke Dinas Baru." in page.text
    assert not Agency.objects.filter(closed_on__isnull=False).exists()
    done = secretariat.post(url("confirm", made), {"seen": plan.sha256}, follow=True)

    made = Reorganisation.objects.get()
    head.refresh_from_db()
    assert made.state == State.DONE
    assert head.agency.name == "Dinas Baru"
    assert [row["effect"] for row in made.outcome] == [r.effect for r in plan.rows]
    assert "dijalankan" in done.text
    assert head.name in done.text


def test_a_renaming_goes_straight_to_the_preview(secretariat, pair):
    made = draft(Kind.RENAME, [])
    sent = {
        "version": 1,
        "agency": pair[0].pk,
        "name": "Dinas Koperasi dan UKM",
        "short_name": "Dinkop",
    }
    assert secretariat.post(url("agencies", made), sent).url == url("preview", made)
    page = secretariat.get(url("preview", made))

    assert "Bernama Dinas Koperasi dan UKM sejak" in page.text
    assert "Sahkan dan jalankan" in page.text


def test_beginning_needs_kind_day_basis_and_reason(secretariat):
    answer = secretariat.post(reverse("reorganisations:start"), {})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {
        "kind",
        "effective_on",
        "basis_number",
        "basis_title",
        "basis_on",
        "reason",
    }
    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"agencies": []}, "Bidang ini tidak boleh kosong"),
        ({"new0-code": ""}, "Isi bagian ini"),
        ({"new0-code": "2/90"}, "Kode memuat huruf"),
        (
            {"new0-code": "", "new0-name": "", "new0-short_name": "", "new0-kind": ""},
            "Pilih penerus yang sudah ada",
        ),
        ({"agencies": ["x"]}, "x"),
        ({"version": "-1"}, "0"),
    ],
)
def test_a_merge_without_what_it_needs_is_sent_back(secretariat, pair, values, said):
    made = Reorganisation.objects.get(pk=draft(Kind.MERGE, []).pk)
    answer = secretariat.post(url("agencies", made), merging(pair) | values)

    assert answer.status_code == 422
    assert said in answer.text
    assert not Reorganisation.objects.get().chosen.predecessors


@pytest.mark.parametrize(
    ("rows", "said"),
    [(1, "Isi sekurangnya dua penerus"), (0, "Isi sekurangnya dua penerus")],
)
def test_a_split_needs_two_successors(secretariat, pair, rows, said):
    made = draft(Kind.SPLIT, [])
    sent = {"version": 1, "agency": pair[0].pk}
    for number in range(rows):
        for name, value in (("code", "2.9"), ("name", "A"), ("short_name", "A")):
            sent[f"new{number}-{name}"] = f"{value}{number}"
        sent[f"new{number}-kind"] = "BIRO"
    answer = secretariat.post(url("agencies", made), sent)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_split_shows_its_rules_and_keeps_what_was_typed(secretariat, pair):
    made = draft(Kind.SPLIT, [])
    member = UserFactory(agency=pair[0])
    sent = {"version": 1, "agency": pair[0].pk}
    for number, code in enumerate(("2.01", "2.02")):
        sent |= {
            f"new{number}-code": code,
            f"new{number}-name": f"Biro {code}",
            f"new{number}-short_name": f"Biro {code}",
            f"new{number}-kind": "BIRO",
        }
    secretariat.post(url("agencies", made), sent)
    again = secretariat.get(url("agencies", made))
    page = secretariat.get(url("rules", made))

    assert 'value="Biro 2.02"' in again.text
    assert f"home_{member.pk}" in page.text
    answer = secretariat.post(
        url("rules", made), {"version": 2, "heir": "n1", f"home_{member.pk}": "n0"}
    )
    assert answer.url == url("preview", made)
    assert "Pindah ke Biro 2.01." in secretariat.get(answer.url).text


def test_the_rules_offer_what_the_state_allows(secretariat, pair):
    filling = write(AssessmentFactory(agency=pair[0]))
    verified = put_in(AssessmentFactory(agency=pair[1]), Status.VERIFIED)
    made = draft(Kind.MERGE, pair, new=(new(),))
    form = secretariat.get(url("rules", made)).context["form"]

    def offered(assessment):
        return [value for value, _ in form.fields[f"rule_{assessment.pk}"].choices]

    assert offered(filling) == [Rule.FINISH, Rule.CARRY, Rule.END]
    assert offered(verified) == [Rule.FINISH]
    refused = secretariat.post(
        url("rules", made),
        {
            "version": made.version,
            "leading": str(pair[0].pk),
            f"rule_{filling.pk}": "LUPAKAN",
            f"rule_{verified.pk}": "FINISH",
        },
    )
    assert refused.status_code == 422


def test_the_rules_wait_for_the_agencies(secretariat):
    made = draft(Kind.MERGE, [])

    assert secretariat.get(url("rules", made)).url == url("agencies", made)


def test_somebody_elses_choice_is_not_overwritten(secretariat, pair):
    made = draft(Kind.MERGE, [])
    assert (
        secretariat.post(url("agencies", made), merging(pair, version=1)).status_code
        == 302
    )
    answer = secretariat.post(
        url("agencies", made), merging(pair, version=1) | {"new0-name": "Dinas Lain"}
    )

    assert answer.status_code == 422
    assert "baru saja diubah di tempat lain" in answer.text
    assert 'value="Dinas Lain"' in answer.text
    assert Reorganisation.objects.get().chosen.new[0].name == "Dinas Baru"


def test_a_stale_plan_is_shown_anew(secretariat, pair):
    made = draft(Kind.MERGE, pair, new=(new(),))
    answer = secretariat.post(url("confirm", made), {"seen": "0" * 64})

    assert answer.status_code == 409
    assert "Keadaan berubah sejak rencana ini ditampilkan" in answer.text
    assert Reorganisation.objects.get().state == State.DRAFT


def test_conflicts_hide_the_button(secretariat, pair):
    AgencyFactory(code="2.90", name="Kode terpakai")
    made = draft(Kind.MERGE, pair, new=(new(),))
    page = secretariat.get(url("preview", made))

    assert "Kode 2.90 sudah dipakai" in page.text
    assert "Sahkan dan" not in page.text


def test_confirming_asks_who_it_is_again(client, pair):
    user = UserFactory(role=Role.SECRETARIAT)
    client.force_login(user)
    made = draft(Kind.MERGE, pair, new=(new(),))
    answer = client.post(url("confirm", made), {"seen": "x"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_a_planned_one_shows_what_would_happen_and_is_cancelled(secretariat, pair):
    made = merge(*pair, on=timezone.localdate() + timedelta(days=3))
    page = secretariat.get(url("detail", made))
    refused = secretariat.post(url("cancel", made), {"reason": ""})
    cancelled = secretariat.post(url("cancel", made), {"reason": "Ditunda."})

    assert "Ditutup per" in page.text
    assert refused.status_code == 422
    assert cancelled.url == reverse("reorganisations:list")
    assert Reorganisation.objects.get().state == State.CANCELLED


def test_the_auditor_reads_and_changes_nothing(client_for, pair):
    made = merge(*pair)
    auditor = client_for(Role.AUDITOR)

    assert "Dinas Koperasi" in auditor.get(url("detail", made)).text
    assert "Mulai penataan" not in auditor.get(reverse("reorganisations:list")).text
    assert auditor.get(url("preview", made)).status_code == 403


def test_the_empty_list_says_what_to_do(secretariat):
    page = secretariat.get(reverse("reorganisations:list"))

    assert "Belum ada penataan" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_any_number(
    secretariat, count, django_assert_num_queries
):
    agencies = [AgencyFactory() for _ in range(count + 1)]
    for agency in agencies:
        UserFactory(agency=agency)
        write(
            AssessmentFactory(
                agency=agency, period__quarter=1, period__year=2020 + agency.pk % 1000
            )
        )
    made = draft(Kind.MERGE, agencies, new=(new(),))
    secretariat.get(url("preview", made))

    with django_assert_num_queries(18):
        secretariat.get(url("preview", made))
