"""Collects the front-end files: `python -m spbe_portal.frontend`.

Third-party files come from node_modules (`npm ci`), our own style from static/css.
The result stands in var/frontend, one of STATICFILES_DIRS. Standard library only, so
that set-up can run it before anything else works.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from spbe_portal.icons import ICONS

BASE = Path(__file__).resolve().parent.parent
MODULES = BASE / "node_modules"
SOURCES = BASE / "static" / "css"
TARGET = Path(os.environ.get("VAR_DIR", BASE / "var")) / "frontend"
SVG = "http://www.w3.org/2000/svg"

# Source in node_modules: target in var/frontend. Bytes are copied as they are, but for
# a script's pointer to a source map that is not served.
COPIES = {
    "htmx.org/dist/htmx.min.js": "js/htmx.min.js",
    "tus-js-client/dist/tus.min.js": "js/tus.min.js",
    "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2": (
        "fonts/inter-latin-opsz-normal.woff2"
    ),
    "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2": (
        "fonts/inter-latin-ext-opsz-normal.woff2"
    ),
}

# The order is the cascade: later files may refine earlier ones.
STYLES = (
    "tokens",
    "bootstrap",
    "base",
    "layout",
    "components",
    "lists",
    "tables",
    "forms",
    "messages",
    "charts",
    "home",
    "assessment",
    "simulation",
    "indicator",
    "evidence",
    "review",
    "control",
    "insight",
    "work",
    "thread",
    "mentors",
    "team",
    "public",
    "report",
    "entry",
    "sheet",
    "workbook",
    "stacked",
    "print",
)

_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")
_SCRIPT_MAP = re.compile(rb"\n//# sourceMappingURL=\S+\s*$")


class MissingFileError(Exception):
    """A file of node_modules or static/css is not there."""


def style() -> str:
    """Bootstrap and the portal's own sheets as one: one request, one cache entry."""
    bootstrap = _SOURCE_MAP.sub(
        "", _text(MODULES / "bootstrap/dist/css/bootstrap.min.css")
    )
    own = (_text(SOURCES / f"{name}.css") for name in STYLES)
    return "\n".join((bootstrap, *own))


def sprite() -> str:
    """One <symbol> for each of ICONS, its id the icon's name."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in ICONS:
        icon = ET.fromstring(_text(MODULES / "bootstrap-icons/icons" / f"{name}.svg"))  # noqa: S314
        view = icon.get("viewBox", "0 0 16 16")
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", id=name, viewBox=view)
        symbol.extend(icon)
    return ET.tostring(root, encoding="unicode") + "\n"


def collect(target: Path = TARGET) -> list[str]:
    """Write what is new or has changed; the names of the files written."""
    files = {
        name: _SCRIPT_MAP.sub(b"", _bytes(MODULES / source))
        for source, name in COPIES.items()
    }
    files["css/portal.css"] = style().encode()
    files["icons.svg"] = sprite().encode()
    return [name for name, data in files.items() if _write(target / name, data)]


def _write(path: Path, data: bytes) -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
    return True


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        hint = "" if MODULES.is_dir() else " Run `npm ci` first."
        raise MissingFileError(f"{path} is missing.{hint}") from None


def _text(path: Path) -> str:
    return _bytes(path).decode()


def main() -> None:
    try:
        written = collect()
    except MissingFileError as error:
        sys.exit(str(error))
    sys.stdout.write(f"Front-end files: {len(written)} written to {TARGET}\n")


if __name__ == "__main__":
    main()
