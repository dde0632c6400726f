"""The number of a civil servant (NIP): what its digits must say.

Eight digits of the birth date, year and month of the appointment (21 instead of the
month for contract staff, PPPK), one digit of the sex, three of the serial number.
"""

from __future__ import annotations

import re
from datetime import date

from lib.formats import NIP_LENGTH

YOUNGEST, OLDEST = 15, 65  # years at the appointment
CONTRACT = 21
_PATTERN = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{4})(\d{2})(\d)\d{3}", re.ASCII)


def normal(text: str) -> str:
    """The digits without the blanks between their groups."""
    return re.sub(r"\s", "", text)


def fault(number: str, *, today: date) -> str:
    """What is wrong with `number` as a sentence that does not repeat it; else empty."""
    if not number.isascii() or not number.isdigit():
        return "NIP hanya terdiri atas angka."
    found = _PATTERN.fullmatch(number)
    if not found:
        return f"NIP harus {NIP_LENGTH} angka. Anda mengisi {len(number)} angka."
    year, month, day, appointed, since, sex = map(int, found.groups())
    try:
        born = date(year, month, day)
    except ValueError:
        return "Delapan angka pertama NIP bukan tanggal lahir yang ada."
    if not (1 <= since <= 12 or since == CONTRACT):
        return "Angka ke-13 dan ke-14 NIP bukan bulan pengangkatan."
    if appointed > today.year or (
        appointed == today.year and today.month < since <= 12
    ):
        return "Pengangkatan menurut NIP belum terjadi."
    if not YOUNGEST <= appointed - born.year <= OLDEST:
        return "Tanggal lahir dan tahun pengangkatan pada NIP tidak sesuai."
    if sex not in {1, 2}:
        return "Angka ke-15 NIP harus 1 (pria) atau 2 (wanita)."
    return ""
