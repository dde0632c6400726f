"""The province as a whole: national indicators shared out, and some of them answered."""

from datetime import timedelta

from accounts import actions as accounts
from accounts.models import MentorAssignment, Notice
from assessments import tidings
from assessments.models import Answer, Assessment, IndicatorOwner
from instruments.queries import definition_of
from spbe_portal.demo import dice, texts
from spbe_portal.demo.ledger import Ledger
from spbe_portal.demo.library import Held
from spbe_portal.demo.people import FOUNDED
from spbe_portal.demo.province import Office
from spbe_portal.demo.quarters import Quarter
from spbe_portal.demo.trail import Trail

LEVELS = (2, 3, 3)
FIRST, LAST = -9, -1  # days of the answers
SHARED_OUT = timedelta(hours=1)  # after the quarter was opened


def make(quarter: Quarter) -> None:
    setting = quarter.setting
    words = setting.province.quarters["government"]
    assessment = quarter.period.assessments.select_related("agency").get(
        agency=setting.people.government
    )
    assessment.period = quarter.period
    answers = _answers(assessment)
    _assign_mentor(quarter, words["mentor"])
    offices = {office.key: office for office in setting.province.offices}
    owned = {
        offices[key]: [answers[code] for code in codes]
        for key, codes in words["owners"].items()
    }
    _share_out(quarter, assessment, owned)
    ledger = Ledger()
    for office, mine in owned.items():
        for answer in mine[: words["ready"].get(office.key, 0)]:
            _fill(quarter, ledger, office, answer)
    ledger.write()


def _answers(assessment: Assessment) -> dict[str, Answer]:
    found = Answer.objects.filter(assessment=assessment).select_related("indicator")
    answers = {answer.indicator.code: answer for answer in found}
    for answer in answers.values():
        answer.assessment = assessment
    return answers


def _assign_mentor(quarter: Quarter, username: str) -> None:
    people, period = quarter.setting.people, quarter.period
    accounts.assign_mentor(
        people.users[username],
        [people.government],
        is_lead=True,
        year=period.year,
        quarter=period.quarter,
        by=people.users["sekretariat"],
    )
    made = MentorAssignment.objects.filter(agency=people.government)
    made.update(starts_on=FOUNDED)


def _share_out(
    quarter: Quarter, assessment: Assessment, owned: dict[Office, list[Answer]]
) -> None:
    """Rows, notices and events as the action writes them, with a day of their own."""
    people, trail = quarter.setting.people, Trail()
    at = quarter.setting.calendar.opened + SHARED_OUT
    by = people.users["koordinator.pemprov"]
    changes = []
    for office, answers in owned.items():
        owner = people.agencies[office.key]
        for answer in answers:
            answer.owner = owner
            changes.append(
                IndicatorOwner(answer=answer, agency=owner, set_at=at, set_by=by)
            )
            trail.add(
                "answer.owner_set",
                answer,
                by=by,
                indicator=answer.indicator.code,
                was=None,
                owner=owner.code,
                reason="",
            )
        tidings.owner_set(assessment, owner, answers, by=by)
    Answer.objects.bulk_update([change.answer for change in changes], ["owner"])
    IndicatorOwner.objects.bulk_create(changes)
    Notice.objects.filter(key__startswith="owner.set:").update(created_at=at)
    trail.write()


def _fill(quarter: Quarter, ledger: Ledger, office: Office, answer: Answer) -> None:
    """By somebody of the owner, with documents of its library."""
    setting, code = quarter.setting, answer.indicator.code
    indicator = definition_of(answer.assessment.version_id).by_code[code]
    level = dice.pick(LEVELS, office.key, code, "national")
    day = FIRST + dice.number(LAST - FIRST + 1, office.key, code, "national")
    at = setting.calendar.at(day, office.key, code, "national")
    by = setting.people.of(dice.pick(("koordinator", "anggota"), code), office)
    held = _held(quarter, office, code)[: level - 1]
    shown = [item.shown(code, place) for place, item in enumerate(held)]
    ledger.save_answer(
        answer,
        level=level,
        facts=texts.facts(indicator, level, shown, office.name),
        analysis=texts.analysis(indicator, level),
        checked=[],
        at=at,
        by=by,
    )
    for place, (item, how) in enumerate(zip(held, shown, strict=True), 1):
        ledger.cite(
            answer,
            item.document,
            page=how.page.removeprefix("halaman "),
            items=[],
            at=at + place * timedelta(minutes=1),
            by=by,
        )
    ledger.mark_ready(answer, by=by)


def _held(quarter: Quarter, office: Office, code: str) -> list[Held]:
    """Documents of the owner, other ones for each indicator."""
    library = quarter.setting.libraries[office.key]
    found = {item.document.pk: item for held in library.values() for item in held}
    order = dice.shuffled(list(found), office.key, code, "national")
    return [found[pk] for pk in order]
