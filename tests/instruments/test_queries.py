from pathlib import Path

import pytest

from instruments import actions, definition
from instruments.models import Version
from instruments.queries import definition_of, forget
from tests.factories import small_version

FOLDER = Path(__file__).resolve().parent.parent.parent / "fixtures" / "instruments"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_instrument_comes_back_from_the_database_as_it_was(path):
    written = definition.load(path)
    version = actions.publish(written, file_sha256="0" * 64, by=None)

    read = definition_of(version.pk)

    assert read == written
    assert read.indicators == written.indicators
    assert read.weight == written.weight


@pytest.mark.django_db
def test_a_definition_is_read_once_a_process(django_assert_num_queries):
    version = small_version()
    forget()

    with django_assert_num_queries(6):
        definition_of(version.pk)
    with django_assert_num_queries(0):
        definition_of(version.pk)


@pytest.mark.django_db
def test_an_unpublished_version_has_no_definition():
    version = Version.objects.create(
        code="konsep",
        title="Konsep",
        applies_to="pengujian",
        status="REFERENCE",
        scale_min=1,
        scale_max=5,
        tree_depth=2,
        step="0.01",
        rounding="ROUND_HALF_UP",
        file_sha256="0" * 64,
    )

    with pytest.raises(Version.DoesNotExist):
        definition_of(version.pk)
