"""A quarter with its determination, and documents of it."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.enums import Role
from reports import actions
from reports.enums import Method, NotFinal
from tests.factories import AgencyFactory, UserFactory
from tests.reports.builders import approve, determined_quarter, secretary


@pytest.fixture
def agency(db):
    return AgencyFactory(code="1.26", name="Dinas Kelautan dan Perikanan")


@pytest.fixture
def by(db):
    return secretary()


@pytest.fixture
def head(agency):
    return UserFactory(role=Role.OPD_HEAD, agency=agency)


@pytest.fixture
def determined(agency):
    """Assessment and determination of Triwulan I 2026: 4 4 4 claimed, 3 4 3 final."""
    return determined_quarter(agency=agency)


@pytest.fixture
def make_rule_set(by):
    def make(**values):
        """Written by one secretary and approved by another, unless `approved=False`."""
        given = {
            "legal_basis": "Peraturan Gubernur",
            "method": Method.LINEAR_MAX,
            "weight": Decimal(30),
            "places": 2,
            "not_final": NotFinal.EMPTY,
            "valid_from": date(2026, 1, 1),
        } | values
        name, approved = given.pop("name", "Aturan 2026"), given.pop("approved", True)
        for key in ("bands", "parts"):
            given[key] = tuple(given.get(key, ()))
        made = actions.create_rule_set(name, actions.Draft(**given), by=by)
        return approve(made) if approved else made

    return make
