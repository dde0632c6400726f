import re
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from spbe_portal import frontend
from spbe_portal.icons import ICONS
from spbe_portal.templatetags.components import TONE_ICONS

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
APPS = (
    "accounts",
    "assessments",
    "evidence",
    "insight",
    "instruments",
    "reports",
    "teams",
)


def uses(pattern):
    """What the pattern's group finds in the templates: name and where."""
    return {
        (name, str(path.relative_to(settings.BASE_DIR)))
        for path in TEMPLATES
        for name in re.findall(pattern, path.read_text(encoding="utf-8"))
    }


def enums():
    for app in APPS:
        if find_spec(f"{app}.enums"):
            yield from vars(import_module(f"{app}.enums")).values()


def test_sprite_holds_every_icon_once():
    root = ET.fromstring(frontend.sprite())  # noqa: S314  our own file
    symbols = [symbol.get("id") for symbol in root]

    assert symbols == list(ICONS)
    assert sorted(set(ICONS)) == list(ICONS)


def test_icons_of_templates_are_in_the_sprite():
    named = uses(r'{% icon "([^"]+)"') | uses(r'symbol="([^"]+)"')

    assert {(name, place) for name, place in named if name not in ICONS} == set()


def test_icons_of_enums_are_in_the_sprite():
    members = {
        member
        for kind in enums()
        if isinstance(kind, type) and issubclass(kind, Enum) and hasattr(kind, "icon")
        for member in kind
    }

    assert {member for member in members if member.icon not in ICONS} == set()
    assert {icon for icon in TONE_ICONS.values() if icon not in ICONS} == set()


def test_style_holds_every_sheet_and_no_source_map():
    sheets = {path.stem for path in frontend.SOURCES.glob("*.css")}
    paper = {name for name in sheets if name.startswith("report-")}
    style = frontend.style()

    assert sheets - paper == set(frontend.STYLES)
    assert re.findall("sourceMappingURL", style) == []
    assert style.index("Bootstrap") < style.index("--sp-canvas")


def test_files_named_by_the_style_exist(tmp_path):
    frontend.collect(tmp_path)
    own = "\n".join(path.read_text() for path in frontend.SOURCES.glob("*.css"))
    named = set(re.findall(r'url\("\.\./([^"]+)"\)', own))
    places = (tmp_path, settings.BASE_DIR / "static")

    missing = {n for n in named if not any((place / n).is_file() for place in places)}
    assert missing == set()


def test_collect_writes_only_what_changed(tmp_path):
    names = [
        "js/htmx.min.js",
        "js/tus.min.js",
        "fonts/inter-latin-opsz-normal.woff2",
        "fonts/inter-latin-ext-opsz-normal.woff2",
        "css/portal.css",
        "icons.svg",
    ]

    assert frontend.collect(tmp_path) == names
    assert frontend.collect(tmp_path) == []

    (tmp_path / "icons.svg").write_text("old")
    assert frontend.collect(tmp_path) == ["icons.svg"]


def test_missing_packages_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(frontend, "MODULES", tmp_path / "node_modules")

    with pytest.raises(SystemExit) as stop:
        frontend.main()
    assert str(stop.value) == (
        f"{tmp_path}/node_modules/htmx.org/dist/htmx.min.js is missing."
        " Run `npm ci` first."
    )


def test_main_says_what_it_wrote(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(frontend, "collect", lambda: ["a", "b"])
    monkeypatch.setattr(frontend, "TARGET", tmp_path)

    frontend.main()

    assert capsys.readouterr().out == f"Front-end files: 2 written to {tmp_path}\n"


def test_templates_obey_the_content_security_policy():
    broken = {
        "style": uses(r"(<[^>]*\sstyle=)"),
        "handler": uses(r"(<[^>]*\son[a-z]+=)"),
        "hx-on": uses(r"(\shx-on[:-])"),
        "script": uses(r"(<script(?![^>]*\bsrc=)[^>]*>)"),
        "sheet": uses(r"(<style)"),
        "address": uses(r'((?:src|href)="(?:data|javascript):)'),
    }
    hits = {(kind, *hit) for kind, found in broken.items() for hit in found}

    elsewhere = ("/pdf/", "emails/")  # neither paper nor mail is a page
    assert {hit for hit in hits if not any(e in hit[-1] for e in elsewhere)} == set()


def test_sheets_are_short_enough():
    long = {
        path.name
        for path in Path(frontend.SOURCES).glob("*.css")
        if len(path.read_text().splitlines()) > 500
    }

    assert long == set()
