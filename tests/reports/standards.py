"""What PDF/A-3b and PDF/UA-1 ask of a file, as far as a program can see it.

There is no packaged veraPDF, so the clauses that our documents can break are checked
here by hand, on the bytes, with a library that did not write them.
"""

import io
import re
from xml.etree import ElementTree as ET

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
}
FORBIDDEN = {"/JavaScript", "/Launch", "/Movie", "/Sound", "/ResetForm", "/ImportData"}
BLOCKS = {"/P", "/H1", "/H2", "/H3", "/LI", "/TH", "/TD", "/Figure", "/Table", "/L"}


def breaches(data):
    """Sentences about what the file breaks, each with the clause; none when it holds."""
    reader = PdfReader(io.BytesIO(data))
    return [*_archival(reader, data), *_accessible(reader)]


# ISO 19005-3, level B


def _archival(reader, data):
    root = reader.trailer["/Root"]
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", data):
        yield "6.1.2 file header"
    if "/ID" not in reader.trailer or "/Encrypt" in reader.trailer:
        yield "6.1.3 trailer: an ID, no encryption"
    intents = root.get("/OutputIntents", [])
    if not any(i.get_object().get("/S") == "/GTS_PDFA1" for i in intents):
        yield "6.2.3 output intent with a colour profile"
    yield from _objects(reader)
    yield from _metadata(root)
    yield from _attachments(root)
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield from _font(font.get_object())


def _objects(reader):
    for thing in _all(reader):
        if isinstance(thing, StreamObject):
            if "/LZWDecode" in str(thing.get("/Filter", "")) or "/F" in thing:
                yield "6.1.7 streams: no LZW, no external file"
            if thing.get("/Interpolate"):
                yield "6.2.8.1 images are not interpolated"
        if isinstance(thing, DictionaryObject):
            if thing.get("/S") in FORBIDDEN or "/AA" in thing:
                yield f"6.5.1 action {thing.get('/S')}"
            if thing.get("/Subtype") == "/Link" and not int(thing.get("/F", 0)) & 4:
                yield "6.3.2 annotations are printed"


def _font(font):
    below = (
        font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    )
    described = below["/FontDescriptor"]
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
        yield f"6.2.11.4 font {font['/BaseFont']} is not embedded"
    if "/ToUnicode" not in font:
        yield f"6.2.11.7 font {font['/BaseFont']} has no Unicode"
    if below.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in below:
        yield "6.2.11.3.2 CIDToGIDMap"


def _metadata(root):
    if "/Metadata" not in root:
        yield "6.6.2.1 metadata"
        return
    packet = ET.fromstring(root["/Metadata"].get_data())  # noqa: S314 our own file
    if len(packet.findall("rdf:RDF", NS)) != 1:
        yield "6.6.2.1 one RDF"
    said = {
        k: v for d in packet.iter(f"{{{NS['rdf']}}}Description") for k, v in d.items()
    }
    part = said.get(f"{{{NS['pdfaid']}}}part")
    if (part, said.get(f"{{{NS['pdfaid']}}}conformance")) != ("3", "B"):
        yield "6.6.4 identification as PDF/A-3b"
    if packet.findtext(".//pdfuaid:part", namespaces=NS) != "1":
        yield "ISO 14289-1 5: identification as PDF/UA-1"
    if packet.findtext(".//schema:prefix", namespaces=NS) != "pdfuaid":
        yield "6.6.2.3 the schema of pdfuaid is described"


def _attachments(root):
    names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    linked = {str(item.idnum) for item in root.get("/AF", [])}
    for item in names[1::2]:
        spec = item.get_object()
        if not {"/F", "/UF", "/Desc", "/AFRelationship"} <= set(spec):
            yield "6.8 file specification: F, UF, Desc, AFRelationship"
        if str(item.idnum) not in linked:
            yield "6.8 attached file is associated with the document"
        if "/Subtype" not in spec["/EF"]["/F"]:
            yield "6.8 MIME type of an attached file"


# ISO 14289-1


def _accessible(reader):
    root = reader.trailer["/Root"]
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "7.1 tagged"
    if root.get("/Lang") != "id":
        yield "7.2 language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "7.1 the title is shown"
    if not (reader.metadata and reader.metadata.title):
        yield "7.1 title"
    if "/StructTreeRoot" not in root:
        return
    tree = list(_elements(root["/StructTreeRoot"]))
    yield from _tags(tree)
    reached = {number for _, _, numbers in tree for number in numbers}
    for place, page in enumerate(reader.pages):
        yield from _marks(page, {n for on, n in reached if on == place})
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield "7.18.3 tab order"


def _elements(node, parents=()):
    """Each element with its parents and the (page, MCID) it holds."""
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, ArrayObject) else [kids]
    for kid in kids:
        thing = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if not isinstance(thing, DictionaryObject) or "/S" not in thing:
            continue
        page = _page_number(thing)
        own = thing.get("/K", [])
        own = own if isinstance(own, ArrayObject) else [own]
        marks = [(page, int(n)) for n in own if isinstance(n, int)]
        yield thing, parents, marks
        yield from _elements(thing, (*parents, thing["/S"]))


def _page_number(element):
    page = element.get("/Pg")
    return None if page is None else page.get("/StructParents")


def _tags(tree):
    first = next(
        (e["/S"] for e, _, _ in tree if re.fullmatch("/H[1-6]", e["/S"])), None
    )
    if first != "/H1":
        yield "7.4.2 the first heading is H1"
    last = 0
    for element, parents, _ in tree:
        tag, parent = element["/S"], parents[-1] if parents else ""
        if re.fullmatch("/H[1-6]", tag):
            if int(tag[2]) > last + 1:
                yield f"7.4.2 {tag} after H{last}"
            last = int(tag[2])
        if tag == "/Figure" and not element.get("/Alt"):
            yield "7.3 a figure has no alternative"
        if tag == "/LI" and parent != "/L":
            yield f"7.6 list item in {parent}"
        if parent == "/L" and tag not in {"/LI", "/Caption", "/L"}:
            yield f"7.6 {tag} in a list"
        if tag == "/TH" and element["/A"].get("/Scope") not in {"/Column", "/Row"}:
            yield "7.5 a heading cell has no scope"
        if tag in {"/TH", "/TD"} and parent != "/TR":
            yield f"7.5 cell in {parent}"


def _marks(page, reached):
    """All that is drawn is content in the tree or an artifact."""
    text = page.get_contents().get_data().decode("latin-1")
    marked = {int(n) for n in re.findall(r"/MCID (\d+)\s*>>\s*BDC", text)}
    if marked - reached:
        yield "7.1 content that is neither in the structure nor an artifact"
    shown = re.sub(r"(?s)(BDC|BMC)\b.*?\bEMC", "", text)
    if re.search(r"\bT[jJ]\b", shown):
        yield "7.1 text outside of marked content"


def _all(reader):
    for number in range(1, int(reader.trailer["/Size"])):
        thing = reader.get_object(number)
        if thing is not None:
            yield thing
