from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lib import formats
from lib.formats import DASH, MINUS


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("2.64"), 2, "2,64"),
        (Decimal("1.885"), 2, "1,89"),
        (Decimal("2.035"), 2, "2,04"),
        (3, 2, "3,00"),
        (Decimal("-0.13"), 2, f"{MINUS}0,13"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("1250.5"), 2, "1.250,50"),
        (Decimal("112186585819"), 2, "112.186.585.819,00"),
        (1250, 0, "1.250"),
        (Decimal("61.5"), 1, "61,5"),
    ],
)
def test_decimal(value, places, text):
    assert formats.decimal(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.31"), "+0,31"),
        (Decimal("-0.15"), f"{MINUS}0,15"),
        (Decimal(0), "±0,00"),
        (Decimal("0.004"), "±0,00"),
        (Decimal("-0.004"), "±0,00"),
    ],
)
def test_signed(value, text):
    assert formats.signed(value) == text


def test_signed_of_levels_has_no_decimals():
    assert [formats.signed(n, 0) for n in (2, -1, 0)] == ["+2", f"{MINUS}1", "±0"]


def test_integer_percent_and_share():
    assert formats.integer(1250) == "1.250"
    assert formats.percent(formats.share(18, 25)) == "72%"
    assert formats.percent(Decimal("12.6"), 1) == "12,6%"
    assert formats.share(0, 0) == Decimal(0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,64", "2.64"),
        ("2.64", "2.64"),
        (" 2,64 ", "2.64"),
        ("1.250,5", "1250.5"),
        ("1.250.000", "1250000"),
        ("1250", "1250"),
        ("1250.5", "1250.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,250", "1.250"),
        (f"{MINUS}0,13", "-0.13"),
        ("-1.250,5", "-1250.5"),
    ],
)
def test_parse_decimal(text, value):
    assert formats.parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.250", "-12.500", "999.999"])
def test_parse_decimal_refuses_two_readings(text):
    with pytest.raises(ValueError, match=r"^“.+” dapat dibaca dua cara\."):
        formats.parse_decimal(text)


@pytest.mark.parametrize(
    "text", ["", "dua", "2,6,4", "1,250.5", "1.25,5", "12.5000.000", "NaN", "1e3", "٢"]
)
def test_parse_decimal_refuses_what_is_no_number(text):
    with pytest.raises(ValueError, match=r"^“.*” bukan bilangan\."):
        formats.parse_decimal(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "nol"),
        (7, "tujuh"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (250, "dua ratus lima puluh"),
        (1000, "seribu"),
        (1101, "seribu seratus satu"),
        (2026, "dua ribu dua puluh enam"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (2_000_000_003, "dua miliar tiga"),
        (-4, "minus empat"),
    ],
)
def test_words(number, text):
    assert formats.words(number) == text


DAY = date(2026, 1, 13)
MOMENT = datetime(2026, 1, 12, 17, 5, tzinfo=UTC)  # 01.05 Wita of the next day


def test_days_and_times():
    assert formats.day(DAY) == "13 Januari 2026"
    assert formats.day(date(2026, 8, 3)) == "3 Agustus 2026"
    assert formats.long_day(DAY) == "Selasa, 13 Januari 2026"
    assert formats.day(MOMENT) == "13 Januari 2026"
    assert formats.clock(MOMENT) == "01.05 Wita"
    assert formats.moment(MOMENT) == "13 Januari 2026, 01.05 Wita"
    assert formats.clock(datetime(2026, 1, 13, 10, 0)) == "10.00 Wita"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (date(2026, 1, 13), "13 Januari 2026"),
        (date(2026, 1, 20), f"13{DASH}20 Januari 2026"),
        (date(2026, 2, 3), f"13 Januari{DASH}3 Februari 2026"),
        (date(2027, 1, 2), f"13 Januari 2026{DASH}2 Januari 2027"),
    ],
)
def test_day_range(last, text):
    assert formats.day_range(DAY, last) == text


def test_day_in_words():
    assert (
        formats.day_in_words(date(2026, 11, 21))
        == "dua puluh satu bulan November tahun dua ribu dua puluh enam"
    )


def test_quarters():
    assert formats.quarter(4, 2025) == "Triwulan IV 2025"
    assert formats.quarter(1) == "Triwulan I"
    assert formats.short_quarter(3, 2025) == "TW III 2025"
    assert formats.short_quarter(2) == "TW II"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1.023 B"),
        (1024, "1 KB"),
        (180_224, "176 KB"),
        (1_048_575, "1,0 MB"),
        (5_033_165, "4,8 MB"),
        (3 * 1024**3, "3,0 GB"),
    ],
)
def test_file_size(size, text):
    assert formats.file_size(size) == text


def test_codes():
    assert formats.short_hash("9f2c" + "0" * 56 + "a41e") == "9f2c…a41e"
    assert formats.nip("196412151990031009") == "19641215 199003 1 009"
    assert formats.nip("12345") == "12345"
    assert formats.masked_nip("196412151990031009") == "1964•••• •••••• • 009"
    assert formats.masked_nip("12345") == "•••••"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Koordinator Teknis", "KT"),
        ("Drs. H. Andi Baso Rahman, M.Si.", "AR"),
        ("Nurhayati", "N"),
        ("", "?"),
    ],
)
def test_initials(name, text):
    assert formats.initials(name) == text
