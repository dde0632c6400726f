"""Whether a template of the office may be used: what it holds, and what it names.

Its fields are held to the list, and of the language of templates only conditions and
loops are open: no call, no index, no filter beyond three, loops two deep at most. What
passes runs in a sandbox besides.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from evidence import filetypes
from evidence.inspection import work
from reports.word import fields
from reports.word.filling import FILTERS, sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.oxml.xmlchemy import BaseOxmlElement

    from reports.enums import WordKind
    from reports.word.fields import Fields

MEGABYTE = 1024 * 1024
MOST_BYTES, UNPACKED_BYTES = 2 * MEGABYTE, 20 * MEGABYTE
TOO_LARGE = "Templat melebihi 2 MB. Perkecil gambar di dalamnya."
DEEPEST = 2
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FOUND = {
    "MACRO": "memuat makro",
    "EMBEDDED": "memuat berkas lain di dalamnya",
    "EXTERNAL": "mengambil isi dari luar",
    "LAUNCH": "memuat perintah yang dijalankan saat dibuka",
    "ENCRYPTED": "terkunci kata sandi",
}
LOOP: Fields = {"index": "1", "first": "", "last": ""}
EXCERPT = 80


class TemplateError(Exception):
    """The file is refused; each line is a sentence for the user."""

    def __init__(self, *lines: str) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the file that is filled: its name for people, its XML, its source."""

    name: str
    element: BaseOxmlElement
    source: str


def check(data: bytes, kind: WordKind) -> None:
    """Raises TemplateError with everything that is wrong."""
    _refuse_unsafe(data)
    faults = [fault for part in _parts(data) for fault in _faults_in(part, kind)]
    if faults:
        raise TemplateError(*dict.fromkeys(faults))


# The file


def _refuse_unsafe(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise TemplateError(TOO_LARGE)
    file = ContentFile(data)
    try:
        kind = filetypes.kind_of(file, len(data))
    except filetypes.RefusedError as error:
        raise TemplateError(str(error)) from error
    if kind.content_type != DOCX:
        msg = "Templat harus berupa DOCX."
        raise TemplateError(msg)
    if found := _findings(data):
        raise TemplateError(*(f"Templat {FOUND.get(f, 'rusak')}." for f in found))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(member.file_size for member in packed.infolist()) > UNPACKED_BYTES:
            msg = "Isi templat terlalu besar setelah dibuka."
            raise TemplateError(msg)


def _findings(data: bytes) -> tuple[str, ...]:
    """What the confined reader saw in it; a file it could not read is damaged."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        folder = Path(name)
        path = folder / "template"
        path.write_bytes(data)
        report, _ = work.read(path, DOCX, folder)
    return tuple(sorted(report.findings))


def _parts(data: bytes) -> Iterator[Part]:
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        body = template.docx.element
        yield Part("isi", body, template.patch_xml(template.get_xml()))
        for name, uri in (
            ("kepala halaman", template.HEADER_URI),
            ("kaki halaman", template.FOOTER_URI),
        ):
            for _, part in template.get_headers_footers(uri):
                source = template.patch_xml(template.get_part_xml(part))
                yield Part(name, part._element, source)
        properties = template.docx.core_properties
    except TemplateError:
        raise
    except Exception as error:  # whatever the library trips over is the file's fault
        msg = "Templat tidak dapat dibaca. Simpan ulang sebagai DOCX."
        raise TemplateError(msg) from error
    said = f"{properties.title}{properties.subject}{properties.keywords}"
    if "{{" in said or "{%" in said:
        msg = "Kolom isian di properti berkas tidak didukung. Hapus dari judul berkas."
        raise TemplateError(msg)


# The fields


def _faults_in(part: Part, kind: WordKind) -> Iterator[str]:
    try:
        tree = sandbox().parse(part.source)
    except TemplateSyntaxError as error:
        yield f"{part.name.capitalize()}: penulisan kolom keliru ({error.message})."
        return
    for name in _unknown(tree.body, fields.of(kind), 0):
        yield f"{name[0]} “{name[1]}” ada di {_place(part, name[1])}."


def _unknown(
    body: list[nodes.Node], scope: Fields, depth: int
) -> Iterator[tuple[str, str]]:
    for node in body:
        yield from _of_node(node, scope, depth)


def _of_node(node: nodes.Node, scope: Fields, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.For):
        yield from _of_loop(node, scope, depth)
    elif isinstance(node, nodes.Name | nodes.Getattr):
        if not isinstance(_value(node, scope), str):
            yield "Kolom yang tidak dikenal:", _written(node)
    elif isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs:
            yield "Perintah yang tidak didukung:", str(node.name)
        yield from _unknown([node.node] if node.node else [], scope, depth)
    elif isinstance(node, nodes.If) and isinstance(
        _value(node.test, scope), list
    ):  # whether a list has rows
        yield from _unknown([*node.body, *node.elif_, *node.else_], scope, depth)
    elif isinstance(node, OPEN):
        yield from _unknown(list(node.iter_child_nodes()), scope, depth)
    else:
        yield "Perintah yang tidak didukung:", type(node).__name__.lower()


OPEN = (
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)


def _of_loop(node: nodes.For, scope: Fields, depth: int) -> Iterator[tuple[str, str]]:
    rows = _value(node.iter, scope)
    if not isinstance(rows, list) or not isinstance(node.target, nodes.Name):
        yield "Daftar yang tidak dikenal:", _written(node.iter)
        return
    if depth >= DEEPEST or node.recursive or node.test:
        yield "Pengulangan terlalu rumit:", _written(node.iter)
        return
    inner: Fields = scope | {node.target.name: rows[0], "loop": LOOP}
    yield from _unknown([*node.body, *node.else_], inner, depth + 1)


def _value(node: nodes.Node, scope: Fields) -> object:
    """The field that an expression names; None when there is none."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        group = _value(node.node, scope)
        return group.get(node.attr) if isinstance(group, dict) else None
    return None


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return type(node).__name__.lower()


def _place(part: Part, word: str) -> str:
    """Where people find it: the part, the number of the paragraph, and its words."""
    for number, paragraph in enumerate(part.element.iter(f"{WORD}p"), start=1):
        text = "".join(t.text or "" for t in paragraph.iter(f"{WORD}t"))
        if word in text:
            return f"{part.name}, paragraf {number}: {text.strip()[:EXCERPT]}"
    return part.name
