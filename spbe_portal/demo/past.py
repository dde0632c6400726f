"""Years before the portal and the policy of this one, invented and labelled as examples."""

from accounts.models import User
from assessments import scoring
from insight import actions
from insight.enums import AnnualMethod, AnnualMissing
from insight.past_preview import preview_of
from insight.past_sheet import COLUMNS, RESULTS
from insight.proposal import propose
from instruments.definition import Instrument
from instruments.models import Version
from instruments.queries import definition_of
from lib import formats
from spbe_portal.demo import dice
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.plan import Levels
from spbe_portal.demo.province import Province

Row = dict[str, object]


def make(
    demo: Province, calendar: Calendar, finals: dict[str, Levels], by: User
) -> None:
    """The year before under the same instrument, one before it under another."""
    words = demo.quarters["past"]
    version = Version.objects.get(code=demo.quarters["instrument"])
    other = Version.objects.published().filter(code=words["instrument"]).first()
    year = calendar.days["year"]
    rows = [
        _row(number, office.code, year - 1, version, _before(office.key, finals), words)
        for number, office in enumerate(demo.offices, 2)
    ]
    if other:
        rows += [
            _row(len(rows) + number, office.code, year - 2, other, levels, words)
            for number, office in enumerate(demo.offices, 2)
            if office.key in words["earlier"]
            and (levels := _elsewhere(office.key, definition_of(other.pk)))
        ]
        _map(other, version, words["source"], by)
    kept = actions.keep_past(
        file_name=words["file"], file_sha256="0" * 64, rows=rows, by=by
    )
    actions.apply_past(kept, preview_of(kept).entries, reason="", by=by)
    actions.decide_policy(
        year,
        method=AnnualMethod.MEAN,
        missing=AnnualMissing.SKIP,
        weights=None,
        legal_basis=words["legal_basis"],
        decided_on=calendar.day(0),
        reason="",
        seen=0,
        by=by,
    )


def _before(key: str, finals: dict[str, Levels]) -> list[int]:
    """A year ago: some indicators a level lower, now and then one higher."""
    return [
        max(1, min(5, level - (dice.number(5, key, code, "past") < 2)))
        if dice.number(12, key, code, "rise")
        else min(5, level + 1)
        for code, level in finals[key].items()
    ]


def _elsewhere(key: str, instrument: Instrument) -> list[int]:
    return [1 + dice.number(4, key, leaf.code) for leaf in instrument.indicators]


def _row(
    number: int,
    agency: str,
    year: int,
    version: Version,
    levels: list[int],
    words: dict[str, str],
) -> Row:
    """As a filled sheet is read."""
    instrument = definition_of(version.pk)
    digits = "".join(map(str, levels))
    score = scoring.score(instrument, scoring.levels_of(instrument, digits))
    assert score.index is not None  # noqa: S101 every level is there
    values = dict.fromkeys((column.name for column in COLUMNS[RESULTS]), "") | {
        "agency": agency,
        "year": str(year),
        "index": formats.decimal(score.index),
        "instrument": version.code,
        "source": words["source"],
        "levels": digits,
    }
    return {"page": RESULTS, "number": number, "values": values, "faults": {}}


def _map(old: Version, new: Version, source: str, by: User) -> None:
    pairs = propose(definition_of(old.pk), definition_of(new.pk))
    actions.map_versions(old, new, pairs=pairs, source=source, reason="", seen=0, by=by)
