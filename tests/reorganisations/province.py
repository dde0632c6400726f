"""A province of 35 work units, and what makes 29 of them on 1 January 2026.

Kinds of units as provinces have them; the names are of offices, not of people.
"""

from datetime import date

from accounts.enums import AgencyKind, Role
from reorganisations.choices import NewAgency
from reorganisations.enums import Kind
from tests.factories import AgencyFactory, UserFactory

DAY = date(2026, 1, 1)
BIRO, BADAN, DINAS = AgencyKind.BIRO, AgencyKind.BADAN, AgencyKind.DINAS

BEFORE = {
    "1.01": ("Biro Pemerintahan dan Kesejahteraan Rakyat", BIRO),
    "1.02": ("Biro Hukum", BIRO),
    "1.03": ("Biro Organisasi", BIRO),
    "1.04": ("Biro Umum dan Administrasi Pimpinan", BIRO),
    "1.05": ("Biro Perekonomian dan Administrasi Pembangunan", BIRO),
    "1.06": ("Sekretariat DPRD", AgencyKind.SEKRETARIAT),
    "1.07": ("Inspektorat Daerah", AgencyKind.INSPEKTORAT),
    "2.01": ("Badan Perencanaan Pembangunan Daerah", BADAN),
    "2.02": ("Badan Penelitian dan Pengembangan Daerah", BADAN),
    "2.03": ("Badan Pengelolaan Keuangan dan Aset Daerah", BADAN),
    "2.04": ("Badan Pendapatan Daerah", BADAN),
    "2.05": ("Badan Kepegawaian Daerah", BADAN),
    "2.06": ("Badan Pengembangan Sumber Daya Manusia", BADAN),
    "2.07": ("Badan Penghubung", BADAN),
    "2.08": ("Badan Kesatuan Bangsa dan Politik", BADAN),
    "2.09": ("Badan Penanggulangan Bencana Daerah", BADAN),
    "3.01": ("Dinas Pendidikan dan Kebudayaan", DINAS),
    "3.02": ("Dinas Kesehatan", DINAS),
    "3.03": ("Dinas Pekerjaan Umum dan Penataan Ruang", DINAS),
    "3.04": ("Dinas Perumahan dan Kawasan Permukiman", DINAS),
    "3.05": ("Dinas Sosial", DINAS),
    "3.06": ("Dinas Tenaga Kerja", DINAS),
    "3.07": ("Dinas Transmigrasi", DINAS),
    "3.08": ("Dinas Lingkungan Hidup dan Kehutanan", DINAS),
    "3.09": ("Dinas Perhubungan", DINAS),
    "3.10": ("Dinas Komunikasi, Informatika, Persandian dan Statistik", DINAS),
    "3.11": ("Dinas Koperasi dan UKM", DINAS),
    "3.12": ("Dinas Perindustrian dan Perdagangan", DINAS),
    "3.13": ("Dinas Kepemudaan dan Olahraga", DINAS),
    "3.14": ("Dinas Pariwisata", DINAS),
    "3.15": ("Dinas Kelautan dan Perikanan", DINAS),
    "3.16": ("Dinas Pertanian", DINAS),
    "3.17": ("Dinas Energi dan Sumber Daya Mineral", DINAS),
    "4.01": ("Satuan Polisi Pamong Praja", AgencyKind.SATUAN),
    "4.02": ("Rumah Sakit Umum Daerah", AgencyKind.RSUD),
}


def _new(code, name, kind):
    return NewAgency(code, name, name[:60], kind)


# Kind, who ends or is renamed, and the choices; codes of standing successors in `into`.
STEPS = (
    (
        Kind.MERGE,
        ("3.11", "3.12"),
        {
            "new": (
                _new(
                    "5.01", "Dinas Koperasi, UKM, Perindustrian dan Perdagangan", DINAS
                ),
            )
        },
    ),
    (
        Kind.MERGE,
        ("3.03", "3.04"),
        {"new": (_new("5.02", "Dinas Pekerjaan Umum dan Perumahan Rakyat", DINAS),)},
    ),
    (
        Kind.MERGE,
        ("3.06", "3.07"),
        {"new": (_new("5.03", "Dinas Tenaga Kerja dan Transmigrasi", DINAS),)},
    ),
    (
        Kind.MERGE,
        ("3.13", "3.14"),
        {"new": (_new("5.04", "Dinas Kepemudaan, Olahraga dan Pariwisata", DINAS),)},
    ),
    (
        Kind.MERGE,
        ("2.05", "2.06"),
        {"new": (_new("5.05", "Badan Kepegawaian dan Pengembangan SDM", BADAN),)},
    ),
    (Kind.MERGE, ("2.02",), {"into": "2.01"}),
    (
        Kind.RENAME,
        ("2.01",),
        {
            "name": "Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah",
            "short_name": "Bapperida",
        },
    ),
    (
        Kind.SPLIT,
        ("1.04",),
        {
            "new": (
                _new("5.06", "Biro Umum", BIRO),
                _new("5.07", "Biro Administrasi Pimpinan", BIRO),
            ),
            "heir": "n0",
        },
    ),
    (Kind.CLOSE, ("2.07",), {}),
)


def build():
    """The 35 by their code, each with a head and a member."""
    agencies = {
        code: AgencyFactory(
            code=code,
            name=name,
            short_name=name[:60],
            kind=kind,
            opened_on=date(2017, 1, 1),
        )
        for code, (name, kind) in BEFORE.items()
    }
    for agency in agencies.values():
        UserFactory(role=Role.OPD_HEAD, agency=agency)
        UserFactory(role=Role.OPD_MEMBER, agency=agency)
    return agencies
