"""Answers as rows of a sheet: what a workbook shows, and what a row may bring back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget

from assessments.disclosure import conceal
from assessments.history import results_before
from assessments.models import Answer
from assessments.models.answers import TEXT_MAX
from assessments.workbook.shape import LABELS, normal
from instruments.queries import definition_of
from lib import formats
from lib.workbooks import CellFault

if TYPE_CHECKING:
    from assessments.models import Assessment
    from instruments.definition import Instrument

SHOWN_MAX = 40  # signs of a wrong value that a message repeats


def _read(value: Any) -> str:
    if not isinstance(value, CellFault):
        return normal(value)
    msg = f"berisi {value}"
    raise ValueError(msg)


class PlainWidget(Widget):  # type: ignore[misc]  # untyped package
    """Gives a value to the sheet as it is."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class LevelWidget(PlainWidget):
    """A whole level of the scale: 2, 2.0, "2" or "2,0"; an empty cell is none."""

    levels: tuple[int, ...] = ()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = _read(value)
        if not text:
            return None
        low, high = self.levels[0], self.levels[-1]
        try:
            number = formats.parse_decimal(text)
        except ValueError as error:
            msg = f"tingkat “{text[:SHOWN_MAX]}” bukan angka {low} sampai {high}"
            raise ValueError(msg) from error
        if number not in self.levels:
            msg = f"tingkat {text[:SHOWN_MAX]} di luar {low} sampai {high}"
            if number != number.to_integral_value():
                msg = f"tingkat {text[:SHOWN_MAX]} bukan bilangan bulat"
            raise ValueError(msg)
        return int(number)


class ProseWidget(PlainWidget):
    """Running text of at most TEXT_MAX letters."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = _read(value)
        if len(text) > TEXT_MAX:
            msg = f"{formats.integer(len(text))} huruf, paling banyak {formats.integer(TEXT_MAX)}"
            raise ValueError(msg)
        return text


class AnswersByCode(BaseInstanceLoader):  # type: ignore[misc]
    """The answers of the resource's assessment, read once."""

    def get_instance(self, row: Any) -> Answer | None:
        found: Answer | None = self.resource.answers.get(row["code"])
        return found


class AnswerResource(ModelResource):  # type: ignore[misc]
    """The answers of one assessment. It checks and compares; actions alone write.

    `import_data(..., dry_run=True)` gives a result whose rows hold the answer as the
    sheet has it, and whose invalid rows say what is wrong, by field.
    """

    code = Field("indicator__code", "code", readonly=True, widget=PlainWidget())
    name = Field("indicator__name", "name", readonly=True, widget=PlainWidget())
    place = Field(column_name="place", readonly=True)
    weight = Field(column_name="weight", readonly=True, widget=PlainWidget())
    earlier = Field(column_name="earlier", readonly=True, widget=PlainWidget())
    self_level = Field("self_level", "self_level", widget=LevelWidget())
    facts = Field("facts", "facts", widget=ProseWidget())
    analysis = Field("analysis", "analysis", widget=ProseWidget())
    status = Field("state__label", "status", readonly=True, widget=PlainWidget())
    evidence = Field("citation_count", "evidence", readonly=True, widget=PlainWidget())
    version = Field("version", "version", readonly=True, widget=PlainWidget())

    class Meta:
        model = Answer
        fields = (*LABELS, "version")
        import_id_fields = ("code",)
        instance_loader_class = AnswersByCode
        skip_diff = True  # assessments.workbook.preview compares three ways
        store_instance = True

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.assessment = assessment
        self.instrument: Instrument = definition_of(assessment.version_id)
        self.answers = {a.indicator.code: self._sent(a) for a in self.get_queryset()}
        self.fields["self_level"].widget.levels = tuple(self.instrument.levels)
        self._places = _places(self.instrument)
        self._earlier = _earlier(assessment, self.instrument)

    def get_queryset(self) -> Any:
        answers = Answer.objects.filter(assessment=self.assessment)
        return answers.select_related("indicator").with_citation_count().in_order()

    def _sent(self, answer: Answer) -> Answer:
        """Without the decisions of a round in work: the sheet is the agency's."""
        answer.assessment = self.assessment
        return conceal(answer)

    def dehydrate_place(self, answer: Answer) -> str:
        return self._places[answer.indicator.code]

    def dehydrate_weight(self, answer: Answer) -> Decimal:
        weight = self.instrument.by_code[answer.indicator.code].weight
        share = weight * 100 / self.instrument.weight
        return formats.rounded(Decimal(share.numerator) / share.denominator)

    def dehydrate_earlier(self, answer: Answer) -> int | None:
        return self._earlier.get(answer.indicator.code)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        if row["code"] not in self.answers:
            msg = f"kode {row['code'][:SHOWN_MAX]} tidak ada dalam instrumen ini"
            raise ValidationError({"code": [msg]})

    def save_instance(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is written here: see assessments.actions.imports."""


def _places(instrument: Instrument) -> dict[str, str]:
    """Domain and aspect of each indicator, outermost first."""
    found: dict[str, list[str]] = {}
    for node in instrument.all_nodes:
        for leaf in node.leaves:
            found.setdefault(leaf.code, []).append(node.name)
    return {code: ", ".join(names) for code, names in found.items()}


def _earlier(assessment: Assessment, instrument: Instrument) -> dict[str, int]:
    """Final levels of the agency's last determined quarter under this instrument."""
    results = results_before(assessment)
    last = results.filter(inputs__instrument=instrument.code).first()
    levels = last.inputs["levels"] if last else []
    return {row["code"]: row["final"] for row in levels}
