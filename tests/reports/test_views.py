import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from reports import actions, verify_views, views
from reports.enums import JobStatus
from reports.models import Export, IssuedDocument, RuleSet
from tests.factories import AssessmentFactory, PeriodFactory, UserFactory
from tests.reports.builders import determine, determined_quarter, final_assessment

pytestmark = pytest.mark.django_db

RULE = {
    "name": "Aturan 2026",
    "legal_basis": "Peraturan Gubernur",
    "method": "LINEAR_MAX",
    "weight": "30,00",
    "places": "2",
    "not_final": "EMPTY",
    "valid_from": "2026-01-01",
}
NO_BANDS = {"bands-TOTAL_FORMS": "0", "bands-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


@pytest.fixture
def document(determined, head):
    return actions.issue_report(determined[0], by=head)


def done(document):
    return actions.finish(actions.begin(document.pk), b"%PDF-1.7")


def shown(response):
    return " ".join(response.content.decode().split())


# Documents


def test_documents_shows_each_agency_and_the_minutes(office, document):
    page = shown(office.get(reverse("reports:documents")))

    assert "Dinas Kelautan dan Perikanan" in page
    assert "2026/BA/1/0" in page
    assert "Buat Berita Acara" in page


def test_documents_without_a_period(office):
    assert "Belum ada periode" in shown(office.get(reverse("reports:documents")))


def test_documents_of_an_empty_quarter(client_for, determined):
    member = UserFactory(role=Role.OPD_MEMBER)

    page = shown(client_for(member).get(reverse("reports:documents")))

    assert "Tidak ada penilaian pada triwulan ini" in page
    assert "Dinas Kelautan" not in page


def test_documents_queries_do_not_grow(
    office, determined, django_assert_max_num_queries
):
    for _ in range(3):
        final_assessment(determined[0].period)

    with django_assert_max_num_queries(14):
        office.get(reverse("reports:documents"))


def test_issue_report_goes_to_its_progress(client_for, head, determined):
    response = client_for(head).post(
        reverse("reports:issue_report", args=[determined[0].pk])
    )

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])


def test_issue_report_says_that_it_stands(client_for, head, determined, document):
    done(document)

    response = client_for(head).post(
        reverse("reports:issue_report", args=[determined[0].pk]), follow=True
    )

    assert "sudah terbit" in shown(response)


def test_issue_report_of_another_agency_is_not_found(client_for, determined):
    other = UserFactory(role=Role.OPD_HEAD)

    response = client_for(other).post(
        reverse("reports:issue_report", args=[determined[0].pk])
    )

    assert response.status_code == 404


def test_issue_minutes_goes_to_its_progress(office, determined):
    response = office.post(reverse("reports:issue_minutes", args=[determined[1].pk]))

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])


def test_issue_minutes_refusal_is_a_message(office, determined):
    final_assessment(determined[0].period)
    determine(determined[0].period, "BA/2", reason="Menyusul.")

    response = office.post(
        reverse("reports:issue_minutes", args=[determined[1].pk]), follow=True
    )

    assert "sudah diganti oleh BA/2" in shown(response)


def test_document_polls_until_it_is_done(client_for, head, document):
    client, url = client_for(head), reverse("reports:document", args=[document.pk])

    page = client.get(url)
    assert 'hx-trigger="every 2s"' in shown(page)
    assert "muat ulang" in shown(page)
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 200

    done(document)
    fragment = client.get(url, headers={"HX-Request": "true"})

    assert fragment.status_code == views.STOP_POLLING
    assert "Unduh dokumen" in shown(fragment)
    assert "every 2s" not in shown(fragment)
    assert shown(fragment) in shown(client.get(url))


def test_document_that_failed_offers_a_retry(client_for, head, document):
    actions.fail(actions.begin(document.pk), "Gangguan pada sistem.")

    page = shown(client_for(head).get(reverse("reports:document", args=[document.pk])))

    assert "Gangguan pada sistem." in page
    assert "Coba lagi" in page


def test_retry_starts_again(client_for, head, document):
    actions.fail(actions.begin(document.pk), "Gangguan.")

    client_for(head).post(reverse("reports:retry", args=[document.pk]))

    document.refresh_from_db()
    assert document.state is JobStatus.QUEUED


