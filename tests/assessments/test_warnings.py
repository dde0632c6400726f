"""The rules of the warnings: what each says, and what it lets pass."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from assessments import actions
from assessments.enums import AlertKind, Decision
from assessments.models import Citation
from assessments.warnings import alerts_of, board_of
from assessments.warnings.rules import RULES
from evidence.enums import DocumentKind, LinkState
from evidence.models import LINK_TYPE, Document, DocumentVersion, LinkCheck
from tests.factories import AssessmentFactory, DocumentFactory, PeriodFactory

RETURNED = (Decision.RETURNED, None, "Lampirkan SK.")
TEXTS = {"facts": "SK nomor 1.", "analysis": "Memenuhi kriteria."}


def answers(quarter):
    return list(quarter.assessment.answers.with_context().in_order())


def said(quarter, kind, code="I1"):
    """The sentences of one kind at one indicator."""
    found = alerts_of(answers(quarter)).get(quarter.answer(code).pk, ())
    return [alert.sentence for alert in found if alert.kind is kind]


def before(quarter, level=1, **texts):
    """The same agency a year earlier, with one citation at I1."""
    period = PeriodFactory(year=2025, quarter=1)
    earlier = AssessmentFactory(period=period, agency=quarter.assessment.agency)
    answer = earlier.answers.get(indicator__code="I1")
    values = {"self_level": level, **TEXTS, **texts}
    type(answer).objects.filter(pk=answer.pk).update(**values)
    Citation.objects.create(
        answer=answer,
        document=quarter.document,
        version=quarter.document.current,
        cited_by=quarter.member,
    )


def link(quarter, state=None):
    document = Document.objects.create(
        agency=quarter.assessment.agency,
        title="Laman",
        kind=DocumentKind.LINK,
        created_by=quarter.member,
    )
    version = DocumentVersion.objects.create(
        document=document,
        number=1,
        url="https://contoh.example/",
        original_name="contoh.example",
        content_type=LINK_TYPE,
        size=23,
        sha256="1" * 64,
        uploaded_by=quarter.member,
    )
    document.current = version
    document.save()
    if state:
        old = timezone.now() - timedelta(days=1)
        LinkCheck.objects.create(
            version=version, state=LinkState.ANSWERED, checked_at=old
        )
        LinkCheck.objects.create(version=version, state=state)
    return document


def test_every_kind_has_its_rule():
    assert set(RULES) == set(AlertKind)


def test_a_claim_names_what_is_not_ticked_and_not_cited(quarter):
    quarter.save("I1", level=3, checked=["2.0"])

    gap = "Tingkat 3 dipilih, tetapi 2 butir belum dicentang dan 1 bukti belum dikutip."
    assert said(quarter, AlertKind.INCOMPLETE) == [gap]


def test_a_complete_claim_and_the_floor_lack_nothing(quarter):
    answer = quarter.save("I1", level=3, checked=["2.0", "2.1", "3.0"])
    actions.cite(answer, quarter.document, items=["2.1"], by=quarter.member)
    quarter.save("I2", level=1)

    assert said(quarter, AlertKind.INCOMPLETE) == []
    assert said(quarter, AlertKind.INCOMPLETE, "I2") == []


def test_a_withdrawn_citation_supports_nothing(quarter):
    answer = quarter.save("I1", level=2, checked=["2.0", "2.1"])
    citation = actions.cite(answer, quarter.document, items=["2.1"], by=quarter.member)
    actions.withdraw_citation(citation, by=quarter.member)

    gap = "Tingkat 2 dipilih, tetapi 1 bukti belum dikutip."
    assert said(quarter, AlertKind.INCOMPLETE) == [gap]


@pytest.mark.parametrize(("level", "count"), [(2, 0), (3, 1), (5, 1)])
def test_a_rise_of_two_levels_without_new_evidence(quarter, level, count):
    before(quarter, level=1)
    answer = quarter.save("I1", level=level)
    actions.cite(answer, quarter.document, by=quarter.member)

    assert len(said(quarter, AlertKind.RISE)) == count


def test_a_rise_with_new_evidence_or_without_a_quarter_before_passes(quarter):
    answer = quarter.save("I1", level=5)
    assert said(quarter, AlertKind.RISE) == []

    before(quarter, level=1)
    assert len(said(quarter, AlertKind.RISE)) == 1
    new = DocumentFactory(agency=quarter.assessment.agency)
    actions.cite(answer, new, by=quarter.member)
    assert said(quarter, AlertKind.RISE) == []


@pytest.mark.parametrize(("limit", "count"), [(3, 1), (4, 0)])
def test_one_file_cited_widely(quarter, monkeypatch, limit, count):
    monkeypatch.setattr("assessments.warnings.cases.MANY_INDICATORS", limit)
    quarter.fill()

    found = board_of(answers(quarter))
    assert len(said(quarter, AlertKind.SPREAD)) == count
    parts = {part.kind: part.alerts for part in found.parts}
    assert len(parts.get(AlertKind.SPREAD, ())) == count


@pytest.mark.parametrize(
    ("issued", "valid", "count"),
    [
        (None, None, 0),
        (0, None, 0),
        (-1, None, 1),
        (-1, 0, 0),
        (-1, -1, 1),
    ],
)
def test_evidence_older_than_its_validity_or_the_quarter(quarter, issued, valid, count):
    """`issued` in days from the first day of the quarter, `valid` from the day it is
    judged on: today, or its last day once it has ended."""
    period = quarter.assessment.period
    judged = min(timezone.localdate(), period.last_day)
    Document.objects.filter(pk=quarter.document.pk).update(
        issued_on=None
        if issued is None
        else (period.first_day if valid is None else judged - timedelta(days=100))
        + timedelta(days=issued),
        valid_until=None if valid is None else judged + timedelta(days=valid),
    )
    answer = quarter.save("I1")
    actions.cite(answer, quarter.document, by=quarter.member)

    assert len(said(quarter, AlertKind.STALE)) == count


@pytest.mark.parametrize(
    ("facts", "count"), [("SK  nomor 1.\n", 1), ("SK nomor 2.", 0), ("", 0)]
)
def test_text_unchanged_since_the_quarter_before(quarter, facts, count):
    before(quarter)
    quarter.save("I1", facts=facts)

    assert len(said(quarter, AlertKind.UNCHANGED)) == count


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (None, 0),
        (LinkState.ANSWERED, 0),
        (LinkState.SILENT, 1),
        (LinkState.MISSING, 1),
    ],
)
def test_a_link_that_does_not_answer(quarter, state, count):
    answer = quarter.save("I1")
    actions.cite(answer, link(quarter, state), by=quarter.member)

    assert len(said(quarter, AlertKind.DEAD_LINK)) == count
    assert said(quarter, AlertKind.NO_PAGE) == []


@pytest.mark.parametrize(("page", "count"), [("", 1), ("4-7", 0)])
def test_evidence_without_page(quarter, page, count):
    answer = quarter.save("I1")
    actions.cite(answer, quarter.document, page=page, by=quarter.member)

    assert len(said(quarter, AlertKind.NO_PAGE)) == count


def test_warnings_cost_the_same_for_one_and_three_answers(
    quarter, django_assert_max_num_queries
):
    before(quarter, level=1)
    quarter.fill()
    for some in (answers(quarter)[:1], answers(quarter)):
        with django_assert_max_num_queries(8):
            alerts_of(some)


@pytest.mark.parametrize(
    ("text", "page"),
    [("4-7", 4), ("hlm. 12", 12), ("Lampiran 2, hlm. 3", 3), ("", None), ("x", None)],
)
def test_a_citation_opens_at_its_first_page(text, page):
    assert Citation(page=text).first_page == page


def test_amending_keeps_before_and_after_in_the_trail(quarter):
    answer = quarter.save("I1")
    citation = actions.cite(answer, quarter.document, page="1", by=quarter.member)

    done = actions.amend_citation(
        citation, page="4-7", note="", items=["2.1", "9.9"], by=quarter.member
    )

    assert (done.page, done.items) == ("4-7", ["2.1"])
    event = AuditEvent.objects.get(verb="citation.amended")
    assert (event.data["before"]["page"], event.data["after"]["page"]) == ("1", "4-7")


def test_withdrawing_asks_for_a_reason_after_a_round(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    citation = quarter.answer("I1").citations.get()

    with pytest.raises(actions.AssessmentError, match="Tulis alasan"):
        actions.withdraw_citation(citation, by=quarter.member)
    done = actions.withdraw_citation(
        citation, reason="Salah berkas.", by=quarter.member
    )

    assert done.withdrawn_reason == "Salah berkas."
