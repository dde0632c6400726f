"""The fields that a template may name: kind by kind, with an example of each.

A text is a field, a dict is a group (`opd.nama`), a list holds the fields of its rows.
`reports.word.contexts` gives every document the same shape; a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.enums import WordKind

if TYPE_CHECKING:
    from collections.abc import Iterator

Fields = dict[str, "str | Fields | list[Fields]"]

SIDES: Fields = {"mandiri": "3,00", "terverifikasi": "2,80", "akhir": "2,91"}
INDICATOR: Fields = {"nomor": "7", "nama": "Layanan Pusat Data", **SIDES}
COMMON: Fields = {
    "kop": {
        "pemerintah": "Pemerintah Provinsi Contoh",
        "perangkat_daerah": "Dinas Komunikasi dan Informatika",
        "alamat": "Jalan Contoh Nomor 1",
        "kontak": "surel dinas@contoh.example",
        "tempat": "Ibu Kota",
    },
    "dokumen": {
        "konsep": "KONSEP",
        "kode": "7K3M-Q2XD-7K3M-Q2XD-7K3M-Q2XD-7K3M",
        "revisi": "1",
        "disusun": "6 Februari 2026, 10.00 Wita",
        "sha256_masukan": "0" * 64,
        "instrumen": "Instrumen Contoh",
        "label_instrumen": "Instrumen rujukan, belum ditetapkan",
    },
    "triwulan": "Triwulan I Tahun 2026",
    "penanda_tangan": [
        {
            "atas_nama": "",
            "jabatan": "Kepala Dinas",
            "nama": "Nama Pejabat",
            "pangkat": "Pembina Tingkat I (IV/b)",
            "nip": "19641215 199003 1 009",
        }
    ],
}
OF_KIND: dict[WordKind, Fields] = {
    WordKind.OPD_REPORT: {
        "opd": {"kode": "1.26", "nama": "Dinas Contoh"},
        "indeks": {
            **SIDES,
            "predikat": "Baik",
            "perubahan": "+0,31",
            "eksak": "2,9125",
        },
        "berita_acara": {"nomor": "045/BA/2026", "tanggal": "6 Februari 2026"},
        "ringkasan": "Indeks SPBE Dinas Contoh adalah 2,91 dengan predikat Baik.",
        "nilai": [{"kode": "D1", "nama": "Tata Kelola", "bobot": "25%", **SIDES}],
        "indikator": [{**INDICATOR, "alasan": "SOP belum ditetapkan."}],
        "aspek": [
            {
                "nama": "Layanan",
                "nilai": "2,91",
                "kekuatan": "Layanan Pusat Data, tingkat 4",
                "kelemahan": "Audit TIK, tingkat 1",
            }
        ],
        "rekomendasi": [
            {
                "nomor": "7",
                "nama": "Layanan Pusat Data",
                "tingkat": "2",
                "menuju": "3",
                "catatan": "Lampirkan laporan evaluasi.",
                "tahapan": "Kriteria tingkat 3 terpenuhi.",
                "ada": "SK Tim",
                "belum": "Laporan evaluasi",
                "pic": "Koordinator teknis",
                "tenggat": "30 April 2026",
            }
        ],
        "bukti": [
            {
                "indikator": "7",
                "judul": "SK Tim SPBE",
                "nomor": "188/2026",
                "halaman": "2",
                "sha256": "0" * 64,
            }
        ],
    },
    WordKind.BERITA_ACARA: {
        "nomor": "045/BA/2026",
        "hari": "Jumat",
        "tanggal": "6 Februari 2026",
        "tanggal_huruf": "enam bulan Februari tahun dua ribu dua puluh enam",
        "tempat": "Ruang rapat dinas",
        "hadir": [{"nama": "Tim koordinasi SPBE"}],
        "menggantikan": {"nomor": "", "alasan": ""},
        "jumlah": {"dinilai": "29", "ditetapkan": "28", "belum": "1"},
        "rata_rata": "2,62",
        "predikat_rata_rata": "Baik",
        "sanggahan": {"diajukan": "3", "dikabulkan": "1", "ditolak": "2"},
        "matriks": [
            {
                "kode": "1.26",
                "nama": "Dinas Contoh",
                **SIDES,
                "predikat": "Baik",
                "status": "Ditetapkan",
            }
        ],
        "koreksi": [{"opd": "Dinas Contoh", **INDICATOR, "alasan": "SOP belum ada."}],
    },
    WordKind.RECAP: {
        "berita_acara": {"nomor": "045/BA/2026", "tanggal": "6 Februari 2026"},
        "urutan": "Peringkat menurut indeks",
        "jumlah": {"dinilai": "29", "bernilai": "28"},
        "rata_rata": "2,62",
        "predikat_rata_rata": "Baik",
        "pembanding": "Triwulan IV 2025",
        "opd": [
            {
                "peringkat": "1",
                "kode": "1.26",
                "nama": "Dinas Contoh",
                "jenis": "Dinas",
                "indeks": "2,91",
                "predikat": "Baik",
                "nilai": "Akhir",
                "lalu": "2,60",
                "perubahan": "+0,31",
                "peringkat_lalu": "2",
            }
        ],
        "domain": [{"kode": "D1", "nama": "Tata Kelola", "rata_rata": "2,47"}],
    },
    WordKind.PLENARY: {
        "nomor": "046/RS/2026",
        "hari": "Jumat",
        "tanggal": "6 Februari 2026",
        "tanggal_huruf": "enam bulan Februari tahun dua ribu dua puluh enam",
        "tempat": "Ruang rapat dinas",
        "pimpinan": "Ketua Tim Penilai",
        "peserta": [{"nama": "Anggota", "kedudukan": "Penilai", "asal": ""}],
        "jumlah": {"putusan": "5", "diubah": "1", "tetap": "4"},
        "putusan": [
            {
                "opd": "Dinas Contoh",
                **INDICATOR,
                "sanggahan": "Ada SK baru.",
                "putusan": "Tetap",
                "alasan": "SK terbit sesudah triwulan.",
            }
        ],
    },
    WordKind.MENTORING: {
        "opd": "Dinas Contoh",
        "hari": "Jumat",
        "tanggal": "6 Februari 2026",
        "waktu": "09.00 sampai 11.00 Wita",
        "tempat": "Ruang rapat dinas",
        "bahasan": "Bukti dukung indikator 7.",
        "hasil": "Daftar bukti disepakati.",
        "hadir": [{"peran": "Pendamping", "jumlah": "2"}],
        "indikator": [{"nomor": "7", "nama": "Layanan Pusat Data"}],
        "tindak_lanjut": [
            {
                "teks": "Susun laporan evaluasi.",
                "penanggung_jawab": "Koordinator teknis",
                "batas": "30 April 2026",
            }
        ],
        "disetujui": {"pendamping": "9 Februari 2026", "opd": "9 Februari 2026"},
    },
    WordKind.NOMINATION: {
        "opd": "Dinas Contoh",
        "nomor": "045/1",
        "tanggal": "6 Februari 2026",
        "tempat": "Ibu Kota",
        "tujuan": "Gubernur Contoh",
        "jumlah": "8 (delapan)",
        "anggota": [
            {
                "nomor": "1",
                "kedudukan": "Koordinator",
                "nama": "Nama Pegawai",
                "nip": "19641215 199003 1 009",
                "pangkat": "Penata (III/c)",
                "jabatan": "Pranata Komputer",
                "sertifikat": "Manajemen SPBE",
            }
        ],
    },
}


def of(kind: WordKind) -> Fields:
    """What a template of this kind may name, with examples as values."""
    return COMMON | OF_KIND[kind]


def listed(kind: WordKind) -> Iterator[tuple[str, str]]:
    """Each field as it is written in a template, with its example, in order."""
    yield from _listed(of(kind), "")


def _listed(fields: Fields, before: str) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, str):
            yield f"{before}{name}", value
        elif isinstance(value, dict):
            yield from _listed(value, f"{before}{name}.")
        else:
            yield f"for b in {name}", "satu kali untuk setiap baris"
            yield from _listed(value[0], "b.")
