"""PDF letters: a dataclass in, bytes out. Templates and style sheets are our own files."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from lib import charts, rulers
from lib.formats import day, moment
from reports import archival, attached
from reports.content import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.content import (
        MentoringMinutes,
        Minutes,
        PlenaryMinutes,
        Recap,
        Report,
        Stamp,
        Worksheet,
    )
    from reports.content.setting_desk import Sample
    from reports.content.tables import Table
    from reports.content.teams import Annex, NominationLetter, Roster

INK = "#13242c"
STATIC, EMBLEM = "static:", "emblem:"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


for _chatty in ("fontTools", "weasyprint.progress"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


class AssetError(Exception):
    """A style sheet, font or picture of a document is missing, or is not our own."""


def report(data: Report, stamp: Stamp) -> bytes:
    """The report of one agency, A4, with the recommendations in landscape."""
    draft = " (KONSEP)" if stamp.is_draft else ""
    bands = data.instrument.bands
    domains = [(d.name, d.values.best, d.previous) for d in data.domains]
    context = {
        "report": data,
        "title": f"Laporan Hasil Evaluasi SPBE {data.agency_name} {data.quarter}{draft}",
        "author": f"{data.identity.office} {data.identity.province}",
        "foot": f"Laporan SPBE {data.quarter}, {data.agency_name}",
        "radar": SafeString(_radar(data)),
        "ruler": SafeString(_ruler(data)),
        "bars": SafeString(charts.bars(domains, bands)),
        "trend": SafeString(charts.trend(data.points, bands, data.agency_name)),
    }
    parts = tables.of_report(data)
    return _render("reports/pdf/report.html", "report", stamp, context, parts)


def minutes(data: Minutes, stamp: Stamp) -> bytes:
    """The Berita Acara, F4, with the matrix in landscape."""
    context = {
        "minutes": data,
        "title": f"Berita Acara {data.number} tentang Penetapan Hasil Penilaian SPBE "
        f"{data.quarter}",
        "author": f"{data.identity.office} {data.identity.province}",
        "foot": f"Berita Acara {data.number}",
    }
    parts = tables.of_minutes(data)
    return _render("reports/pdf/minutes.html", "minutes", stamp, context, parts)


def recap(data: Recap, stamp: Stamp) -> bytes:
    """All agencies of a quarter, F4, the heat map in landscape."""
    draft = " (KONSEP)" if stamp.is_draft else ""
    bands = data.instrument.bands
    mean = None if data.mean is None else charts.Mark("Rata-rata", data.mean)
    domains = [(c.name, value, None) for c, value in data.means if c.is_domain]
    context = {
        "recap": data,
        "title": f"Rekap SPBE Perangkat Daerah {data.quarter}{draft}",
        "author": f"{data.identity.office} {data.identity.province}",
        "foot": f"Rekap SPBE perangkat daerah, {data.quarter}",
        "strip": SafeString(rulers.strip(bands, data.indices, mean)),
        "bars": SafeString(charts.bars(domains, bands, "Rata-rata domain")),
    }
    parts = tables.of_recap(data)
    return _render("reports/pdf/recap.html", "minutes", stamp, context, parts)


def plenary(data: PlenaryMinutes, stamp: Stamp) -> bytes:
    """The minutes of a sitting, A4, the decisions in landscape."""
    draft = " (KONSEP)" if stamp.is_draft else ""
    number = f" Nomor {data.number}" if data.number else ""
    context = {
        "minutes": data,
        "title": f"Risalah Sidang Pleno SPBE{number}, {data.quarter}{draft}",
        "author": f"{data.identity.office} {data.identity.province}",
        "foot": f"Risalah sidang pleno {day(data.held_on)}, {data.quarter}",
    }
    parts = tables.of_plenary(data)
    return _render("reports/pdf/plenary.html", "plenary", stamp, context, parts)


def mentoring(data: MentoringMinutes, stamp: Stamp) -> bytes:
    """The minutes of a mentoring session, A4, in the style of a sitting's."""
    context = {
        "minutes": data,
        "title": f"Risalah Pendampingan SPBE {data.agency}, {day(data.held_on)}",
        "author": f"{data.identity.office} {data.identity.province}",
        "foot": f"Risalah pendampingan {day(data.held_on)}, {data.quarter}",
    }
    return _render("reports/pdf/mentoring.html", "plenary", stamp, context)


