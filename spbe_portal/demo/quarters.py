"""The quarter that was determined, and the one under way in mixed states."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from assessments import actions
from assessments.actions import Deadlines, SessionFacts
from assessments.carrying import sources_of
from assessments.enums import Status
from assessments.models import Answer, Assessment, Period, PlenarySession
from assessments.period_proposal import proposal
from instruments.models import Version
from instruments.queries import definition_of
from lib.formats import WITA
from spbe_portal.demo import dice, plan
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.ledger import Ledger
from spbe_portal.demo.library import Library
from spbe_portal.demo.people import People
from spbe_portal.demo.plan import Levels
from spbe_portal.demo.province import Office, Province
from spbe_portal.demo.run import Run, Setting

PLENARY = -2  # the day on which the quarter under way began to be decided


class Quarter:
    """One quarter being written."""

    def __init__(
        self,
        province: Province,
        people: People,
        libraries: dict[str, Library],
        calendar: Calendar,
        *,
        with_government: bool = False,
    ) -> None:
        version = Version.objects.get(code=province.quarters["instrument"])
        self.setting = Setting(
            province, people, libraries, calendar, definition_of(version.pk), Ledger()
        )
        nation = None
        if with_government:
            code = province.quarters["government"]["instrument"]
            nation = Version.objects.get(code=code)
        self.period = self._open(version, nation)
        self._assessments = self._read()

    def run(self, office: Office, course: plan.Course) -> Run:
        assessment, answers = self._assessments[office.code]
        return Run(self.setting, office, assessment, answers, course)

    def _open(self, version: Version, nation: Version | None) -> Period:
        """Open through the action, then correct deadlines that belong to the past."""
        calendar, people = self.setting.calendar, self.setting.people
        names = ("filling_until", "review_until", "plenary_until")
        true = {name: calendar.deadline(name) for name in names}
        soon = {
            name: max(true[name], calendar.now + timedelta(hours=place))
            for place, name in enumerate(names, 1)
        }
        period = actions.open_period(
            calendar.days["year"],
            calendar.days["quarter"],
            version=version,
            government_version=nation,
            agencies=[
                *people.agencies.values(),
                *([people.government] if nation else []),
            ],
            deadlines=Deadlines(soon[names[0]], soon[names[1]], soon[names[2]]),
            carry=False,
            by=people.users["sekretariat"],
        )
        Period.objects.filter(pk=period.pk).update(opened_at=calendar.opened, **true)
        period.refresh_from_db()
        return period

    def _read(self) -> dict[str, tuple[Assessment, dict[str, Answer]]]:
        found: dict[str, tuple[Assessment, dict[str, Answer]]] = {}
        by_pk: dict[object, tuple[Assessment, dict[str, Answer]]] = {}
        for assessment in self.period.assessments.all():
            assessment.period = self.period
            found[assessment.agency_code] = by_pk[assessment.pk] = (assessment, {})
        answers = Answer.objects.filter(assessment__period=self.period)
        for answer in answers.select_related("indicator").in_order():
            assessment, own = by_pk[answer.assessment_id]
            answer.assessment = assessment
            own[answer.indicator.code] = answer
        return found


def determine(quarter: Quarter) -> dict[str, Levels]:
    """Write the quarter that is over and determine it: {agency key: final levels}."""
    setting, days = quarter.setting, quarter.setting.province.quarters
    finals = {}
    session = _sit(quarter, days["determined"]["plenary"])
    for office in setting.province.offices:
        objections = days["objections"].get(office.key, 0)
        course = plan.determined_course(office, setting.instrument, objections)
        finals[office.key] = course.final
        _whole_way(quarter.run(office, course), days["determined"]["plenary"])
    _rise(quarter, session, days["determined"]["plenary"])
    setting.ledger.write()
    words = days["determination"]
    actions.determine(
        quarter.period,
        minutes=actions.Minutes(
            number=words["number"],
            decided_on=setting.calendar.day(words["decided"]),
            place=words["place"],
            attended_by=words["attended_by"],
            signatories=words["signatories"],
        ),
        by=setting.people.users["sekretariat"],
    )
    return finals


def _whole_way(run: Run, plenary: int) -> None:
    run.fill(run.codes, first=-73, last=-62)
    run.submit(-60)
    back = [code for code in run.course.returned if run.course.own[code] > 1]
    if back and dice.number(3, run.office.key, "round"):
        run.review(run.codes, returning=back, day=-58)
        run.close(-57, returned=True)
        run.mend(back, -55)
        run.submit(-54)
        run.review(back, day=-53)
    else:
        run.review(run.codes, day=-56)
    run.close(-52)
    run.contest(-51)
    run.decide(plenary)


def stand(quarter: Quarter, before: dict[str, Levels]) -> None:
    """Write the quarter under way, each agency at its own stage."""
    setting = quarter.setting
    sources = sources_of(quarter.period)
    extended = []
    session = _sit(quarter, PLENARY)
    for office in setting.province.offices:
        course = plan.current_course(office, setting.instrument, before[office.key])
        run = quarter.run(office, course)
        STAGES[office.stand.stage](run)
        if office.stand.stage == "filling":
            run.carry(sources, day=-3)
        if office.stand.extended:
            extended.append(run.assessment)
    _rise(quarter, session, PLENARY)
    setting.ledger.write()
    _sit_today(quarter)
    for assessment in extended:
        actions.extend(
            assessment,
            until=setting.calendar.deadline("filling_until") + timedelta(days=5),
            reason=setting.province.quarters["extension"],
            by=setting.people.users["sekretariat"],
        )


def _sit(quarter: Quarter, day: int) -> PlenarySession:
    """A sitting that began in the morning of that day."""
    calendar, people = quarter.setting.calendar, quarter.setting.people
    at = datetime.combine(calendar.day(day), time(8), WITA)
    return quarter.setting.ledger.open_session(
        quarter.period,
        facts=_facts(quarter, calendar.day(day)),
        at=at,
        by=people.users["penilai"],
    )


def _rise(quarter: Quarter, session: PlenarySession, day: int) -> None:
    calendar, people = quarter.setting.calendar, quarter.setting.people
    at = datetime.combine(calendar.day(day), time(17), WITA)
    quarter.setting.ledger.close_session(session, at=at, by=people.users["penilai"])


def _facts(quarter: Quarter, held_on: date) -> SessionFacts:
    words = quarter.setting.province.quarters["plenary"]
    return SessionFacts(
        held_on=held_on,
        place=words["place"],
        chair=words["chair"],
        participants=words["participants"],
        signatories=words["signatories"],
    )


def _sit_today(quarter: Quarter) -> None:
    """The sitting under way: what waits is its agenda, one indicator was flagged."""
    setting = quarter.setting
    by = setting.people.users["penilai"]
    today = timezone.localdate(setting.calendar.now)
    actions.open_session(quarter.period, facts=_facts(quarter, today), by=by)
    waiting = Answer.objects.filter(
        assessment__period=quarter.period,
        assessment__status=Status.VERIFIED,
        assessment__objection_due_at__lt=setting.calendar.now,
        verified_level__lt=F("self_level"),
        objections__isnull=True,
    )
    flagged = waiting.order_by("assessment__agency_code", "indicator__position").first()
    if flagged:
        reason = setting.province.quarters["plenary"]["flagged"]
        actions.flag(flagged, reason=reason, by=by)


def plan_next(people: People) -> None:
    """The quarter after the one under way, planned as the form proposes it."""
    words = proposal()
    nation = Version.objects.filter(pk=words["government_version"]).first()
    actions.plan_period(
        words["year"],
        words["quarter"],
        version=Version.objects.get(pk=words["version"]),
        government_version=nation,
        agencies=words["agencies"],
        deadlines=Deadlines(
            words["filling_until"],
            words["review_until"],
            words["plenary_until"],
            grace_minutes=60,
        ),
        opens_at=words["opens_at"],
        by=people.users["sekretariat"],
    )


def _filling(run: Run) -> None:
    count = run.office.stand.count
    order = dice.shuffled(run.codes, run.office.key, "progress")
    run.fill(order[:count], first=-11, last=-1)
    run.draft(order[count : count + 3] if count else (), first=-4, last=-1)


def _submitted(run: Run) -> None:
    run.fill(run.codes, first=-11, last=-5)
    run.submit(-4)
    run.review(run.codes[: run.office.stand.count], day=-2)


def _returned(run: Run) -> None:
    back = run.course.returned
    run.fill(run.codes, first=-11, last=-7)
    run.submit(-6)
    run.review(run.codes, returning=back, day=-2)
    run.close(0, returned=True)
    run.mend(back[: run.office.stand.mended], 0)


def _again(run: Run) -> None:
    back = run.course.returned
    run.fill(run.codes, first=-11, last=-8)
    run.submit(-7)
    run.review(run.codes, returning=back, day=-6)
    run.close(-5, returned=True)
    run.mend(back, -3)
    run.submit(-2)


def _verified(run: Run) -> None:
    window = run.office.stand.window
    run.fill(run.codes, first=-11, last=-9)
    run.submit(-8)
    run.review(run.codes, day=-7)
    run.close(0 if window == "open" else -6)
    run.contest(0 if window == "open" else -5)
    if window == "accepted":
        run.accept(-4)


def _final(run: Run) -> None:
    run.fill(run.codes, first=-11, last=-10)
    run.submit(-9)
    run.review(run.codes, day=-8)
    run.close(-7)
    run.contest(-6)
    run.accept(-5)
    run.decide(PLENARY)


STAGES = {
    "filling": _filling,
    "submitted": _submitted,
    "returned": _returned,
    "again": _again,
    "verified": _verified,
    "final": _final,
}
