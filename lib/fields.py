"""Model fields that the standard library's types need."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

if TYPE_CHECKING:
    _CharField = models.CharField[Any, Fraction]
else:
    _CharField = models.CharField


class FractionField(_CharField):
    """An exact rational number, kept as text: "2.8" or "10/3".

    Weights such as 20/6 have no finite decimal, and an index is exact only when its
    weights are.
    """

    # what django-stubs lets us assign
    _pyi_private_set_type: Fraction | str | int  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        if value is None or isinstance(value, Fraction):
            return value
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise ValidationError(
                "Bukan bilangan: %(value)s", params={"value": value}
            ) from error

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(Fraction(value))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
