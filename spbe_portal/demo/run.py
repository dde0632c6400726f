"""One agency's way through one quarter, step by step, each on a day of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from assessments.carrying import Carrying, Key
from assessments.checklist import Item, items_of
from assessments.enums import AnswerStatus, Decision, Outcome
from assessments.models import Answer, Assessment
from instruments.definition import Instrument
from spbe_portal.demo import dice, texts
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.ledger import Ledger
from spbe_portal.demo.library import Held, Library
from spbe_portal.demo.people import People
from spbe_portal.demo.plan import Course
from spbe_portal.demo.province import Office, Province

MINUTE = timedelta(minutes=1)
EMPTY = AnswerStatus.EMPTY


@dataclass(frozen=True)
class Setting:
    """What every agency of a quarter shares."""

    province: Province
    people: People
    libraries: dict[str, Library]
    calendar: Calendar
    instrument: Instrument
    ledger: Ledger


class Run:
    """`answers` by indicator code. Each step happens after the one before."""

    def __init__(
        self,
        setting: Setting,
        office: Office,
        assessment: Assessment,
        answers: dict[str, Answer],
        course: Course,
    ) -> None:
        self.setting = setting
        self.ledger = setting.ledger
        self.office = office
        self.assessment = assessment
        self.answers = answers
        self.course = course
        self.codes = list(answers)
        self._head = setting.people.of("kepala", office)
        self._mentor = setting.people.mentors[office.key]
        self._after = self._latest = setting.calendar.opened

    def draft(self, codes: Iterable[str], *, first: int, last: int) -> None:
        self._begin()
        for code in codes:
            self._fill(
                code, first + dice.number(last - first + 1, self.office.key, code)
            )

    def fill(self, codes: Iterable[str], *, first: int, last: int) -> None:
        codes = list(codes)
        self.draft(codes, first=first, last=last)
        for code in codes:
            self.ledger.mark_ready(self.answers[code], by=self._writer(code))

    def carry(self, sources: Mapping[Key, Answer], *, day: int) -> None:
        """Half of what is untouched begins as the last quarter ended, a third of it
        looked at; the other half shows how empty indicators look."""
        untouched = [code for code in self.codes if self.answers[code].state is EMPTY]
        codes = untouched[::2]
        by = self.setting.people.users["sekretariat"]
        carrying = Carrying(dict(sources), at=self.setting.calendar.opened, by=by)
        self.ledger.carry((self.answers[code] for code in codes), carrying)
        for code in codes[::3]:
            at = self._at(day, code, "confirm")
            self.ledger.confirm(self.answers[code], at=at, by=self._writer(code))

    def submit(self, day: int) -> None:
        self._begin()
        at = self._at(day, "submit", self.assessment.round)
        self.ledger.submit(self.assessment, at=at, by=self._head)

    def review(
        self, codes: Iterable[str], *, returning: Iterable[str] = (), day: int
    ) -> None:
        self._begin()
        for code in codes:
            decision, level, reason = self._decision(code, back=code in returning)
            at = self._at(day, code, "review")
            self._judge(code, decision, reason, at)
            self.ledger.review(
                self.answers[code],
                decision=decision,
                level=level,
                reason=reason,
                at=at,
                by=self._mentor,
            )

    def close(self, day: int, *, returned: bool = False) -> None:
        self._begin()
        self.ledger.close_round(
            self.assessment,
            returned=returned,
            at=self._at(day, "close", self.assessment.round),
            by=self._mentor,
        )

    def mend(self, codes: Iterable[str], day: int) -> None:
        """A fuller text for what was returned, and ready again."""
        self._begin()
        for code in codes:
            answer, by = self.answers[code], self._writer(code)
            shown = self._held(code)[-1].shown(code, "mend")
            self.ledger.save_answer(
                answer,
                level=self.course.own[code],
                facts=f"{answer.facts}\nDilengkapi: {shown.reference}.",
                analysis=answer.analysis,
                checked=answer.checked,
                at=self._at(day, code, "mend"),
                by=by,
            )
            self.ledger.mark_ready(answer, by=by)

    def contest(self, day: int) -> None:
        self._begin()
        for code in self.course.objected:
            self.ledger.raise_objection(
                self.answers[code],
                reason=self._say("objection", code),
                at=self._at(day, code, "object"),
                by=self._head,
            )
        if self.office.key in self.setting.province.quarters["withdrawn"]:
            self._think_better(day)

    def _think_better(self, day: int) -> None:
        """One objection more, which the head takes back."""
        left = [
            code for code in self.course.lowered if code not in self.course.objected
        ]
        for code in left[:1]:
            raised_at = self._at(day, code, "object")
            objection = self.ledger.raise_objection(
                self.answers[code],
                reason=self._say("objection", code),
                at=raised_at,
                by=self._head,
            )
            self.ledger.withdraw_objection(
                objection,
                reason=self._say("withdrawn", code),
                at=raised_at + 30 * MINUTE,
                by=self._head,
            )

    def accept(self, day: int) -> None:
        self._begin()
        at = self._at(day, "accept")
        self.ledger.accept_verification(self.assessment, at=at, by=self._head)

    def decide(self, day: int) -> None:
        """The plenary: objections one by one, then the rest as verified."""
        self._begin()
        by = self.setting.people.users["penilai"]
        at = self._at(day, "decide")
        for code in self.course.objected:
            level = self.course.final[code]
            changed = level != self.course.verified[code]
            self.ledger.set_final(
                self.answers[code],
                level=level,
                reason=self._say("changed" if changed else "kept", code),
                at=at,
                by=by,
            )
        rest = list(self.answers.values())
        self.ledger.finalise(self.assessment, rest, at=at + 2 * MINUTE, by=by)

    def _fill(self, code: str, day: int) -> None:
        answer, by = self.answers[code], self._writer(code)
        level = self.course.own[code]
        indicator = self.setting.instrument.by_code[code]
        held = self._held(code)
        shown = [item.shown(code, place) for place, item in enumerate(held)]
        at = self._at(day, code, "fill")
        self.ledger.save_answer(
            answer,
            level=level,
            facts=texts.facts(indicator, level, shown, self.office.name),
            analysis=texts.analysis(indicator, level),
            checked=self._ticked(code),
            at=at,
            by=by,
        )
        for place, (item, how) in enumerate(zip(held, shown, strict=True), 1):
            page = how.page.removeprefix("halaman ")
            self.ledger.cite(
                answer,
                item.document,
                page=page,
                items=self._supported(code)[place - 1 :: len(held)],
                at=at + place * MINUTE,
                by=by,
            )

    def _judge(self, code: str, decision: Decision, reason: str, at: datetime) -> None:
        """A verdict on the first citation where it matters, and on some others."""
        cited = self.ledger.cited(self.answers[code])
        is_accepted = decision is Decision.ACCEPTED
        if not cited or (is_accepted and dice.number(3, self.office.key, code)):
            return
        outcome = Outcome.NO if decision is Decision.ADJUSTED else Outcome.PARTLY
        self.ledger.judge_citation(
            cited[0],
            outcome=Outcome.YES if is_accepted else outcome,
            level=self.course.own[code],
            reason=reason,
            at=at - MINUTE / 2,
            by=self._mentor,
        )

    def _decision(self, code: str, *, back: bool) -> tuple[Decision, int | None, str]:
        own, verified = self.course.own[code], self.course.verified[code]
        if back:
            return Decision.RETURNED, None, self._say("returned", code)
        if verified != own:
            return Decision.ADJUSTED, verified, self._say("adjusted", code)
        return Decision.ACCEPTED, own, ""

    def _say(self, phrase: str, code: str) -> str:
        level = self.course.own[code]
        indicator = self.setting.instrument.by_code[code]
        held = self._held(code)
        shown = held[0].shown(code, 0) if held else None
        return self.setting.province.phrase(
            phrase,
            level=level,
            verified=self.course.verified[code],
            condition=texts.condition(indicator, level, self.office.key, code),
            document=shown.title if shown else "bukti yang dilampirkan",
            page=(shown.page if shown else "") or "seluruh halaman",
        )

    def _held(self, code: str) -> list[Held]:
        """What the answer cites: the more, the higher the level; nothing at the floor."""
        above = self.course.own[code] - self.setting.instrument.scale_min
        return self.setting.libraries[self.office.key][code][:above]

    def _asked(self, code: str) -> list[Item]:
        """What the claimed level and those under it ask; the floor asks nothing."""
        floor, level = self.setting.instrument.scale_min, self.course.own[code]
        items = items_of(self.setting.instrument.by_code[code])
        return [item for item in items if floor < item.level <= level]

    def _ticked(self, code: str) -> list[str]:
        """Every item; a few teams overlook the last one."""
        ticked = [item.code for item in self._asked(code)]
        overlooked = dice.number(6, self.office.key, code, "tick") == 0
        return ticked[:-1] if overlooked else ticked

    def _supported(self, code: str) -> list[str]:
        return [item.code for item in self._asked(code) if item.is_evidence]

    def _writer(self, code: str) -> User:
        part = dice.pick(("koordinator", "anggota"), self.office.key, code)
        return self.setting.people.of(part, self.office)

    def _begin(self) -> None:
        self._after = self._latest

    def _at(self, day: int, *name: object) -> datetime:
        at = self.setting.calendar.at(day, self.office.key, *name)
        at = max(at, self._after + MINUTE)
        self._latest = max(self._latest, at)
        return at
