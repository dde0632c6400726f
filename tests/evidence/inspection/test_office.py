"""What is active in office documents, and their text."""

import pytest

from tests.evidence.conftest import DOCX, ODT, archive, docx

RELATION = (
    '<r><Relationship Type="http://x/{}" Target="https://a.id" TargetMode="{}"/></r>'
)
ODF = '<o:c xmlns:o="urn:o" xmlns:text="urn:t" xmlns:xlink="http://www.w3.org/1999/xlink">{}</o:c>'


def relation(kind, mode="External"):
    return docx(word___rels__document_xml_rels=RELATION.format(kind, mode))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (docx(), []),
        (docx(word__vbaProject_bin="x"), ["MACRO"]),
        (docx(word__embeddings__oleObject1_bin="x"), ["EMBEDDED"]),
        (relation("attachedTemplate"), ["EXTERNAL"]),
        (relation("hyperlink"), []),
        (relation("image", "Internal"), []),
        (docx("<w:p><w:instrText>DDEAUTO c:\\\\cmd</w:instrText></w:p>"), ["LAUNCH"]),
        (archive(xl__externalLinks__externalLink1_xml="<a/>"), ["EXTERNAL"]),
        (archive(xl__macrosheets__sheet1_xml="<a/>"), ["MACRO"]),
    ],
)
def test_what_is_active_in_ooxml_is_found(read, content, expected):
    report, _ = read(content, DOCX)

    assert report.findings == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (archive(content_xml=ODF.format("")), []),
        (archive(Basic__Standard__a_xml="<a/>"), ["MACRO"]),
        (archive(content_xml=ODF.format("<o:event-listener/>")), ["MACRO"]),
        (
            archive(content_xml=ODF.format('<o:image xlink:href="https://a.id/b"/>')),
            ["EXTERNAL"],
        ),
        (archive(content_xml=ODF.format('<o:image xlink:href="Pictures/b.png"/>')), []),
        (
            archive(**{"META-INF__manifest_xml": "<a><encryption-data/></a>"}),
            ["ENCRYPTED"],
        ),
    ],
)
def test_what_is_active_in_odf_is_found(read, content, expected):
    report, _ = read(content, ODT)

    assert report.findings == expected


def test_the_text_of_ooxml_is_read(read):
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = f"<w:p>{run('Surat ')}{run('edaran')}</w:p><w:p>{run('dua')}</w:p>"

    report, _ = read(docx(body), DOCX)

    assert report.text == "Surat edaran dua"


def test_the_text_of_odf_is_read(read):
    body = "<text:h>Judul</text:h><text:p>satu <text:span>dua</text:span> tiga</text:p>"

    report, _ = read(archive(content_xml=ODF.format(body)), ODT)

    assert report.text == "Judul satu dua tiga"


BOMB = b"<a>" + bytes(80_000_000).replace(b"\0", b" ") + b"</a>"
ENTITIES = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    "content",
    [
        archive(word__document_xml=BOMB),
        archive(word__document_xml=ENTITIES),
        archive(word__document_xml=OUTSIDE),
        archive(word__document_xml="<a><b>"),
        archive(**{f"a{n}_xml": "" for n in range(10_001)}),
        docx()[:40],
        b"PK\x03\x04" + bytes(500),
    ],
    ids=["bomb", "entities", "outside", "open", "members", "cut", "empty"],
)
def test_a_hostile_archive_is_damaged_and_nothing_more(read, content):
    report, copy = read(content, DOCX)

    assert "DAMAGED" in report.findings
    assert report.text == ""
    assert copy is None
