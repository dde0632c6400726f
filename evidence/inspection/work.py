"""Everything that is learnt of one file, from a copy of it in a folder of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from evidence.inspection import convert, jail
from evidence.inspection.report import Report, understood

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = jail.Limits(seconds=60, megabytes=2048)
PDF = "application/pdf"


def reader_of(content_type: str) -> str:
    """The module that reads such files; none for those that nothing is read from."""
    if content_type == PDF:
        return "evidence.inspection.pdf"
    if content_type.startswith("image/"):
        return "evidence.inspection.images"
    if content_type in convert.SUFFIXES:
        return "evidence.inspection.office"
    return ""


def read(
    path: Path, content_type: str, folder: Path, *, converter: str = ""
) -> tuple[Report, Path | None]:
    """The report of a file, and the copy for a browser where one was made.

    Whatever the file is, this comes back: the readers have limits of their own. With
    the path of soffice as `converter`, office documents get a PDF.
    """
    preview = folder / "preview"
    report = Report()
    if reader := reader_of(content_type):
        program = [sys.executable, "-m", reader, str(path), str(preview)]
        report = understood(jail.run(program, limits=LIMITS, home=folder))
    if converter and "ENCRYPTED" not in report.findings:
        made = convert.to_pdf(converter, path, content_type, folder)
        if made:
            report.preview_type = PDF
            return report, made
    if report.preview_type and preview.exists():
        return report, preview
    report.preview_type = ""
    return report, None
