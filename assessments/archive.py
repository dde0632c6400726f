"""All evidence of one assessment as a ZIP that is written while it is read.

Nothing is compressed: PDF, images and office files are already, and so the length is
known before the first byte. Memory stays the same whatever the size; from 4 GB on the
archive is ZIP64.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from zipstream import ZipStream

from assessments.archive_index import index_of
from assessments.models import Citation
from evidence import serving
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assessments.models import Assessment
    from instruments.definition import Indicator

INDEX = "index.xlsx"
NAME_MAX = 80  # letters of a part of a path: Windows takes 260 for the whole
LINK = "Tautan, tidak ada berkasnya."
LOST = "Berkas tidak ditemukan di penyimpanan. Laporkan kepada administrator."

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Entry:
    """A citation and where its file stands in the archive.

    `path` is empty when the file is left out; `note` says why.
    """

    indicator: Indicator
    citation: Citation
    path: str
    note: str


@dataclass(frozen=True, slots=True)
class Archive:
    """What goes into the ZIP; nothing is read until `stream` is iterated."""

    assessment: Assessment
    entries: tuple[Entry, ...]

    @property
    def files(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.path)

    @property
    def name(self) -> str:
        """The name of the download: agency code and quarter, nothing of persons."""
        period = self.assessment.period
        code = safe(self.assessment.agency_code)
        return f"bukti-dukung-{code}-{period.year}-tw{period.quarter}.zip"

    def stream(self) -> ZipStream:
        """The archive, index first; `len` of it is its size in bytes."""
        archive = ZipStream(sized=True)
        archive.add(index_of(self.assessment, self.entries), INDEX)
        for entry in self.files:
            version = entry.citation.version
            archive.add(serving.pieces(version.file), entry.path, size=version.size)
        return archive


def archive_of(assessment: Assessment) -> Archive:
    """Constant queries, whatever the number of documents."""
    citations = (
        Citation.objects.filter(answer__assessment=assessment)
        .standing()
        .select_related("version__inspection", "answer__indicator")
        .order_by("answer__indicator__position", "cited_at", "pk")
    )
    return Archive(assessment, tuple(_entries(assessment, citations)))


def _entries(assessment: Assessment, citations: Iterable[Citation]) -> Iterator[Entry]:
    by_code = definition_of(assessment.version_id).by_code
    places: Counter[str] = Counter()
    for citation in citations:
        indicator = by_code[citation.answer.indicator.code]
        if note := _left_out(citation):
            yield Entry(indicator, citation, "", note)
            continue
        places[indicator.code] += 1
        path = f"{_folder(indicator)}/{_file(citation, places[indicator.code])}"
        yield Entry(indicator, citation, path, "")


def _left_out(citation: Citation) -> str:
    """Why there is no file of this citation in the archive, as a sentence."""
    version = citation.version
    if version.is_link:
        return LINK
    if version.refusal:
        return version.refusal
    return "" if version.file.storage.exists(version.file.name or "") else LOST


def _folder(indicator: Indicator) -> str:
    return safe(f"{indicator.number:0>2} {indicator.name}")


def _file(citation: Citation, place: int) -> str:
    """Numbered, so that no two files of a folder have one name."""
    suffix = safe(PurePosixPath(citation.version.original_name).suffix)
    return safe(f"{place:02} {citation.document.title}") + suffix


def safe(text: str) -> str:
    """A name that every file system takes and that leaves no folder."""
    spaced = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    name = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    return name[:NAME_MAX].rstrip(" .")
