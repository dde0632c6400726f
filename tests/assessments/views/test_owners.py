"""Pages and addresses of owned indicators: the owner, another one, and who has none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from assessments import actions
from assessments.enums import Decision
from assessments.models import Answer, Citation, FollowUp, Objection
from evidence.models import Document
from tests.assessments.governments import World, deadlines
from tests.factories import MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OWNED = reverse("assessments:owned")


@pytest.fixture
def world(db):
    return World()


def at(name, pk):
    return reverse(f"assessments:{name}", args=[pk])


def status(client, user, address, method="get", **data):
    client.force_login(user)
    return getattr(client, method)(address, data).status_code


# What an owner, another owner and a unit without indicators get

OF_ANSWER = (
    ("answer", "get"),
    ("answer_save", "post"),
    ("autosave", "post"),
    ("presence", "post"),
    ("answer_ready", "post"),
    ("answer_confirm", "post"),
    ("upload", "post"),
    ("link", "post"),
    ("library", "get"),
    ("cite", "get"),
    ("cite", "post"),
    ("obstacle", "post"),
    ("step_add", "post"),
    ("thread", "get"),
    ("thread_list", "get"),
    ("thread_send", "post"),
)


@pytest.mark.parametrize(("name", "method"), OF_ANSWER)
def test_an_address_of_an_answer_is_there_for_its_owner_alone(
    world, client, name, method
):
    address = at(name, world.answer("I1").pk)

    assert status(client, world.a.member, address, method) in {200, 302, 409, 422}
    for stranger in (world.b.member, world.b.head, world.c.member):
        assert status(client, stranger, address, method) == 404


@pytest.mark.parametrize(
    ("name", "method"), [("object", "post"), ("answer_assign", "post")]
)
def test_what_a_head_may_at_an_answer_is_there_for_the_owners_head(
    world, client, name, method
):
    address = at(name, world.answer("I1").pk)

    assert status(client, world.a.head, address, method) in {200, 302, 422}
    assert status(client, world.b.head, address, method) == 404


OF_ASSESSMENT = (
    ("detail", "get"),
    ("results", "get"),
    ("evidence_zip", "get"),
    ("simulate", "get"),
    ("workload", "get"),
    ("workbook", "get"),
    ("import", "get"),
    ("submit", "post"),
    ("retract", "get"),
    ("accept", "post"),
    ("assign", "post"),
    ("targets", "get"),
    ("owners", "get"),
    ("owners_set", "post"),
    ("owners_accept", "post"),
    ("owners_remind", "post"),
)


@pytest.mark.parametrize(("name", "method"), OF_ASSESSMENT)
def test_an_owner_reaches_nothing_of_the_assessment_itself(world, client, name, method):
    address = at(name, world.assessment.pk)

    assert status(client, world.a.head, address, method) == 404


def test_what_hangs_on_an_answer_is_the_owners_alone(world, client):
    answer = world.fill("I1")
    citation = answer.citations.get()
    step = actions.add_step(answer, level=4, step="Susun SOP.", by=world.a.member)
    message = actions.send_message(answer, text="Siap.", by=world.a.member)
    addresses = (
        at("amend", citation.pk),
        at("withdraw", citation.pk),
        at("step_change", step.pk),
        at("step_move", step.pk),
        at("message_withdraw", message.pk),
    )

    for address in addresses:
        assert status(client, world.b.member, address, "post") == 404
        assert status(client, world.a.member, address, "post") in {200, 302, 422}
    assert FollowUp.objects.visible_to(world.a.member).get() == step
    assert not FollowUp.objects.visible_to(world.b.member)


def test_reports_and_lists_of_an_owner_do_not_name_the_government(world, client):
    client.force_login(world.a.head)

    assert b"Pemprov Uji" not in client.get(reverse("assessments:list")).content
    assert b"Pemprov Uji" not in client.get(reverse("reports:documents")).content
    issue = reverse("reports:issue_report", args=[world.assessment.pk])
    assert client.post(issue).status_code == 404


def test_the_page_of_an_answer_shows_an_owner_its_own_squares_only(world, client):
    client.force_login(world.a.member)
    page = client.get(at("answer", world.answer("I1").pk))

    assert len(page.context["page"].siblings) == 1
    assert page.context["page"].next is None
    content = page.content.decode()
    for code in ("I2", "I3"):
        assert str(world.answer(code).pk) not in content
    assert str(world.assessment.pk) not in content
    assert OWNED in content


def test_evidence_of_an_owner_opens_for_the_government_but_not_its_library(
    world, client
):
    world.fill("I1")
    document = world.a.document
    file = reverse("evidence:viewer", args=[document.current_id])
    about = reverse("evidence:detail", args=[document.pk])

    for reader in (world.member, world.mentor):
        assert status(client, reader, file) == 200
        assert status(client, reader, about) == 404
    assert status(client, world.b.member, file) == 404
    client.force_login(world.member)
    content = client.get(at("answer", world.answer("I1").pk)).content.decode()
    assert "Milik Dinas A" in content
    assert file in content
    assert about not in content


def test_after_a_change_the_new_owner_reads_whose_evidence_it_is_and_opens_none(
    world, client
):
    answer = world.fill("I1")
    world.own("I1", world.b, reason="Berpindah.")
    client.force_login(world.b.member)

    content = client.get(at("answer", answer.pk)).content.decode()

    assert "Bukti Dinas A" in content
    assert "Milik Dinas A" in content
    assert reverse("evidence:viewer", args=[world.a.document.current_id]) not in content
    assert status(client, world.a.member, at("answer", answer.pk)) == 404


def test_an_upload_of_another_side_leaves_nothing_in_a_library(world, client):
    before = Document.objects.count()
    client.force_login(world.member)

    response = client.post(
        at("upload", world.answer("I1").pk),
        {
            "file": SimpleUploadedFile("sk.pdf", PDF, "application/pdf"),
            "title": "SK",
            "kind": "DECREE",
        },
    )

    assert response.status_code == 422
    assert Document.objects.count() == before


def test_an_upload_of_the_owner_goes_into_its_own_library(world, client):
    client.force_login(world.a.member)

    response = client.post(
        at("upload", world.answer("I1").pk),
        {
            "file": SimpleUploadedFile("sk.pdf", PDF, "application/pdf"),
            "title": "SK Kepala Dinas",
            "kind": "DECREE",
        },
    )

    assert response.status_code == 302, response.content.decode()[-2000:]
    made = Citation.objects.get(answer=world.answer("I1"))
    assert made.document.agency == world.a.agency


def test_the_owners_head_cannot_object(world, client):
    world.submit().review(I1=(Decision.ADJUSTED, 2, "Belum disahkan."))
    client.force_login(world.a.head)

    page = client.get(at("answer", world.answer("I1").pk))
    assert not page.context["page"].can_object
    response = client.post(at("object", world.answer("I1").pk), {"reason": "Ada SK."})

    assert response.status_code == 422
    assert not Objection.objects.exists()
    objection = actions.raise_objection(
        world.answer("I1"), reason="Ada.", by=world.head
    )
    assert (
        status(client, world.a.head, at("objection_withdraw", objection.pk), "post")
        == 404
    )


def test_an_owner_knows_nothing_of_a_round_in_work(world, client):
    world.submit()
    actions.review(
        world.answer("I1"),
        decision=Decision.RETURNED,
        reason="Belum disahkan sama sekali.",
        by=world.mentor,
    )
    client.force_login(world.a.member)

    for address in (OWNED, at("answer", world.answer("I1").pk)):
        content = client.get(address).content.decode()
        assert "Dikembalikan pendamping" not in content
        assert "Belum disahkan sama sekali" not in content


def test_a_mentor_of_an_owner_is_told_that_another_decides(world, client):
    world.submit()
    inside = UserFactory(role=Role.MENTOR, agency=world.a.agency)
    MentorAssignmentFactory(mentor=inside, agency=world.government)
    client.force_login(inside)

    queue = client.get(reverse("assessments:reviews")).content.decode()
    page = client.get(at("review", world.answer("I1").pk)).content.decode()

    assert str(world.answer("I1").pk) not in queue
    assert str(world.answer("I2").pk) in queue
    assert "Bukan untuk Anda putuskan" in page


# The pages


def test_home_tasks_and_list_show_an_owner_what_it_answers_for(world, client):
    client.force_login(world.a.member)

    for address in (reverse("home"), reverse("assessments:tasks"), OWNED):
        content = client.get(address).content.decode()
        assert "Indikator pemerintah daerah" in content
        assert at("answer", world.answer("I1").pk) in content
        assert at("answer", world.answer("I2").pk) not in content


def test_a_unit_without_indicators_reads_why_the_list_is_empty(world, client):
    client.force_login(world.c.member)

    assert "Tidak ada indikator pemerintah daerah" in client.get(OWNED).content.decode()
    assert b"Indikator pemerintah daerah" not in client.get(reverse("home")).content


def test_the_page_of_owners_filters_and_counts(world, client):
    client.force_login(world.head)
    address = at("owners", world.assessment.pk)

    desk = client.get(address).context["desk"]
    assert (len(desk.shown), desk.free) == (3, 1)
    loads = [(str(load.agency or ""), load.total) for load in desk.loads]
    assert loads == [("Dinas A", 1), ("Dinas B", 1), ("", 1)]
    for query, codes in (
        ({"owner": "none"}, ["I3"]),
        ({"owner": world.b.agency.code}, ["I2"]),
        ({"domain": "D1"}, ["I1", "I2"]),
        ({"q": "laman"}, ["I3"]),
        ({"domain": "apa saja"}, ["I1", "I2", "I3"]),
    ):
        desk = client.get(address, query).context["desk"]
        assert [line.indicator.code for line in desk.shown] == codes


def test_owners_are_set_many_at_once(world, client):
    client.force_login(world.head)
    address = at("owners_set", world.assessment.pk)
    keys = [world.answer(code).pk for code in ("I2", "I3")]

    refused = client.post(address, {"answers": keys, "owner": world.c.agency.pk})
    assert refused.status_code == 422
    assert "Tulis alasan mengganti" in refused.content.decode()
    done = client.post(
        address,
        {"answers": keys, "owner": world.c.agency.pk, "reason": "Sesuai tugasnya."},
    )

    assert done.status_code == 302
    owned = Answer.objects.filter(owner=world.c.agency)
    assert set(owned.values_list("pk", flat=True)) == set(keys)


@pytest.mark.parametrize(
    "data",
    [{}, {"answers": "bukan"}, {"owner": "999999"}, {"owner": "x", "answers": ["y"]}],
)
def test_bad_input_of_owners_is_refused_with_words(world, client, data):
    client.force_login(world.head)

    response = client.post(at("owners_set", world.assessment.pk), data)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_owners_of_a_unit_do_not_exist(world, client):
    client.force_login(world.secretary)
    unit = actions.open_period(
        2031,
        1,
        version=world.period.version,
        agencies=[world.a.agency],
        deadlines=deadlines(),
        by=world.secretary,
    ).assessments.get()

    assert client.get(at("owners", unit.pk)).status_code == 404


def test_a_reminder_names_whom_it_went_to(world, client):
    client.force_login(world.head)
    address = at("owners_remind", world.assessment.pk)

    done = client.post(address, {"owners": [world.a.agency.code]}, follow=True)
    assert "Pengingat terkirim kepada Dinas A" in done.content.decode()
    again = client.post(address, {"owners": [world.a.agency.code]}, follow=True)
    assert "Tidak ada yang diingatkan" in again.content.decode()
    bad = client.post(address, {"owners": ["9.99"]}, follow=True)
    assert "bukan penanggung jawab di sini" in bad.content.decode()


def test_the_page_of_owners_asks_as_much_for_many_indicators(
    world, client, django_assert_max_num_queries
):
    client.force_login(world.secretary)
    address = at("owners", world.assessment.pk)
    client.get(address)

    with django_assert_max_num_queries(20):
        client.get(address)
