"""PDF in a second: the report as issued, against WeasyPrint with the same HTML alone.

What is measured besides: reading the frozen inputs, the charts, the template, the
attachments, and what makes the file PDF/A-3b and PDF/UA-1.
"""

import time
from collections.abc import Callable
from unittest.mock import patch

from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from assessments.models import Period
from reports import archival, content, pdf
from reports.content import teams

OF_FEW = 4  # documents of each way: a second each
OURS = "reports in a second, as issued"
ALONE = "reports in a second, WeasyPrint alone with the same HTML"
SHARE = "of WeasyPrint's speed"
LEAST_SHARE = 0.7


def measure(period: Period) -> dict[str, float]:
    assessment = period.assessments.order_by("agency_code").first()
    inputs = content.report_inputs(assessment)
    stamp = teams.made_now(timezone.now(), is_draft=False)
    kept = _html_of(lambda: pdf.report(content.read_report(inputs), stamp))
    ours = _rate(lambda: pdf.report(content.read_report(inputs), stamp))
    alone = _rate(lambda: _alone(kept))
    return {OURS: ours, ALONE: alone, SHARE: ours / alone}


def _html_of(make: Callable[[], bytes]) -> str:
    """The page that a document is made of."""
    seen: list[str] = []

    def keep(template: str, context: dict[str, object]) -> str:
        seen.append(rendered(template, context))
        return seen[-1]

    rendered = pdf.render_to_string
    with patch.object(pdf, "render_to_string", keep):
        make()
    return seen[0]


def _alone(text: str) -> bytes:
    fonts, own = FontConfiguration(), pdf.OwnFiles()
    sheets = [
        CSS(
            url=f"{pdf.STATIC}css/report-{name}.css", url_fetcher=own, font_config=fonts
        )
        for name in ("paper", "report")
    ]
    page = HTML(string=text, base_url=pdf.STATIC, url_fetcher=own)
    written: bytes = page.write_pdf(
        stylesheets=sheets,
        font_config=fonts,
        pdf_variant=archival.VARIANT,
        pdf_tags=True,
    )
    return written


def _rate(make: Callable[[], bytes]) -> float:
    make()
    began = time.perf_counter()
    for _ in range(OF_FEW):
        make()
    return OF_FEW / (time.perf_counter() - began)
