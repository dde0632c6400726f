"""The documents of each agency, as real files in the storage."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Agency
from evidence import uploads
from evidence.models import Document, DocumentVersion
from spbe_portal.demo import dice, files, inspections
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.people import People
from spbe_portal.demo.province import Office, Paper, Province
from spbe_portal.demo.texts import Shown
from spbe_portal.demo.trail import Trail


@dataclass(frozen=True)
class Held:
    """A document in a library, with what its paper says of it."""

    paper: Paper
    document: Document

    def shown(self, *name: object) -> Shown:
        """As an answer cites it: with one of its pages, if it has pages."""
        pages = len(self.paper.pages)
        page = f"halaman {1 + dice.number(pages, *name)}" if pages else ""
        issued = self.document.issued_on or date.today()  # noqa: DTZ011 always set here
        return Shown(self.document.title, self.document.number, issued, page)


Library = dict[str, list[Held]]


def make(province: Province, people: People, calendar: Calendar) -> dict[str, Library]:
    """{agency key: {indicator code: documents}}; files, rows and events are written."""
    trail = Trail()
    papers: list[inspections.Written] = []
    versions: list[DocumentVersion] = []
    libraries: dict[str, Library] = {}
    for office in province.offices:
        library = libraries.setdefault(office.key, {})
        agency = people.agencies[office.key]
        by = people.of("koordinator", office)
        for paper in province.papers:
            document = _document(paper, office, agency, calendar)
            document.created_by = by
            version = version_of(document, _file(province, paper, office, document))
            papers.append(inspections.Written(document, _pages(paper, office)))
            trail.add(
                "document.uploaded", document, by=by, version=1, sha256=version.sha256
            )
            for code in paper.indicators:
                library.setdefault(code, []).append(Held(paper, document))
            versions.append(version)
    write(versions)
    inspections.make(papers)
    trail.write()
    return libraries


def write(versions: list[DocumentVersion]) -> None:
    """New documents by their first versions, which they name as current."""
    documents = [version.document for version in versions]
    Document.objects.bulk_create(documents)
    DocumentVersion.objects.bulk_create(versions)
    for document, version in zip(documents, versions, strict=True):
        document.current = version
    Document.objects.bulk_update(documents, ["current"], batch_size=200)


def version_of(
    document: Document, file: SimpleUploadedFile, **more: Any
) -> DocumentVersion:
    """The first version, unless `more` says otherwise; its bytes are stored."""
    checked = uploads.check(file)
    said = {
        "number": 1,
        "uploaded_at": document.created_at,
        "uploaded_by": document.created_by,
    }
    version = DocumentVersion(
        document=document,
        original_name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        **said | more,
    )
    version.file.save(checked.name, file, save=False)
    return version


def _document(
    paper: Paper, office: Office, agency: Agency, calendar: Calendar
) -> Document:
    days = paper.age + dice.number(12, office.key, paper.key, "age")
    issued = calendar.day(-days)
    serial = 20 + dice.number(480, office.key, paper.key, "serial")
    return Document(
        agency=agency,
        title=office.fill(paper.title),
        kind=paper.kind,
        number=office.fill(paper.number, serial=str(serial)),
        issued_on=issued,
        tags=list(paper.tags),
        valid_until=issued + timedelta(days=365 * paper.valid) if paper.valid else None,
        created_at=calendar.at(calendar.days["opened"], office.key, paper.key),
    )


def _file(
    province: Province, paper: Paper, office: Office, document: Document
) -> SimpleUploadedFile:
    if paper.screen:
        content = files.screenshot(office.name, paper.screen, paper.rows)
        return SimpleUploadedFile(f"{document.title}.png", content)
    if paper.photo:
        content = files.photo(office.name, paper.photo)
        return SimpleUploadedFile(f"{document.title}.jpg", content)
    owner, pages = province.itself["name"], _pages(paper, office)
    content = files.pdf(owner, office.name, document.title, document.number, pages)
    return SimpleUploadedFile(f"{document.title}.pdf", content)


def _pages(paper: Paper, office: Office) -> list[files.Page]:
    return [
        (heading, tuple(office.fill(line) for line in lines))
        for heading, lines in paper.pages
    ]