def test_retry_refusal_is_a_message(client_for, head, document):
    response = client_for(head).post(
        reverse("reports:retry", args=[document.pk]), follow=True
    )

    assert "sedang dibuat" in shown(response)


def test_download_is_an_attachment_that_no_browser_guesses_about(
    client_for, head, document
):
    done(document)

    response = client_for(head).get(reverse("reports:download", args=[document.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"] == (
        'attachment; filename="Laporan_hasil_penilaian_2026-TW1_1-26_rev1.pdf"'
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.actor) == ("report.downloaded", head.username)


def test_download_of_an_unfinished_document_is_not_found(client_for, head, document):
    response = client_for(head).get(reverse("reports:download", args=[document.pk]))

    assert response.status_code == 404


def test_documents_of_another_agency_are_not_found(client_for, document):
    done(document)
    client = client_for(UserFactory(role=Role.OPD_HEAD))

    for name in ("document", "download"):
        url = reverse(f"reports:{name}", args=[document.pk])
        assert client.get(url).status_code == 404


# TPP


@pytest.fixture
def rule_set(make_rule_set):
    return make_rule_set()


def test_exports_without_a_determination(office, db):
    AssessmentFactory()

    page = shown(office.get(reverse("reports:exports")))

    assert "Belum ada penetapan" in page
    assert "Belum ada aturan TPP" in page


def test_exports_asks_for_a_rule_set(office, determined, rule_set):
    page = shown(office.get(reverse("reports:exports")))

    assert "Pilih aturan TPP" in page
    assert "Aturan 2026, revisi 1" in page


def test_exports_opens_on_the_newest_determined_quarter(office, determined, rule_set):
    AssessmentFactory(period__year=2031, period__quarter=1)

    page = shown(office.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "<strong>19,20</strong>" in page


def test_exports_previews_a_rule_set(office, determined, rule_set):
    page = shown(office.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "<strong>19,20</strong>" in page
    assert "Instrumen rujukan, belum ditetapkan" in page
    assert not Export.objects.exists()


def test_exports_for_the_auditor_is_without_a_form(client_for, determined, rule_set):
    client = client_for(Role.AUDITOR)

    page = shown(client.get(reverse("reports:exports"), {"rule_set": str(rule_set.pk)}))

    assert "19,20" in page
    assert "Bulan pembayaran TPP" not in page


def entry(determination, rule_set, months="April sampai Juni 2026"):
    return {
        "determination": str(determination.pk),
        "rule_set": str(rule_set.pk),
        "paid_months": months,
    }


def test_export_create_goes_to_its_progress(office, determined, rule_set):
    url = reverse("reports:export_create")

    response = office.post(url, entry(determined[1], rule_set))

    export = Export.objects.get()
    assert response.url == reverse("reports:document", args=[export.pk])
    listed = shown(office.get(reverse("reports:exports")))
    assert "April sampai Juni 2026" in listed


def test_export_create_says_when_the_inputs_are_the_same(office, determined, rule_set):
    url = reverse("reports:export_create")
    office.post(url, entry(determined[1], rule_set))

    response = office.post(url, entry(determined[1], rule_set), follow=True)

    assert "Masukan sama dengan revisi 1" in shown(response)


@pytest.mark.parametrize(
    ("months", "said"), [("", "Bidang ini tidak boleh kosong"), (" ", "Bidang ini")]
)
def test_export_create_of_bad_input_is_refused(
    office, determined, rule_set, months, said
):
    response = office.post(
        reverse("reports:export_create"), entry(determined[1], rule_set, months)
    )

    assert response.status_code == 422
    assert said in shown(response)
    assert "19,20" in shown(response)


def test_export_create_refusal_is_in_the_form(office, determined, make_rule_set):
    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    AssessmentFactory(period=period, agency=determined[0].agency)
    final_assessment(period)

    response = office.post(
        reverse("reports:export_create"),
        entry(determine(period), make_rule_set(not_final="STOP")),
    )

    assert response.status_code == 422
    assert "belum final Dinas Kelautan dan Perikanan" in shown(response)


def test_export_create_of_nothing_is_refused(office, determined):
    response = office.post(reverse("reports:export_create"), {})

    assert response.status_code == 422


# Rule sets


def test_rule_set_create_proposes_the_predicates(office, determined):
    page = shown(office.get(reverse("reports:rule_set_create")))

    assert 'value="Sangat Baik"' in page
    assert 'value="4,20"' in page


def test_rule_set_create_saves_and_previews(office, determined):
    response = office.post(reverse("reports:rule_set_create"), RULE | NO_BANDS)

    rule_set = RuleSet.objects.get()
    assert rule_set.weight == 30
    assert response.url == f"{reverse('reports:exports')}?rule_set={rule_set.pk}"


def test_rule_set_create_comes_back_to_the_quarter_it_was_made_for(office, determined):
    determined_quarter(year=2027, quarter=2)
    create = f"{reverse('reports:rule_set_create')}?period=2026-1"
    exports = f"{reverse('reports:exports')}?period=2026-1"

    assert f'href="{create}"' in shown(office.get(exports))
    assert f'href="{exports}"' in shown(office.get(create))
    response = office.post(create, RULE | NO_BANDS)

    assert response.url == f"{exports}&rule_set={RuleSet.objects.get().pk}"
    assert "Pratinjau Triwulan I 2026" in shown(office.get(response.url))


def bands(*rows):
    data = {"bands-TOTAL_FORMS": str(len(rows)), "bands-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        for name, value in zip(("start", "end", "percent"), row, strict=True):
            data[f"bands-{place}-{name}"] = value
    return data


def test_rule_set_create_with_a_table(office, determined):
    table = bands(("1,00", "2,60", "70"), ("2,60", "5,00", "100"), ("", "", ""))

    office.post(reverse("reports:rule_set_create"), RULE | {"method": "BANDS"} | table)

    assert RuleSet.objects.get().bands.count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight": "banyak"}, "bukan bilangan"),
        ({"weight": "1.250"}, "dapat dibaca dua cara"),
        ({"weight": "120"}, "Bobot harus"),
        ({"legal_basis": ""}, "Bidang ini"),
        ({"method": "BANDS"} | bands(("1,00", "", "70")), "Perbaiki tabel"),
        ({"method": "BANDS"} | bands(("1,00", "4,00", "70")), "Tabel berakhir"),
    ],
)
def test_rule_set_create_of_bad_input_is_refused(office, determined, values, said):
    response = office.post(reverse("reports:rule_set_create"), RULE | NO_BANDS | values)

    assert response.status_code == 422
    assert said in shown(response)
    assert not RuleSet.objects.exists()


# Verification


def test_verify_is_open_to_everyone(client, db):
    response = client.get("/v/")

    assert "Periksa dokumen" in shown(response)
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_verify_has_a_named_address(client):
    assert client.get(reverse("reports:verify")).url == "/v/"


def test_verify_leads_to_the_answer(client, db):
    code = "7k3m q2xd 7k3m q2xd 7k3m q2xd 7k3m"

    response = client.get("/v/", {"code": code})

    assert response.url == "/v/7K3M-Q2XD-7K3M-Q2XD-7K3M-Q2XD-7K3M/"


def test_verify_of_a_short_code_is_refused(client, db):
    response = client.get("/v/", {"code": "7K3M"})

    assert response.status_code == 422
    assert "28 huruf dan angka" in shown(response)


def test_verify_code_shows_the_least(client, document, head):
    issued = done(document)

    response = client.get(f"/v/{issued.code.lower()}/")

    page = shown(response)
    for words in ("Berlaku", "3,20", "Baik", issued.sha256, "Triwulan I 2026"):
        assert words in page
    assert head.name not in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("state", ["unknown", "unfinished"])
def test_verify_code_gives_one_answer_to_every_other_code(client, document, state):
    code = document.code if state == "unfinished" else "7K3M-Q2XD"

    response = client.get(f"/v/{code}/")

    assert response.status_code == 404
    assert "Kode tidak dikenal" in shown(response)
    assert "Dinas Kelautan" not in shown(response)


def test_verify_code_is_limited_by_address(client, db):
    asked = [
        client.get("/v/AAAA/").status_code
        for _ in range(verify_views.CHECKS_A_MINUTE + 1)
    ]

    assert asked[-1] == 429
    assert set(asked[:-1]) == {404}
    assert client.get("/v/AAAA/", REMOTE_ADDR="10.0.0.9").status_code == 404
