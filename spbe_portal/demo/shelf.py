"""What the province publishes for every agency, and an address in each library."""

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from assessments.actions import attach_format
from evidence.actions import accept
from evidence.enums import DocumentKind, LinkState
from evidence.models import LINK_TYPE, Document, DocumentVersion, LinkCheck
from instruments.models import Version
from instruments.queries import definition_of
from spbe_portal.demo import files, inspections, library
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.people import People
from spbe_portal.demo.province import Link, Office, Province, Shared
from spbe_portal.demo.trail import Trail


def make(demo: Province, people: People, calendar: Calendar) -> None:
    trail, by = Trail(), people.users["sekretariat"]
    published = {
        paper.key: _publish(demo, paper, calendar, by) for paper in demo.shared
    }
    library.write(list(published.values()))
    for version in published.values():
        _tell(trail, "document.uploaded", version)
    inspections.make(_written(demo, published))
    links = [
        _linked(link, office, people, calendar)
        for link in demo.links
        for office in demo.offices
    ]
    library.write(links)
    LinkCheck.objects.bulk_create(map(_checked, links))
    for version in links:
        document = version.document
        trail.add(
            "document.linked",
            document,
            by=version.uploaded_by,
            version=1,
            url=version.url,
        )
    trail.write()
    for paper in demo.shared:
        _spread(demo, people, paper, published[paper.key].document)


def _publish(
    demo: Province, paper: Shared, calendar: Calendar, by: User
) -> DocumentVersion:
    document = Document(
        title=paper.title,
        kind=paper.kind,
        number=paper.number,
        issued_on=calendar.day(-paper.age),
        tags=list(paper.tags),
        created_at=calendar.at(calendar.days["opened"], paper.key),
        created_by=by,
    )
    return library.version_of(document, _file(demo, paper))


def _file(demo: Province, paper: Shared, note: str = "") -> SimpleUploadedFile:
    if paper.columns:
        content = files.table(paper.title, paper.columns)
        return SimpleUploadedFile(f"{paper.title}.xlsx", content)
    pages = [*paper.pages, *([("Perubahan", (note,))] if note else [])]
    owner = demo.itself["name"]
    content = files.pdf(owner, "Sekretariat SPBE", paper.title, paper.number, pages)
    return SimpleUploadedFile(f"{paper.title}.pdf", content)


def _written(
    demo: Province, published: dict[str, DocumentVersion]
) -> list[inspections.Written]:
    return [
        inspections.Written(published[paper.key].document, list(paper.pages))
        for paper in demo.shared
    ]


def _linked(
    link: Link, office: Office, people: People, calendar: Calendar
) -> DocumentVersion:
    url = link.url.format(key=office.key)
    document = Document(
        agency=people.agencies[office.key],
        title=office.fill(link.title),
        kind=DocumentKind.LINK,
        issued_on=calendar.day(-link.age),
        tags=list(link.tags),
        created_at=calendar.at(-link.age, office.key, link.url),
        created_by=people.of("anggota", office),
    )
    return DocumentVersion(
        document=document,
        number=1,
        url=url,
        original_name=url,
        content_type=LINK_TYPE,
        size=len(url),
        sha256=hashlib.sha256(url.encode()).hexdigest(),
        uploaded_at=document.created_at,
        uploaded_by=document.created_by,
    )


def _checked(version: DocumentVersion) -> LinkCheck:
    """As of the day it was added: nobody asks an address of the demo."""
    return LinkCheck(
        version=version,
        state=LinkState.ANSWERED,
        status_code=200,
        checked_at=version.uploaded_at,
    )


def _spread(demo: Province, people: People, paper: Shared, document: Document) -> None:
    """Into the libraries and to the indicators, by the actions; then a newer version."""
    if paper.indicators:
        version = Version.objects.get(code=demo.quarters["instrument"])
        attach_format(
            document,
            instrument=definition_of(version.pk),
            indicators=paper.indicators,
            by=document.created_by,
        )
    offices = {office.key: office for office in demo.offices}
    is_shut = document.current is None or document.current.refusal  # by UNSCANNED_FILES
    for key in () if is_shut else paper.accepted:
        by = people.of("koordinator", offices[key])
        accept(document, agency=people.agencies[key], by=by)
    if paper.reason:
        _renew(demo, paper, document)


def _renew(demo: Province, paper: Shared, document: Document) -> None:
    file = _file(demo, paper, paper.reason)
    version = library.version_of(document, file, number=2, reason=paper.reason)
    version.save(force_insert=True)
    document.current = version
    document.save(update_fields=["current"])
    inspections.make([inspections.Written(document, list(paper.pages))])
    trail = Trail()
    _tell(trail, "document.replaced", version, reason=paper.reason)
    trail.write()


def _tell(trail: Trail, verb: str, version: DocumentVersion, **more: object) -> None:
    trail.add(
        verb,
        version.document,
        by=version.uploaded_by,
        version=version.number,
        sha256=version.sha256,
        **more,
    )
