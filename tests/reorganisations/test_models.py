from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AgencyName, Succession
from assessments.enums import Status
from assessments.models import Answer, Assessment
from reorganisations.choices import Choices, NewAgency
from reorganisations.enums import Kind, State
from reorganisations.models import Reorganisation
from tests.factories import AgencyFactory, AssessmentFactory
from tests.reorganisations.builders import carry_out, draft, merge, secretary

pytestmark = pytest.mark.django_db


def refused(change, text):
    with pytest.raises(IntegrityError, match=text), transaction.atomic():
        change()


@pytest.fixture
def pair():
    return AgencyFactory(code="1.01"), AgencyFactory(code="1.02")


def test_choices_come_back_as_they_were_kept():
    chosen = Choices(
        predecessors=(1, 2),
        successors=(3,),
        new=(NewAgency("2.01", "A", "A", "DINAS"),),
        leading=1,
        heir="n0",
        rules={"x": "END"},
        homes={"7": "a3"},
    )

    assert Choices.from_json(chosen.to_json()) == chosen
    assert (chosen.keys, chosen.heir_key) == (["a3", "n0"], "n0")
    assert Choices.from_json({}) == Choices()


def test_the_heir_is_one_that_stands():
    assert Choices(successors=(3, 4), heir="n9").heir_key == "a3"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"done_at": timezone.now()}, "done_with_time"),
        ({"state": State.CANCELLED}, "cancelled_with_time"),
        ({"state": State.PLANNED}, "confirmed_by_somebody"),
        ({"reason": ""}, "with_basis_and_reason"),
        ({"confirmed_at": timezone.now()}, "confirmed_at_complete"),
    ],
)
def test_no_reorganisation_without_what_its_state_needs(pair, values, rule):
    made = draft(Kind.MERGE, pair)
    rows = Reorganisation.objects.filter(pk=made.pk)

    refused(lambda: rows.update(**values), rule)


def test_what_was_done_stays_as_it_was(pair):
    made = merge(*pair)
    rows = Reorganisation.objects.filter(pk=made.pk)

    refused(lambda: rows.update(reason="Lain."), "tidak dapat diubah")
    refused(rows.delete, "tidak dapat diubah")


def test_names_and_successions_stay_as_recorded(pair):
    carry_out(Kind.RENAME, pair[:1], name="X", short_name="X", on=date(2026, 2, 1))
    merge(*pair)
    for rows in (AgencyName.objects.all(), Succession.objects.all()):
        refused(rows.delete, "Riwayat perangkat daerah")
    refused(lambda: AgencyName.objects.update(name="Y"), "Riwayat perangkat daerah")
    refused(
        lambda: Succession.objects.update(starts_on=date(2020, 1, 1)),
        "Riwayat perangkat daerah",
    )


def test_an_ended_assessment_and_its_answers_stay_as_they_were(pair):
    assessment = AssessmentFactory(agency=pair[0])
    carry_out(Kind.CLOSE, pair[:1])
    rows = Assessment.objects.filter(pk=assessment.pk)
    answers = Answer.objects.filter(assessment=assessment)

    refused(
        lambda: rows.update(status=Status.FILLING, ended_at=None, ended_reason=""),
        "dihentikan",
    )
    refused(lambda: answers.update(facts="Lain."), "dihentikan")


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"status": Status.ENDED}, "ended_with_reason"),
        ({"ended_reason": "Tutup."}, "ended_with_reason"),
        ({"ended_at": timezone.now()}, "ended_at_complete"),
    ],
)
def test_ending_has_its_time_and_reason(pair, values, rule):
    assessment = AssessmentFactory(agency=pair[0])
    rows = Assessment.objects.filter(pk=assessment.pk)

    refused(lambda: rows.update(**values), rule)


def test_an_assessment_is_carried_on_by_another(pair):
    assessment = AssessmentFactory(agency=pair[0])
    rows = Assessment.objects.filter(pk=assessment.pk)

    refused(lambda: rows.update(carried_on_by=pair[0]), "carried_on_by_another")


def test_nobody_follows_itself_or_twice(pair):
    def follow(one, two, **values):
        return lambda: Succession.objects.create(
            predecessor=one,
            successor=two,
            kind="MERGE",
            starts_on=date(2026, 1, 1),
            legal_basis="Perda",
            **values,
        )

    refused(follow(pair[0], pair[0]), "of_another")
    follow(*pair, is_leading=True)()
    refused(follow(*pair), "once")
    refused(follow(AgencyFactory(), pair[1], is_leading=True), "one_leads")
    assert secretary().pk
