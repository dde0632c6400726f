"""Fill or review a whole assessment at once, behind the pages that a test is about.

Run as a program of its own, since a browser's event loop keeps Django from the database:
`python -m tests.browser.filling fill <assessment> <code> ...` leaves out the codes named.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEVEL = 3


def behind(step, assessment, *without):
    """Do it in the database of the portal under test; `assessment` is its key."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.filling", step, assessment, *without],
        check=True,
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "spbe_portal.settings"},
    )


def main(step, assessment, *without):
    import django

    django.setup()
    steps = {"fill": fill, "owners": owners, "accept": accept}
    steps[step](assessment, without)


def fill(assessment, without):
    """Every answer ready at one level, by the member, with the oldest document."""
    _write(rows(assessment, without))


def _write(answers):
    """By the side that fills them; where it has no document, at the floor."""
    from accounts.enums import AGENCY_ROLES, Role
    from accounts.models import User
    from assessments import actions
    from evidence.models import Document

    agency = answers[0].filled_by_id
    people = User.objects.filter(agency=agency, role__in=AGENCY_ROLES)
    member = people.order_by("-role").exclude(role=Role.OPD_HEAD).first()
    documents = Document.objects.filter(agency=agency, current__isnull=False).in_use()
    document = next((d for d in documents if not d.current.citing_refusal), None)
    level = LEVEL if document else 1
    for answer in answers:
        saved = actions.save_answer(
            answer,
            version=answer.version,
            self_level=level,
            facts="SK Kepala Dinas nomor 1 tahun 2027, pasal 3, halaman 4.",
            analysis=f"Memenuhi kriteria tingkat {level}.",
            by=member,
        )
        if document:
            actions.cite(saved, document, by=member)
        actions.mark_ready(saved, by=member)


def owners(assessment, without):
    """What is not ready of a government, each indicator by who answers for it."""
    from assessments.enums import DONE

    of_side = {}
    for answer in rows(assessment, without):
        if answer.state not in DONE:
            of_side.setdefault(answer.filled_by_id, []).append(answer)
    for answers in of_side.values():
        _write(answers)


def accept(assessment, without):
    """Every answer that waits, by the mentor who leads."""
    from accounts.models import MentorAssignment
    from assessments import actions
    from assessments.enums import Decision

    answers = rows(assessment, without)
    period = answers[0].assessment.period
    lead = MentorAssignment.objects.of_quarter(period.year, period.quarter).get(
        agency=answers[0].assessment.agency_id, is_lead=True
    )
    for answer in answers:
        actions.review(answer, decision=Decision.ACCEPTED, by=lead.mentor)


def rows(assessment, without):
    from assessments.models import Answer

    found = Answer.objects.filter(assessment=assessment).with_context()
    return list(found.exclude(indicator__code__in=without).in_order())


if __name__ == "__main__":
    main(*sys.argv[1:])
