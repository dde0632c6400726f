import pytest

from assessments.anonymity import giveaway

NAMES = ["Dinas Kesehatan", "Dinkes", "Budi Santoso, S.Kom.", "Dr. Sri Wahyuni", "A"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SOP lengkap dengan catatan tiga bulan.", ""),
        ("SOP Dinas Kesehatan lengkap.", "Dinas Kesehatan"),
        ("sop DINAS\n  kesehatan", "Dinas Kesehatan"),
        ("Dinas-Kesehatan", "Dinas Kesehatan"),
        ("Din\u200bkes", "Dinkes"),
        ("Milik (dinkes).", "Dinkes"),
        ("Dinkesmas", ""),
        ("ditandatangani budi santoso", "Budi Santoso, S.Kom."),
        ("oleh Sri Wahyuni", "Dr. Sri Wahyuni"),
        ("A, B, dan C", ""),
        ("kode 1.02 pada berkas", "1.02"),
        ("versi 11.02 dan 1.02.03", ""),
        ("NIP 19641215 199003 1 009", "NIP 1964…"),
        ("196412151990031009", "NIP 1964…"),
        ("nomor 1964121519900310091", ""),
    ],
)
def test_giveaway_finds_what_points_at_somebody(text, found):
    assert giveaway(text, names=NAMES, codes=["1.02"]) == found
