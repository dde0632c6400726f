import re

import pytest

from accounts import content
from accounts.models import AuditEvent
from tests.budget import ROOT, tracked

RECORDED = re.compile(r"audit\.record\(\s*\"([a-z_.]+)\"")


def test_every_verb_of_the_code_has_a_sentence():
    found = {
        verb
        for path in tracked("*.py")
        if not str(path.relative_to(ROOT)).startswith("tests/")
        for verb in RECORDED.findall(path.read_text(encoding="utf-8"))
    }

    assert found - set(content.SENTENCES) == set()
    assert len(found) > 20


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        (
            "answer.saved",
            {"indicator": "I7", "self_level": 3},
            "menyimpan indikator 7 dengan tingkat 3",
        ),
        (
            "answer.saved",
            {"indicator": "I7", "self_level": None},
            "menyimpan indikator 7 dengan tingkat tidak disebut",
        ),
        (
            "user.added",
            {"role": "MENTOR"},
            "menambah akun dengan peran Tim pendamping",
        ),
        (
            "mentor.assigned",
            {"agencies": ["1.01", "1.02"], "period": "Triwulan IV 2026"},
            "menugaskan pendamping di 1.01, 1.02, Triwulan IV 2026",
        ),
        ("login.failed", {}, "gagal masuk sebagai tidak disebut dari tidak disebut"),
        ("unheard.of", {}, "unheard.of"),
    ],
)
def test_events_are_told_in_words(verb, data, said):
    assert content.sentence(AuditEvent(verb=verb, data=data)) == said
