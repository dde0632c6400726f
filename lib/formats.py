"""Numbers, dates and codes as Indonesian readers write them.

Decimal comma, thousands point, U+2212 as minus, `13 Januari 2026`, `10.00 Wita`.
Everything takes plain values and returns text; nothing here knows a model.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NBSP = "\N{NO-BREAK SPACE}"

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ROMAN = ("I", "II", "III", "IV")
UNITS = ("B", "KB", "MB", "GB", "TB")
NIP_LENGTH = 18
KIBI = 1024


# Numbers


def rounded(value: Decimal | int, places: int = 2) -> Decimal:
    """Half up, as an index is rounded."""
    step = Decimal(1).scaleb(-places)
    return Decimal(value).quantize(step, ROUND_HALF_UP)


def decimal(value: Decimal | int, places: int = 2) -> str:
    """`2,64`, `1.250,50`, `-0,13` with U+2212; no negative zero."""
    number = rounded(value, places)
    digits = f"{abs(number):,.{places}f}"
    digits = digits.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{MINUS}{digits}" if number < 0 else digits


def signed(value: Decimal | int, places: int = 2) -> str:
    """A difference: `+0,31`, `-0,15` with U+2212, `±0,00`."""
    number = rounded(value, places)
    sign = "±" if number == 0 else "+" if number > 0 else ""
    return sign + decimal(number, places)


def integer(value: Decimal | int) -> str:
    """`1.250`."""
    return decimal(value, 0)


def percent(value: Decimal | int, places: int = 0) -> str:
    """`72%` from 72: the value is already a percentage."""
    return f"{decimal(value, places)}%"


def share(part: int, whole: int) -> Decimal:
    """`part` of `whole` as a percentage, 0 when there is no whole."""
    return Decimal(part) * 100 / whole if whole else Decimal(0)


_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def parse_decimal(text: str) -> Decimal:
    """Read `2,64`, `2.64`, `1.250,5` or `1250`; ValueError if it can be two numbers.

    `1.250` is 1,25 to one reader and 1250 to another, so it is refused; `0.125` and
    `1.250.000` have one reading only.
    """
    clean = text.strip().replace(MINUS, "-").replace(NBSP, "")
    if _AMBIGUOUS.fullmatch(clean):
        msg = f"“{text.strip()}” dapat dibaca dua cara. Tulis dengan koma desimal."
        raise ValueError(msg)
    if _PLAIN.fullmatch(clean):
        return Decimal(clean.replace(",", "."))
    if _GROUPED.fullmatch(clean):
        return Decimal(clean.replace(".", "").replace(",", "."))
    msg = f"“{text.strip()}” bukan bilangan. Contoh: 2,64."
    raise ValueError(msg)


_WORDS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES = ((10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))


def words(number: int) -> str:
    """A whole number in words (*terbilang*): 2026 is `dua ribu dua puluh enam`."""
    if number < 0:
        return f"minus {words(-number)}"
    if number < len(_WORDS):
        return _WORDS[number]
    if number < 20:
        return f"{_WORDS[number - 10]} belas"
    for size, name in _SCALES:
        if number >= size:
            return _scaled(number, size, name)
    return _followed(f"{_WORDS[number // 10]} puluh", number % 10)


def _scaled(number: int, size: int, name: str) -> str:
    count, rest = divmod(number, size)
    one = count == 1 and size in {100, 1000}
    return _followed(f"se{name}" if one else f"{words(count)} {name}", rest)


def _followed(head: str, rest: int) -> str:
    return f"{head} {words(rest)}" if rest else head


# Dates; a datetime is shown in Wita


def _local(value: datetime) -> datetime:
    return value.astimezone(WITA) if value.tzinfo else value


def _day_of(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def day(value: date) -> str:
    """`13 Januari 2026`."""
    on = _day_of(value)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def weekday(value: date) -> str:
    """`Selasa`."""
    return DAYS[_day_of(value).weekday()]


def long_day(value: date) -> str:
    """`Selasa, 13 Januari 2026`, as deadlines are written."""
    return f"{weekday(value)}, {day(value)}"


def clock(value: datetime) -> str:
    """`10.00 Wita`."""
    return f"{_local(value):%H.%M} Wita"


def moment(value: datetime) -> str:
    """`13 Januari 2026, 10.00 Wita`."""
    return f"{day(value)}, {clock(value)}"


def parts_left(left: timedelta) -> list[tuple[int, str]]:
    """Days and hours, hours and minutes, or minutes; begun ones do not count."""
    minutes = left // timedelta(minutes=1)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return [(days, "hari"), (hours, "jam")]
    if hours:
        return [(hours, "jam"), (minutes % 60, "menit")]
    return [(minutes, "menit")]


def time_left(left: timedelta) -> str:
    """`2 hari 3 jam`, `5 jam`, `kurang dari 1 menit`."""
    parts = [f"{number} {unit}" for number, unit in parts_left(left) if number]
    return " ".join(parts) or "kurang dari 1 menit"


def day_range(first: date, last: date) -> str:
    """`2-13 Januari 2026`, `29 Januari-3 Februari 2026`, with U+2013; one day once."""
    start, end = _day_of(first), _day_of(last)
    if start == end:
        return day(end)
    if start.year != end.year:
        return f"{day(start)}{DASH}{day(end)}"
    if start.month != end.month:
        return f"{start.day} {MONTHS[start.month - 1]}{DASH}{day(end)}"
    return f"{start.day}{DASH}{day(end)}"


def day_in_words(value: date) -> str:
    """`dua puluh satu bulan November tahun dua ribu dua puluh enam`, for a letter."""
    on = _day_of(value)
    return f"{words(on.day)} bulan {MONTHS[on.month - 1]} tahun {words(on.year)}"


def quarter(number: int, year: int | None = None) -> str:
    """`Triwulan IV 2025`."""
    name = f"Triwulan {ROMAN[number - 1]}"
    return name if year is None else f"{name} {year}"


def short_quarter(number: int, year: int | None = None) -> str:
    """`TW IV 2025`, for tables and charts."""
    name = f"TW {ROMAN[number - 1]}"
    return name if year is None else f"{name} {year}"


# Files, codes, names


def file_size(size: int) -> str:
    """`4,8 MB`; whole bytes and kilobytes."""
    number, unit = Decimal(size), 0
    while rounded(number, 0) >= KIBI and unit < len(UNITS) - 1:
        number, unit = number / KIBI, unit + 1
    return f"{decimal(number, 1 if unit > 1 else 0)} {UNITS[unit]}"


def short_hash(digest: str) -> str:
    """`9f2c…a41e`."""
    return f"{digest[:4]}{ELLIPSIS}{digest[-4:]}"


def nip(number: str) -> str:
    """`19641215 199003 1 009`; anything that is no NIP is returned as it is."""
    if len(number) != NIP_LENGTH or not number.isdigit():
        return number
    return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"


def masked_nip(number: str) -> str:
    """`1964•••• •••••• • 009`: enough to tell two people apart, no more."""
    if len(number) != NIP_LENGTH or not number.isdigit():
        return "•" * len(number)
    return f"{number[:4]}•••• •••••• • {number[15:]}"


_TITLES = re.compile(r"(?i)^(?:dr|drg|drs|dra|ir|prof|h|hj|k\.?h|apt|ns)\.$")


def initials(name: str) -> str:
    """Two letters for an avatar; titles and degrees do not count."""
    parts = [p for p in name.split(",")[0].split() if not _TITLES.match(p)]
    letters = [p[0].upper() for p in parts if p[0].isalpha()]
    if len(letters) > 1:
        return letters[0] + letters[-1]
    return "".join(letters) or "?"
