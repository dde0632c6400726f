"""PDF that lasts and can be read aloud: PDF/A-3b and PDF/UA-1 in one file.

WeasyPrint writes one of the two; here the other is claimed beside it, as both standards
ask: in the XMP metadata, with the schema that PDF/A wants described. What WeasyPrint
leaves open is closed before the file is written.
"""

from __future__ import annotations

import io
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint import Attachment
from weasyprint.document import DocumentMetadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weasyprint import HTML
    from weasyprint.document import Document

    from reports.attached import File
    from reports.content import Stamp

VARIANT = "pdf/a-3b"
DATA, SOURCE = "Data", "Source"  # how an attachment belongs to the page
UNIVERSAL_ACCESS = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


class Described(DocumentMetadata):  # type: ignore[misc]
    """The metadata of a document, with its word on PDF/UA."""

    def generate_rdf_metadata(
        self, variant: str, version: int, conformance: str
    ) -> bytes:
        written: bytes = super().generate_rdf_metadata(variant, version, conformance)
        head, _, _ = written.rpartition(END)
        return head + UNIVERSAL_ACCESS + END


def write(html: HTML, files: Sequence[File], stamp: Stamp, **options: object) -> bytes:
    """The file with its attachments; `options` are WeasyPrint's, fonts and sheets."""
    document = html.render(pdf_variant=VARIANT, pdf_tags=True, **options)
    document.metadata = Described(**vars(document.metadata))
    document.metadata.attachments = [_attachment(file, stamp) for file in files]
    written: bytes = document.write_pdf(
        finisher=_finish, pdf_variant=VARIANT, pdf_tags=True
    )
    return written


def _attachment(file: File, stamp: Stamp) -> Attachment:
    """Figures are Data; the workbook, which people compute on, is a Source."""
    made = stamp.requested_at.astimezone(UTC)
    return Attachment(
        file_obj=io.BytesIO(file.data),
        name=file.name,
        description=file.description,
        created=made,
        modified=made,
        relationship=DATA if file.name.endswith(".json") else SOURCE,
    )


def _finish(_document: Document, pdf: pydyf.PDF) -> None:
    """What both standards ask and WeasyPrint leaves open."""
    tree = Tree(pdf)
    for thing in pdf.objects:
        if not isinstance(thing, dict):
            continue
        if thing.get("Type") == "/Page":
            thing["Tabs"] = "/S"  # reading order by structure on pages with links
        elif thing.get("S") == "/TH":
            thing["A"]["Scope"] = tree.scope_of(thing)
    for image in pdf.objects:
        if isinstance(image, pydyf.Stream) and "Interpolate" in image.extra:
            image.extra["Interpolate"] = "false"  # PDF/A forbids what is made up
    tree.put_aside_running_text()


class Tree:
    """The structure of a document that WeasyPrint has laid, before it is written."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def scope_of(self, heading: Any) -> str:
        """A heading in the head of a table is of its column, any other of its row."""
        part = self.at(self.at(heading["P"])["P"])
        return "/Column" if part["S"] == "/THead" else "/Row"

    def put_aside_running_text(self) -> None:
        """Footers stand outside of the structure: they become artifacts of the page."""
        reached = self._reached()
        numbers = self.at(self.root["ParentTree"])["Nums"]
        marks = dict(zip(numbers[::2], numbers[1::2], strict=True))
        for page in self.pdf.objects:
            if not isinstance(page, dict) or page.get("Type") != "/Page":
                continue
            owners = marks[page["StructParents"]]
            aside = {n for n, owner in enumerate(owners) if owner not in reached}
            _make_artifacts(self.at(page["Contents"]).stream, aside)
            for number in aside:
                owners[number] = "null"

    def _reached(self) -> set[bytes]:
        found: set[bytes] = set()
        waiting = list(self.root["K"])
        while waiting:
            kid = waiting.pop()
            if not isinstance(kid, bytes) or kid in found:
                continue  # a number is marked content, not an element
            found.add(kid)
            waiting += self.at(kid).get("K", ())
        return found


def _make_artifacts(operations: list[Any], numbers: set[int]) -> None:
    """Marked content of these numbers in a page becomes pagination, not content."""
    for place, properties in enumerate(operations):
        is_mark = isinstance(properties, dict) and properties.get("MCID") in numbers
        if is_mark and operations[place + 1] == b"BDC":
            operations[place - 1] = "/Artifact"
            operations[place] = pydyf.Dictionary({"Type": "/Pagination"})
