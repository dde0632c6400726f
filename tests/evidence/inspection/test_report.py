"""What comes back from a reader is a stranger's word too."""

import pytest

from evidence.inspection.report import understood


@pytest.mark.parametrize("pages", [-1, 10**12])
def test_a_number_of_pages_that_no_document_has_is_none(pages):
    report = understood(f'{{"pages": {pages}}}\n{{"end": true}}'.encode())

    assert report.pages is None
    assert report.findings == []


def test_words_of_a_library_between_the_lines_are_damage():
    report = understood(b'{"text": "awal"}\n12\n{"end": true}')

    assert (report.text, report.findings) == ("awal", ["DAMAGED"])