def worksheet(data: Worksheet, stamp: Stamp) -> bytes:
    """The sheet for a meeting, A4, a page for each indicator."""
    who = f"Dicetak {moment(stamp.requested_at)} oleh {data.printed_by}"
    context = {
        "sheet": data,
        "title": f"Lembar kerja pengisian SPBE {data.agency_name} {data.quarter}",
        "author": data.agency_name,
        "foot": who,
        "mark": data.label,
    }
    return _render("reports/pdf/worksheet.html", "worksheet", stamp, context)


def nomination(data: NominationLetter, stamp: Stamp) -> bytes:
    """The letter of a head who proposes a team, F4, the list in landscape."""
    context = {
        "letter": data,
        "title": f"Usulan Tim Pengelola SPBE {data.agency}",
        "author": data.agency,
        "foot": f"Usulan tim pengelola SPBE, {data.agency}",
    }
    return _render("reports/pdf/nomination.html", "team", stamp, context)


def annex(data: Annex, stamp: Stamp) -> bytes:
    """The list that belongs to the decree about teams, F4 in landscape."""
    number = data.number or "(belum bernomor)"
    context = {
        "annex": data,
        "title": f"Lampiran SK {number} tentang Tim Pengelola SPBE",
        "author": data.identity.government,
        "foot": f"Lampiran SK Nomor {number}",
    }
    return _render("reports/pdf/annex.html", "team", stamp, context)


def roster(data: Roster, stamp: Stamp) -> bytes:
    """A team as it stands, to be kept as evidence."""
    context = {
        "roster": data,
        "title": f"Keadaan Tim Pengelola SPBE {data.agency} per {day(data.on)}",
        "author": data.agency,
        "foot": f"Keadaan tim pengelola SPBE, {data.agency}",
    }
    return _render("reports/pdf/roster.html", "team", stamp, context)


def letterhead(data: Sample, stamp: Stamp) -> bytes:
    """Head and signature blocks alone, to be looked at before they are saved."""
    context = {
        "sample": data,
        "title": "Pratinjau kop surat",
        "author": data.identity.office,
        "foot": "Pratinjau kop surat, bukan dokumen",
    }
    return _render("reports/pdf/letterhead.html", "team", stamp, context)


def _render(
    template: str,
    style: str,
    stamp: Stamp,
    context: dict[str, Any],
    tables: Sequence[Table] = (),
) -> bytes:
    mark = f"Konsep, {day(stamp.requested_at)}" if stamp.is_draft else stamp.code
    qr = SafeString(_qr(stamp.url, stamp.code))
    text = render_to_string(
        template, {"stamp": stamp, "mark": mark, "qr": qr} | context
    )
    fonts, own = FontConfiguration(), OwnFiles(stamp.emblem)
    sheets = [
        CSS(url=f"{STATIC}css/report-{name}.css", url_fetcher=own, font_config=fonts)
        for name in ("paper", style)
    ]
    files = attached.files(context["title"], tables, stamp)
    html = HTML(string=text, base_url=STATIC, url_fetcher=own)
    return archival.write(html, files, stamp, stylesheets=sheets, font_config=fonts)


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Files of the static path and the emblem: a document never reaches the network."""

    def __init__(self, emblem: bytes = b"") -> None:
        super().__init__(fail_on_errors=True)
        self.emblem = emblem

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url == EMBLEM and self.emblem:
            return URLFetcherResponse(url, self.emblem, {"Content-Type": "image/png"})
        name = url.removeprefix(STATIC)
        path = None if name == url else finders.find(name)
        if not path:
            msg = f"A document may not use {url}."
            raise AssetError(msg)
        file = Path(path)
        kind = TYPES[file.suffix]
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})


def _qr(url: str, code: str) -> str:
    if not url:
        return ""
    return segno.make(url, error="m", micro=False).svg_inline(
        border=2,
        dark=INK,
        omitsize=True,
        title=f"Kode QR menuju halaman pemeriksaan kode {code}",
    )


def _radar(data: Report) -> str:
    older = [branch.previous for branch in data.aspects]
    previous = None
    if data.previous and any(value is not None for value in older):
        previous = (str(data.previous.quarter), older)
    now = (str(data.quarter), [branch.values.best for branch in data.aspects])
    return charts.radar([branch.name for branch in data.aspects], now, previous)


def _ruler(data: Report) -> str:
    now = None if data.value is None else charts.Mark(data.mark, data.value)
    before = None
    if data.previous:
        before = charts.Mark(str(data.previous.quarter), data.previous.index)
    return rulers.ruler(data.instrument.bands, now, before, data.agency_name)
