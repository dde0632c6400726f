"""The world of the matrix, for its other dimensions."""

import pytest
from django.db import transaction

from tests.test_access import World


@pytest.fixture(scope="module")
def _standing(django_db_setup, django_db_blocker):
    """One world a file, in a transaction that is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(_standing, db):
    """The world as it was made: what a test adds is taken back."""
    return _standing
