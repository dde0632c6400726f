"""Constraints that several models need, in the words of the rule they keep."""

from django.db.models import CheckConstraint, F, Q


def both_or_neither(*fields: str) -> CheckConstraint:
    """Fields that tell one fact (who, when, why) are set together, or not at all."""
    unset = Q(**{f"{field}__isnull": True for field in fields})
    given = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(
        condition=unset | given,
        name=f"%(app_label)s_%(class)s_{fields[0]}_complete",
        violation_error_message=f"{', '.join(fields)} harus diisi bersama.",
    )


def in_order(first: str, second: str, *, message: str) -> CheckConstraint:
    """`second` is not before `first`; either may be empty."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{second}__isnull": True})
        | Q(**{f"{second}__gte": F(first)}),
        name=f"%(app_label)s_%(class)s_{second}_after_{first}",
        violation_error_message=message,
    )
