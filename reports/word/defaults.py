"""The portal's own templates, built by code: where the office begins its own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.enums import WordKind

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.table import _Row
    from docx.text.paragraph import Paragraph

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
FACE = "Arial"


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the list its rows come from, and (column, field) pairs."""

    heading: str
    rows: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    title: tuple[str, ...]
    words: tuple[str, ...]
    tables: tuple[Table, ...]
    is_wide: bool = False


SIDES = (("Mandiri", "mandiri"), ("Terverifikasi", "terverifikasi"), ("Akhir", "akhir"))
LAYOUTS: dict[WordKind, Layout] = {
    WordKind.OPD_REPORT: Layout(
        ("LAPORAN HASIL EVALUASI SPBE", "{{ opd.nama|upper }}", "{{ triwulan|upper }}"),
        (
            (
                "Indeks SPBE: {{ indeks.akhir }} ({{ indeks.predikat }}). Mandiri "
                "{{ indeks.mandiri }}, terverifikasi {{ indeks.terverifikasi }}, perubahan "
                "{{ indeks.perubahan }}."
            ),
            "{{ ringkasan }}",
            "Berita Acara: {{ berita_acara.nomor }}, {{ berita_acara.tanggal }}",
        ),
        (
            Table(
                "Nilai domain dan aspek",
                "nilai",
                (("Kode", "kode"), ("Nama", "nama"), ("Bobot", "bobot"), *SIDES),
            ),
            Table(
                "Tingkat seluruh indikator",
                "indikator",
                (("No", "nomor"), ("Indikator", "nama"), *SIDES, ("Alasan", "alasan")),
            ),
            Table(
                "Kekuatan dan kelemahan per aspek",
                "aspek",
                (
                    *(("Aspek", "nama"), ("Nilai", "nilai")),
                    *(("Kekuatan", "kekuatan"), ("Kelemahan", "kelemahan")),
                ),
            ),
            Table(
                "Rekomendasi",
                "rekomendasi",
                (
                    *(("No", "nomor"), ("Indikator", "nama"), ("Tingkat", "tingkat")),
                    *(("Catatan pendamping", "catatan"), ("Tahapan", "tahapan")),
                    *(("Data dukung ada", "ada"), ("Belum ada", "belum")),
                    *(("PIC", "pic"), ("Tenggat", "tenggat")),
                ),
            ),
            Table(
                "Daftar bukti dukung",
                "bukti",
                (
                    *(("Indikator", "indikator"), ("Dokumen", "judul")),
                    *(
                        ("Nomor", "nomor"),
                        ("Halaman", "halaman"),
                        ("SHA-256", "sha256"),
                    ),
                ),
            ),
        ),
        is_wide=True,
    ),
    WordKind.BERITA_ACARA: Layout(
        (
            "BERITA ACARA",
            "NOMOR {{ nomor }}",
            "TENTANG PENETAPAN HASIL PENILAIAN SPBE PERANGKAT DAERAH",
            "{{ triwulan|upper }}",
        ),
        (
            (
                "Pada hari ini, {{ hari }}, tanggal {{ tanggal_huruf }} ({{ tanggal }}), "
                "bertempat di {{ tempat }}, telah dilaksanakan rapat pleno penetapan hasil "
                "penilaian SPBE perangkat daerah di lingkungan {{ kop.pemerintah }}."
            ),
            "{% for b in hadir %}{{ loop.index }}. {{ b.nama }}; {% endfor %}",
            (
                "Perangkat daerah yang dinilai berjumlah {{ jumlah.dinilai }}; yang ditetapkan "
                "{{ jumlah.ditetapkan }} dengan rata-rata indeks {{ rata_rata }} "
                "({{ predikat_rata_rata }}); yang belum ditetapkan {{ jumlah.belum }}."
            ),
            (
                "Sanggahan yang diajukan {{ sanggahan.diajukan }}: {{ sanggahan.dikabulkan }} "
                "dikabulkan dan {{ sanggahan.ditolak }} ditolak."
            ),
            (
                "Demikian Berita Acara ini dibuat dengan sebenarnya untuk dipergunakan "
                "sebagaimana mestinya."
            ),
        ),
        (
            Table(
                "Lampiran I. Matriks nilai",
                "matriks",
                (
                    *(("Kode", "kode"), ("Perangkat daerah", "nama"), *SIDES),
                    *(("Predikat", "predikat"), ("Status", "status")),
                ),
            ),
            Table(
                "Lampiran II. Koreksi tingkat",
                "koreksi",
                (
                    *(
                        ("Perangkat daerah", "opd"),
                        ("No", "nomor"),
                        ("Indikator", "nama"),
                    ),
                    *(*SIDES, ("Alasan", "alasan")),
                ),
            ),
        ),
    ),
    WordKind.RECAP: Layout(
        ("REKAP HASIL PENILAIAN SPBE", "{{ triwulan|upper }}"),
        (
            (
                "{{ jumlah.bernilai }} dari {{ jumlah.dinilai }} perangkat daerah memiliki "
                "indeks; rata-rata {{ rata_rata }} ({{ predikat_rata_rata }}). Pembanding: "
                "{{ pembanding }}. {{ urutan }}."
            ),
            "Berita Acara: {{ berita_acara.nomor }}, {{ berita_acara.tanggal }}",
        ),
        (
            Table(
                "Perangkat daerah",
                "opd",
                (
                    *(("Peringkat", "peringkat"), ("Kode", "kode")),
                    *(("Perangkat daerah", "nama"), ("Jenis", "jenis")),
                    *(("Indeks", "indeks"), ("Predikat", "predikat")),
                    *(("Lalu", "lalu"), ("Perubahan", "perubahan")),
                ),
            ),
            Table(
                "Rata-rata domain dan aspek",
                "domain",
                (("Kode", "kode"), ("Nama", "nama"), ("Rata-rata", "rata_rata")),
            ),
        ),
    ),
    WordKind.PLENARY: Layout(
        ("RISALAH SIDANG PLENO", "NOMOR {{ nomor }}", "{{ triwulan|upper }}"),
        (
            (
                "Pada hari ini, {{ hari }}, tanggal {{ tanggal_huruf }} ({{ tanggal }}), "
                "bertempat di {{ tempat }}, telah dilaksanakan sidang pleno yang dipimpin oleh "
                "{{ pimpinan }}."
            ),
            (
                "{% for b in peserta %}{{ loop.index }}. {{ b.nama }} ({{ b.kedudukan }}); "
                "{% endfor %}"
            ),
            (
                "Sidang memutus {{ jumlah.putusan }} indikator: {{ jumlah.diubah }} diubah dan "
                "{{ jumlah.tetap }} tetap."
            ),
        ),
        (
            Table(
                "Lampiran. Putusan",
                "putusan",
                (
                    *(
                        ("Perangkat daerah", "opd"),
                        ("No", "nomor"),
                        ("Indikator", "nama"),
                    ),
                    *(*SIDES, ("Sanggahan", "sanggahan"), ("Putusan", "putusan")),
                    ("Alasan", "alasan"),
                ),
            ),
        ),
        is_wide=True,
    ),
    WordKind.MENTORING: Layout(
        ("RISALAH PENDAMPINGAN SPBE", "{{ opd|upper }}", "{{ triwulan|upper }}"),
        (
            (
                "Pada hari {{ hari }}, {{ tanggal }}, {{ waktu }}, bertempat di {{ tempat }}, "
                "telah dilaksanakan pendampingan penilaian SPBE."
            ),
            "Hadir: {% for b in hadir %}{{ b.peran }} {{ b.jumlah }} orang; {% endfor %}",
            "Pokok bahasan: {{ bahasan }}",
            "Hasil: {{ hasil }}",
            (
                "Disetujui pendamping {{ disetujui.pendamping }} dan perangkat daerah "
                "{{ disetujui.opd }}."
            ),
        ),
        (
            Table(
                "Tindak lanjut",
                "tindak_lanjut",
                (
                    *(("Tindak lanjut", "teks"), ("Batas", "batas")),
                    ("Penanggung jawab", "penanggung_jawab"),
                ),
            ),
        ),
    ),
    WordKind.NOMINATION: Layout(
        ("USULAN TIM PENGELOLA SPBE", "{{ opd|upper }}", "NOMOR {{ nomor }}"),
        (
            "{{ tempat }}, {{ tanggal }}",
            "Yth. {{ tujuan }}",
            (
                "Dalam rangka penyelenggaraan SPBE di lingkungan {{ kop.pemerintah }}, bersama "
                "ini kami mengusulkan {{ jumlah }} pegawai {{ opd }} sebagai tim pengelola "
                "SPBE sebagaimana daftar di bawah."
            ),
        ),
        (
            Table(
                "Daftar usulan",
                "anggota",
                (
                    *(("No", "nomor"), ("Kedudukan", "kedudukan"), ("Nama", "nama")),
                    *(("NIP", "nip"), ("Pangkat", "pangkat"), ("Jabatan", "jabatan")),
                    ("Sertifikat", "sertifikat"),
                ),
            ),
        ),
    ),
}


