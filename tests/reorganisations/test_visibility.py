"""What the people of a successor may read of the agencies before it, and write nothing."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Agency
from assessments.actions import cite
from assessments.enums import Status
from assessments.models import Answer, Assessment, Result
from evidence.models import Document
from reorganisations.enums import Kind
from reports.models import IssuedDocument
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)
from tests.reorganisations.builders import (
    carry_out,
    merge,
    new,
    put_in,
    secretary,
    write,
)
from tests.reports.builders import determined_quarter

pytestmark = pytest.mark.django_db


class Split:
    """An agency with a result, a draft and a document, split into two; another one."""

    def __init__(self):
        self.old = AgencyFactory(code="1.01", name="Dinas Lama")
        self.past, _ = determined_quarter(year=2025, quarter=4, agency=self.old)
        self.draft = write(AssessmentFactory(agency=self.old))
        self.document = DocumentFactory(agency=self.old)
        rows = (new("2.01", "Dinas Satu"), new("2.02", "Dinas Dua"))
        carry_out(Kind.SPLIT, [self.old], new=rows, heir="n0")
        self.one, self.two = (Agency.objects.get(code=row.code) for row in rows)
        self.other = AgencyFactory(code="3.01")

    def head(self, agency):
        return UserFactory(role=Role.OPD_HEAD, agency=agency)


@pytest.fixture
def split():
    return Split()


def test_every_successor_reads_past_results_and_evidence(split):
    for agency in (split.one, split.two):
        user = split.head(agency)

        assert split.past in Assessment.objects.readable_by(user)
        assert split.past.answers.first() in Answer.objects.readable_by(user)
        assert split.document in Document.objects.visible_to(user)
        assert Result.objects.visible_to(user).get().assessment == split.past


def test_the_draft_is_read_by_the_heir_alone(split):
    assert split.draft in Assessment.objects.readable_by(split.head(split.one))
    assert split.draft not in Assessment.objects.readable_by(split.head(split.two))


def test_another_agency_gains_nothing(split):
    user = split.head(split.other)

    assert not Assessment.objects.readable_by(user).exists()
    assert not Document.objects.visible_to(user).exists()
    assert not Result.objects.visible_to(user).exists()
    assert split.old not in Agency.objects.readable_by(user)


def test_siblings_gain_nothing_of_each_other(split):
    own = AssessmentFactory(agency=split.one)
    DocumentFactory(agency=split.one)
    user = split.head(split.two)

    assert own not in Assessment.objects.readable_by(user)
    assert set(Document.objects.visible_to(user)) == {split.document}


def test_a_mentor_of_a_successor_reads_the_past_but_not_of_the_own_agency(split):
    mentor = UserFactory(role=Role.MENTOR)
    MentorAssignmentFactory(mentor=mentor, agency=split.two)

    assert split.past in Assessment.objects.readable_by(mentor)
    mentor.agency = split.old
    mentor.save()
    assert split.past not in Assessment.objects.readable_by(mentor)


@pytest.mark.parametrize(
    ("name", "makes"),
    [
        ("assessments:detail", lambda s: s.past.pk),
        ("assessments:results", lambda s: s.past.pk),
        ("assessments:answer", lambda s: s.past.answers.first().pk),
        ("evidence:detail", lambda s: s.document.pk),
        ("accounts:agency", lambda s: s.old.pk),
        ("assessments:agency_history", lambda s: s.old.pk),
    ],
)
def test_pages_of_the_past_open_for_successors_and_nobody_else(
    split, client_for, name, makes
):
    address = reverse(name, args=[makes(split)])
    asked = {
        agency.code: client_for(split.head(agency)).get(address).status_code
        for agency in (split.one, split.two, split.other)
    }

    assert asked == {"2.01": 200, "2.02": 200, "3.01": 404}


@pytest.mark.parametrize(
    ("name", "makes"),
    [
        ("assessments:targets", lambda s: s.past.pk),
        ("assessments:assign", lambda s: s.past.pk),
        ("assessments:answer_save", lambda s: s.past.answers.first().pk),
        ("assessments:step_add", lambda s: s.past.answers.first().pk),
        ("assessments:thread_send", lambda s: s.past.answers.first().pk),
        ("evidence:withdraw", lambda s: s.document.pk),
        ("evidence:describe", lambda s: s.document.pk),
        ("evidence:replace", lambda s: s.document.pk),
        ("reports:issue_report", lambda s: s.past.pk),
    ],
)
def test_nothing_of_the_past_is_written_by_a_successor(split, client_for, name, makes):
    address = reverse(name, args=[makes(split)])

    response = client_for(split.head(split.two)).post(address)

    assert response.status_code == 404
    assert not IssuedDocument.objects.exists()


def test_the_page_of_the_past_says_so_and_offers_no_work(split, client_for):
    page = client_for(split.head(split.two)).get(
        reverse("assessments:detail", args=[split.past.pk])
    )

    assert "Riwayat perangkat daerah terdahulu" in page.text
    assert "Atur target" not in page.text
    assert "Unggah lembar kerja" not in page.text


def test_the_document_of_the_past_offers_no_change(split, client_for):
    page = client_for(split.head(split.two)).get(
        reverse("evidence:detail", args=[split.document.pk])
    )

    assert reverse("evidence:withdraw", args=[split.document.pk]) not in page.text


def test_inherited_evidence_is_cited_by_the_successor_and_no_other(split):
    mine = AssessmentFactory(agency=split.two, period=PeriodFactory(year=2027))
    theirs = AssessmentFactory(agency=split.other, period=mine.period)

    made = cite(mine.answers.first(), split.document, by=split.head(split.two))
    assert made.document == split.document
    with pytest.raises(Exception, match="bukan milik perangkat daerah ini"):
        cite(theirs.answers.first(), split.document, by=split.head(split.other))


def test_what_is_finished_under_an_old_name_is_worked_on_by_the_heir(client_for):
    pair = AgencyFactory(code="1.01"), AgencyFactory(code="1.02")
    returned = put_in(write(AssessmentFactory(agency=pair[0])), Status.RETURNED)
    member = UserFactory(agency=pair[0])
    merge(*pair)
    member.refresh_from_db()

    assert returned in Assessment.objects.visible_to(member)
    home = client_for(member).get(reverse("home"))
    assert "Penilaian atas nama lama" in home.text
    assert returned.agency_name in home.text


def test_a_second_succession_hands_the_unfinished_on(client_for):
    one, two, three = (AgencyFactory() for _ in range(3))
    sent = put_in(AssessmentFactory(agency=one), Status.SUBMITTED)
    merge(one, two)
    first = Agency.objects.get(code="2.90")
    Agency.objects.filter(pk=first.pk).update(opened_on=one.opened_on)
    first.refresh_from_db()
    merge(first, three, new=(new("2.91", "Dinas Akhir"),))

    sent.refresh_from_db()
    assert sent.carried_on_by.code == "2.91"


def test_nobody_of_the_heir_decides_on_what_it_finishes():
    from assessments.actions import AssessmentError
    from assessments.actions.base import refuse_own_agency

    pair = AgencyFactory(), AgencyFactory()
    verified = put_in(AssessmentFactory(agency=pair[0]), Status.VERIFIED)
    merge(*pair)
    verified.refresh_from_db()
    heir = Agency.objects.get(code="2.90")
    assessor = UserFactory(role=Role.ASSESSOR, agency=heir)

    with pytest.raises(AssessmentError, match="perangkat daerah Anda sendiri"):
        refuse_own_agency(verified, assessor)
    refuse_own_agency(verified, secretary())
