from datetime import date

import pytest

from lib import nip

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    "number", ["196412151990031009", "200001312024122001", "198305132021211001"]
)
def test_a_plausible_number_has_no_fault(number):
    assert nip.fault(number, today=TODAY) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("19880312", "18 angka. Anda mengisi 8"),
        ("19641215199003100A", "hanya terdiri atas angka"),
        ("١٩٦٤١٢١٥١٩٩٠٠٣١٠٠٩", "hanya terdiri atas angka"),
        ("196413151990031009", "bukan tanggal lahir"),
        ("196402301990031009", "bukan tanggal lahir"),
        ("196412151990131009", "bukan bulan pengangkatan"),
        ("196412152026121009", "belum terjadi"),
        ("196412152027011009", "belum terjadi"),
        ("198412151990031009", "tidak sesuai"),
        ("193012152020031009", "tidak sesuai"),
        ("196412151990033009", "1 (pria) atau 2"),
    ],
)
def test_what_is_wrong_is_said_without_the_number(number, said):
    fault = nip.fault(number, today=TODAY)

    assert said in fault
    assert number not in fault


def test_groups_are_joined():
    assert nip.normal(" 19641215 199003 1\u00a0009 ") == "196412151990031009"