@cache
def template(kind: WordKind) -> bytes:
    """The same bytes for the life of a process."""
    layout = LAYOUTS[kind]
    file = Document()
    _paper(file, is_wide=layout.is_wide)
    _head(file)
    for line in layout.title:
        _line(file, line, bold=True, size=13)
    for words in layout.words:
        file.add_paragraph(words)
    for table in layout.tables:
        _table(file, table)
    _signatures(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _paper(file: File, *, is_wide: bool) -> None:
    style = file.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(11)
    page = file.sections[0]
    sides = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    page.page_width, page.page_height = sides
    page.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    page.left_margin, page.right_margin = Mm(22), Mm(20)
    page.top_margin = page.bottom_margin = Mm(20)
    foot = page.footer.paragraphs[0]
    foot.add_run("Salinan kerja; yang berlaku adalah PDF. Halaman ")
    _field(foot, "PAGE")
    foot.add_run(" dari ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), name)
    paragraph._p.append(element)


def _head(file: File) -> None:
    _line(file, "{{ kop.pemerintah|upper }}", size=12)
    _line(file, "{{ kop.perangkat_daerah|upper }}", bold=True, size=15)
    _line(file, "{{ kop.alamat }} {{ kop.kontak }}", size=9)
    _line(file, "{{ dokumen.konsep }}", bold=True)
    _line(file, "{{ dokumen.label_instrumen }}", size=9)


def _line(file: File, text: str, *, bold: bool = False, size: int = 11) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _table(file: File, said: Table) -> None:
    heading = file.add_paragraph()
    heading.add_run(said.heading).bold = True
    heading.paragraph_format.keep_with_next = True
    table = file.add_table(rows=4, cols=len(said.columns), style="Table Grid")
    for place, (name, field) in enumerate(said.columns):
        table.cell(0, place).paragraphs[0].add_run(name).bold = True
        table.cell(2, place).text = f"{{{{ b.{field} }}}}"
    table.cell(1, 0).text = f"{{%tr for b in {said.rows} %}}"
    table.cell(3, 0).text = "{%tr endfor %}"
    _repeat(table.rows[0])


def _repeat(row: _Row) -> None:
    """The heading of a table on each page that it reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _signatures(file: File) -> None:
    file.add_paragraph("{%p for b in penanda_tangan %}")
    for text in ("{{ b.atas_nama }}", "{{ b.jabatan }},", "", "", "{{ b.nama }}"):
        _line(file, text)
    _line(file, "{{ b.pangkat }}")
    _line(file, "NIP {{ b.nip }}")
    file.add_paragraph("{%p endfor %}")
