"""What reading a file brought to light, and how the reader tells it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_CHARACTERS = 1_000_000
PAGES_MAX = 1_000_000


@dataclass(slots=True)
class Report:
    """`findings` are codes of evidence.enums.Finding; `text` is cut to a limit.

    `preview_type` is the type of the copy that was written, if one was.
    """

    findings: list[str] = field(default_factory=list)
    pages: int | None = None
    text: str = ""
    preview_type: str = ""

    def add(self, finding: str) -> None:
        if finding not in self.findings:
            self.findings.append(finding)


def tell(**news: object) -> None:
    """One line of JSON at once: what was told stays told when the reader is killed."""
    print(json.dumps(news), flush=True)  # noqa: T201 the way back to the worker


def serve(read: Callable[[Path, Path], None]) -> None:
    """The main of a reader: the file and the place for a copy are its two arguments."""
    try:
        read(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception:
        # whatever a library trips over, the file is what it trips over
        tell(findings=["DAMAGED"])
    tell(end=True)


def understood(output: bytes) -> Report:
    """The report of a reader's lines; DAMAGED unless it came to its end."""
    report, came_to_end = Report(), False
    for line in output.splitlines():
        try:
            news = json.loads(line)
        except ValueError:
            break  # cut in the middle of a line
        if not isinstance(news, dict):
            break  # a library's own words
        for finding in news.get("findings", ()):
            report.add(finding)
        report.pages = _countable(news.get("pages", report.pages))
        report.preview_type = news.get("preview_type", report.preview_type)
        if len(report.text) < TEXT_CHARACTERS:
            report.text += news.get("text", "")
        came_to_end = bool(news.get("end"))
    if not came_to_end:
        report.add("DAMAGED")
    report.text = _storable(report.text)
    return report


def _countable(pages: int | None) -> int | None:
    """None for what no document has: an encrypted PDF says its number itself."""
    return pages if pages is not None and 0 <= pages <= PAGES_MAX else None


def _storable(text: str) -> str:
    """No NUL and no half characters, which no column takes; single spaces."""
    kept = text[:TEXT_CHARACTERS].encode(errors="ignore").decode().replace("\0", " ")
    return " ".join(kept.split())
