"""The repository keeps its own rules."""

import os
import re
from pathlib import Path

import pytest

from tests.budget import ROOT, figures, tracked

# Written in pieces, so that this file does not name what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"pypi\.(?:org|python)",
            r"python" + r"hosted\.org",
            r"registry\.npm" + r"js",
            r"npm" + r"js\.(?:org|com)",
            r"deb\.debian" + r"\.org",
            r"\.\./" + "shared",
            r"/work/" + "main",
            r"\." + "library/",
        ]
    )
)
# Rendered by name by Django or allauth, or named by a base that they extend.
NAMED_BY_CONVENTION = re.compile(
    r"^(\d{3}\.html|admin/|account/|allauth/|mfa/|socialaccount/|bootstrap5/)"
)

WITH_TEMPLATES = (".py", ".html", ".txt")


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.name)
def test_sizes_stay_within_budget(figure):
    excesses = list(figure.excesses())

    assert not excesses, "\n".join(excesses)


def texts():
    for path in tracked():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_registry_or_a_place_outside():
    found = {
        f"{name}: {match.group()}"
        for name, text in texts()
        for match in FORBIDDEN.finditer(text)
    }

    assert found == set()


def test_every_template_is_used():
    folder = ROOT / "templates"
    names = [str(path.relative_to(folder)) for path in tracked("templates")]
    sources = "".join(text for name, text in texts() if name.endswith(WITH_TEMPLATES))

    unused = [
        name
        for name in names
        if not NAMED_BY_CONVENTION.match(name)
        and not re.search(rf"[\"']{re.escape(name)}[\"'#]", sources)
    ]

    assert unused == []


INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def test_a_form_in_an_included_template_has_its_csrf_token():
    """`only` leaves the token behind, and the test client does not ask for it."""
    folder = ROOT / "templates"
    sources = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in tracked("templates")
    }

    without = [
        (name, included)
        for name, source in sources.items()
        for included, words in INCLUDE.findall(source)
        if included != name
        and words.split()[-1:] == ["only"]
        and "csrf_token" in sources[included]
        and "csrf_token=csrf_token" not in words
    ]

    assert without == []


def test_migrations_have_names():
    files = [path.name for path in tracked("*/migrations/*.py")]

    assert [name for name in files if "_auto_" in name] == []


def test_ci_checks_and_tests():
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "make check test" in script.read_text().splitlines()


def test_make_targets_are_documented():
    lines = (ROOT / "Makefile").read_text().splitlines()
    targets = [line for line in lines if re.match(r"^[a-z]+:", line)]

    assert [line for line in targets if "  ## " not in line] == []
    assert {target.split(":")[0] for target in targets} == set(
        next(line for line in lines if line.startswith(".PHONY")).split()[1:]
    )


def test_secrets_are_not_in_the_repository():
    assert [path for path in map(Path, (".env", "var")) if tracked(str(path))] == []
