"""What an agency changed since a decision: words, levels, ticks, citations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import actions
from assessments.changes import Part, Piece, changes_of, words_between
from assessments.enums import Decision
from tests.factories import DocumentFactory

TEXTS = st.text(alphabet="ab \n", max_size=40)
BACK = (Decision.RETURNED, None, "Kurang lengkap.")


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", ()),
        ("SK 1", "SK 1", (Piece(Part.SAME, "SK 1"),)),
        ("", "SK 1", (Piece(Part.NEW, "SK 1"),)),
        ("SK 1", "", (Piece(Part.GONE, "SK 1"),)),
        (
            "SK nomor 1 terbit",
            "SK nomor 2 terbit",
            (
                Piece(Part.SAME, "SK nomor "),
                Piece(Part.GONE, "1"),
                Piece(Part.NEW, "2"),
                Piece(Part.SAME, " terbit"),
            ),
        ),
    ],
)
def test_words_between_names_what_stayed_went_and_came(old, new, pieces):
    assert words_between(old, new) == pieces


@given(TEXTS, TEXTS)
def test_words_between_make_both_texts_again(old, new):
    pieces = words_between(old, new)

    assert "".join(p.text for p in pieces if not p.is_new) == old
    assert "".join(p.text for p in pieces if not p.is_gone) == new


def reviews(answer):
    return list(answer.reviews.standing().order_by("-decided_at"))


def returned(quarter):
    """I1 was sent back after a first round."""
    quarter.fill().submit().review(I1=BACK).close()
    return quarter.answer("I1")


def test_changes_of_a_first_round_are_none(quarter):
    quarter.fill().submit()
    answer = quarter.answer("I1")

    assert changes_of(answer, reviews(answer)) is None


def test_changes_of_an_untouched_answer_are_empty(quarter):
    answer = returned(quarter)

    assert changes_of(answer, reviews(answer)).is_empty


def test_changes_tell_level_texts_and_ticks(quarter):
    answer = returned(quarter)
    quarter.save("I1", 2, facts="SK nomor 2.", checked=["2.1"])

    answer = quarter.answer("I1")
    found = changes_of(answer, reviews(answer))

    assert (found.old_level, found.new_level) == (3, 2)
    assert [name for name, _ in found.texts] == ["Fakta"]
    assert [p.text for p in found.facts if p.is_gone] == ["1."]
    assert [p.text for p in found.facts if p.is_new] == ["2."]
    assert (len(found.ticked), found.unticked) == (1, ())
    assert "Dokumen arsitektur" in found.ticked[0]


def test_changes_tell_what_became_of_citations(quarter):
    kept = DocumentFactory(agency=quarter.assessment.agency, title="Tetap")
    quarter.save("I1")
    actions.cite(quarter.answer("I1"), kept, page="3", by=quarter.member)
    answer = returned(quarter)
    new = DocumentFactory(agency=quarter.assessment.agency, title="Baru")
    actions.cite(answer, new, by=quarter.member)
    corrected, gone = (
        answer.citations.get(document=kept),
        answer.citations.get(document=quarter.document),
    )
    for page in ("4", "5"):
        actions.amend_citation(
            corrected, page=page, note="", items=[], by=quarter.member
        )
    actions.withdraw_citation(gone, reason="Keliru.", by=quarter.member)

    answer = quarter.answer("I1")
    found = changes_of(answer, reviews(answer))

    assert [c.document.title for c in found.added] == ["Baru"]
    assert [c.withdrawn_reason for c in found.withdrawn] == ["Keliru."]
    assert [one.parts for one in found.amended] == [(("halaman", "3", "5"),)]


def test_changes_stay_after_the_second_round_was_decided(quarter):
    returned(quarter)
    quarter.save("I1", 3, facts="SK nomor 2.")
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.submit()
    answer = quarter.answer("I1")
    actions.review(answer, decision=Decision.ACCEPTED, by=quarter.mentor)
    quarter.close()

    answer = quarter.answer("I1")
    found = changes_of(answer, reviews(answer))

    assert found.since.round == 1
    assert [name for name, _ in found.texts] == ["Fakta"]
