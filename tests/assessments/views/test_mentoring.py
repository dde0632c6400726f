import pytest
from django.urls import reverse

from accounts.enums import Role
from assessments import actions
from assessments.models import Mentoring
from tests.assessments.test_mentoring import agreed, record

LIST = reverse("assessments:mentorings")


def url_of(name, thing):
    return reverse(f"assessments:{name}", args=[thing.pk])


def typed(**changes):
    return {
        "held_on": "2026-11-02",
        "starts_at": "09.00",
        "ends_at": "11.00",
        "place": "Ruang rapat",
        "subjects": "Bukti indikator 1.",
        "number_mentor": "1",
        "number_coordinator": "2",
        "task-TOTAL_FORMS": "2",
        "task-INITIAL_FORMS": "0",
        "task-0-text": "",
    } | changes


@pytest.fixture
def client(client_for, quarter):
    return client_for(quarter.mentor)


def test_record_puts_a_session_on_record(client, quarter):
    response = client.post(
        url_of("mentoring_record", quarter.assessment),
        typed(
            indicators=[quarter.answer("I1").indicator_id],
            **{
                "task-0-text": "Susun SOP.",
                "task-0-owner": quarter.member.pk,
                "task-0-due_on": "2026-12-01",
            },
        ),
        follow=True,
    )

    made = Mentoring.objects.get()
    page = response.content.decode()
    assert response.redirect_chain[0][0] == url_of("mentoring", made)
    for text in ("09.00", "Koordinator teknis: 2 orang", "Susun SOP.", "Arsitektur"):
        assert text in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_on": ""}, "Bidang ini tidak boleh kosong"),
        ({"held_on": "besok"}, "Isi tanggal yang benar"),
        ({"starts_at": "pagi"}, "Isi waktu, misalnya 09.30."),
        ({"number_mentor": "-1"}, "lebih besar dari atau sama dengan 0"),
        ({"number_mentor": ""}, "tim pendamping yang hadir"),
        ({"indicators": ["x"]}, "Indikator tidak ada"),
        ({"task-0-text": "Susun SOP."}, "Pilih penanggung jawab."),
        ({"task-0-text": "Susun.", "task-0-owner": "0"}, "Pilih orang dari daftar."),
        ({"task-TOTAL_FORMS": "x"}, "ManagementForm"),
    ],
)
def test_record_refuses_and_keeps_what_was_typed(client, quarter, changes, said):
    response = client.post(
        url_of("mentoring_record", quarter.assessment), typed(**changes)
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Bukti indikator 1." in page
    assert not Mentoring.objects.exists()


def test_change_starts_from_what_stands(client, quarter):
    made = record(quarter)

    form = client.get(url_of("mentoring_change", made)).context["minutes"].form
    assert form["place"].value() == "Ruang rapat"
    assert form["number_coordinator"].value() == 2

    client.post(url_of("mentoring_change", made), typed(version="1", place="Daring"))
    assert Mentoring.objects.get().place == "Daring"


def test_change_of_an_older_version_is_refused(client, quarter):
    made = record(quarter)
    url = url_of("mentoring_change", made)
    client.post(url, typed(version="1", place="Daring"))

    response = client.post(url, typed(version="1", place="Lain"))

    assert response.status_code == 422
    assert "diubah setelah halaman" in response.content.decode()
    assert Mentoring.objects.get().place == "Daring"


def test_both_sides_agree_on_their_pages(client, client_for, quarter):
    made = record(quarter)
    head = client_for(quarter.head)
    button = url_of("mentoring_agree", made)

    assert button in client.get(url_of("mentoring", made)).content.decode()
    client.post(button, {"version": "1"})
    head.post(button, {"version": "1"})

    assert Mentoring.objects.get().is_agreed
    assert button not in head.get(url_of("mentoring", made)).content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 20, "9" * 5000])
def test_agree_without_a_known_version_is_refused(client, quarter, version):
    made = record(quarter)

    response = client.post(
        url_of("mentoring_agree", made), {"version": version}, follow=True
    )

    assert "diubah setelah halaman" in response.content.decode()
    assert Mentoring.objects.get().mentor_agreed_at is None


def test_withdraw_asks_for_a_reason(client, quarter):
    made = record(quarter)
    url = url_of("mentoring_withdraw", made)

    assert client.post(url).status_code == 422
    client.post(url, {"reason": "Salah OPD."})

    assert "Salah OPD." in client.get(url_of("mentoring", made)).content.decode()


def test_withdraw_refuses_what_no_column_holds_and_keeps_what_was_typed(
    client, quarter
):
    url = url_of("mentoring_withdraw", record(quarter))

    for reason in ("Salah\0", "Salah " * 100):
        response = client.post(url, {"reason": reason})

        assert response.status_code == 422
        assert 'value="Salah' in response.content.decode()
    assert Mentoring.objects.get().withdrawn_at is None


def test_withdraw_of_what_both_agreed_to_says_why_not(client, quarter):
    made = agreed(quarter)

    response = client.post(
        url_of("mentoring_withdraw", made), {"reason": "Salah."}, follow=True
    )

    assert "sudah disepakati kedua pihak" in response.content.decode()


def test_follow_up_is_ticked_off_by_its_owner(client_for, quarter):
    from datetime import date

    task = actions.Task("Susun SOP.", quarter.member, date(2026, 12, 1))
    row = agreed(quarter, tasks=[task]).follow_ups.get()
    client = client_for(quarter.member)

    client.post(url_of("mentoring_follow_up", row), {"done": "1"})

    row.refresh_from_db()
    assert row.done_by == quarter.member


def test_mentorings_list_what_is_seen_and_search_it(client, client_for, quarter):
    made = record(quarter)

    def found(client, **query):
        return list(client.get(LIST, query).context["page"].object_list)

    assert found(client) == [made]
    assert found(client, q="dinas a") == [made]
    assert found(client, q="tidak ada") == []
    assert found(client_for(Role.OPD_HEAD)) == []


def test_mentorings_answer_htmx_with_the_list_alone(client, quarter):
    record(quarter)

    page = client.get(LIST).content.decode()
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<section")
    assert " ".join(part.split()) in " ".join(page.split())


@pytest.mark.parametrize("count", [1, 3])
def test_mentorings_run_the_same_queries_for_any_number(
    client, quarter, count, django_assert_num_queries
):
    for _ in range(count):
        record(quarter)
    client.get(LIST)

    with django_assert_num_queries(5):
        client.get(LIST)
