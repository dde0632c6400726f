"""Template tags for the blocks that every page shares; docs/ui.md shows each."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Protocol

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from lib import formats

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()

LEVELS = 5
SOON = timedelta(days=1)
NOTHING = SafeString("")
TONE_ICONS = {
    "info": "info-circle",
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "exclamation-circle",
}
MESSAGE_TONES = {"success": "ok", "warning": "warn", "error": "bad"}


class Status(Protocol):
    """A member of a workflow enum: its word, its tone and its icon."""

    label: str
    tone: str
    icon: str


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "check2" %}`: decoration beside a word, hidden from screen readers."""
    return format_html(
        '<svg class="sp-i{}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )


# Status, level, difference


@register.simple_tag
def pill(status: Status) -> SafeString:
    """`{% pill answer.state %}`: a member of a status enum."""
    return badge(status.label, tone=status.tone, symbol=status.icon)


@register.simple_tag
def badge(text: str, *, tone: str = "mute", symbol: str = "") -> SafeString:
    """`{% badge "3 indikator" tone="warn" symbol="flag" %}`: a pill for any words."""
    picture = icon(symbol) if symbol else NOTHING
    return format_html(
        '<span class="sp-pill sp-pill--{}">{}{}</span>', tone, picture, text
    )


@register.simple_tag
def level(value: Decimal | int | str | None, size: str = "") -> SafeString:
    """`{% level 3 %}`: the square chip; None or "" is dashed, 3.5 is written 3,50."""
    larger = f" sp-lv--{size}" if size else ""
    if value is None or value == "":
        return format_html(
            '<span class="sp-lv sp-lv--0{}"><span class="visually-hidden">Tingkat belum '
            'ada</span><span aria-hidden="true">{}</span></span>',
            larger,
            formats.DASH,
        )
    number = Decimal(value)
    reached = step_of(number)
    return format_html(
        '<span class="sp-lv sp-lv--{}{}">{}<span class="visually-hidden">Tingkat </span>'
        "{}</span>",
        reached,
        larger,
        _steps(reached),
        formats.decimal(number, 0 if number == number.to_integral_value() else 2),
    )


def step_of(value: Decimal | int) -> int:
    """The whole level a value has reached, 1 to 5: the colour of its cell."""
    whole = int(Decimal(value).to_integral_value(ROUND_FLOOR))
    return min(LEVELS, max(1, whole))


def _steps(reached: int) -> SafeString:
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3.2" height="{}" rx=".8"{}></rect>',
        (
            (
                f"{4.4 * i:.1f}",
                f"{10 - 2.5 * i:g}",
                f"{4 + 2.5 * i:g}",
                NOTHING if i < reached else SafeString(' class="off"'),
            )
            for i in range(LEVELS)
        ),
    )
    return format_html(
        '<svg class="sp-lv__steps" viewBox="0 0 21 14" aria-hidden="true" '
        'focusable="false">{}</svg>',
        bars,
    )


@register.simple_tag
def predicate(name: str | None, rank: int = 0, size: str = "") -> SafeString:
    """`{% predicate "Baik" 3 %}`: the word on the colour of its rank; none is empty."""
    if not name:
        return NOTHING
    larger = f" sp-pred--{size}" if size else ""
    return format_html(
        '<span class="sp-pred sp-pred--{}{}">{}</span>', rank, larger, name
    )


@register.simple_tag
def delta(value: Decimal | int | None) -> SafeString:
    """`{% delta difference %}`: whole for an int, two decimals for a Decimal."""
    if value is None or value == "":
        return format_html('<span class="sp-delta">{}</span>', formats.DASH)
    places = 0 if isinstance(value, int) else 2
    number = formats.rounded(value, places)
    tone, word = ("same", "tetap")
    if number:
        tone, word = ("up", "naik") if number > 0 else ("down", "turun")
    return format_html(
        '<span class="sp-delta sp-delta--{}"><span class="visually-hidden">{} </span>'
        "{}</span>",
        tone,
        word,
        formats.signed(number, places),
    )


@register.simple_tag
def progress(value: int, maximum: int, label: str, variant: str = "") -> SafeString:
    """`{% progress 18 25 "Indikator terisi" "lg" %}`: lg, thin, warn, ok."""
    more = "".join(f" sp-bar--{name}" for name in variant.split())
    return format_html(
        '<progress class="sp-bar{}" value="{}" max="{}" aria-label="{}">{} dari {}'
        "</progress>",
        more,
        value,
        max(maximum, 1),
        label,
        value,
        maximum,
    )


@register.simple_tag
def avatar(name: str, variant: str = "") -> SafeString:
    """`{% avatar user.name %}`: initials; the name itself must stand beside it."""
    more = f" sp-avatar--{variant}" if variant else ""
    return format_html(
        '<span class="sp-avatar{}" aria-hidden="true">{}</span>',
        more,
        formats.initials(name),
    )


@register.filter
def tone(level_tag: str) -> str:
    """The tone of a Django message: `{{ message.level_tag|tone }}`."""
    return MESSAGE_TONES.get(level_tag, "info")


# Deadlines


@register.simple_tag
def countdown(
    until: datetime | None, closes: datetime | None = None, *, late: str = ""
) -> SafeString:
    """`{% countdown assessment.due_at assessment.closes_at %}`: "tersisa 2 hari 3 jam,
    sampai 13 Januari 2026, 16.00 Wita"; past it "lewat sejak …", or the end of grace.

    countdown.js keeps it true while the page is open. `late` replaces "lewat sejak".
    """
    if until is None:
        return NOTHING
    late_words, grace_words = late or "lewat sejak", _grace_words(closes)
    now = timezone.now()
    words = late_words
    if now <= until:
        words = f"tersisa {formats.time_left(until - now)}, sampai"
    elif closes and now <= closes:
        words = grace_words
    return _counted(
        format_html(
            '<span data-left>{}</span> <time datetime="{}">{}</time>',
            words,
            until.isoformat(),
            formats.moment(until),
        ),
        until,
        closes,
        late=late_words,
        grace=grace_words,
    )


@register.simple_tag
def countdown_figure(
    until: datetime | None, closes: datetime | None = None
) -> SafeString:
    """`{% countdown_figure assessment.due_at %}`: what is left, large, without its end."""
    if until is None:
        return NOTHING
    now = timezone.now()
    left = formats.parts_left(until - now) if now <= until else []
    is_graced = closes is not None and until < now <= closes
    words = format_html_join(
        " ", '{}<span class="sp-fig__unit">{}</span>', ((n, unit) for n, unit in left)
    )
    ended = "Tenggang" if is_graced else "Lewat batas"
    return _counted(
        format_html("<span data-left>{}</span>", words or ended),
        until,
        closes,
        late="Lewat batas",
        grace="Tenggang",
        figure=True,
    )


def _grace_words(closes: datetime | None) -> str:
    end = formats.moment(closes) if closes else ""
    return f"dalam tenggang sampai {end}; batas"


def _counted(
    content: SafeString,
    until: datetime,
    closes: datetime | None,
    *,
    late: str,
    grace: str,
    figure: bool = False,
) -> SafeString:
    """What countdown.js reads; moments in milliseconds."""
    now = timezone.now()
    state = " is-late" if now > until else ""
    if now <= until < now + SOON:
        state = " is-soon"
    return format_html(
        '<span class="sp-left{}" data-until="{}" data-closes="{}" '
        'data-late-words="{}" data-grace-words="{}"{}>{}</span>',
        state,
        _milliseconds(until),
        _milliseconds(closes or until),
        late,
        grace,
        SafeString(" data-figure") if figure else NOTHING,
        content,
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


# Blocks with content


@register.simple_block_tag
def panel(
    content: str,
    title: str,
    *,
    key: str = "",
    note: str = "",
    more_url: str = "",
    more: str = "Rincian",
    flush: bool = False,
    css: str = "",
) -> SafeString:
    """`{% panel "Tim SPBE" more_url=url more="Kelola tim" %}…{% endpanel %}`.

    `flush` is for lists and tables that reach the edges; `key` fixes the heading's id.
    """
    anchor = key or f"h-{slugify(title)}"
    aside = format_html('<p class="sp-panel__note">{}</p>', note) if note else NOTHING
    if more_url:
        aside = format_html(
            '<a class="sp-more" href="{}">{} {}</a>',
            more_url,
            more,
            icon("arrow-right"),
        )
    body = (
        content
        if flush
        else format_html('<div class="sp-panel__body">{}</div>', content)
    )
    return format_html(
        '<section class="sp-panel{}" aria-labelledby="{}">'
        '<div class="sp-panel__head{}"><h2 id="{}">{}</h2>{}</div>{}</section>',
        f" {css}" if css else "",
        anchor,
        " sp-panel__head--line" if flush else "",
        anchor,
        title,
        aside,
        body,
    )


@register.simple_block_tag
def note(
    content: str, tone: str = "info", title: str = "", role: str = ""
) -> SafeString:
    """`{% note "warn" "3 indikator dikembalikan" %}<p>…</p>{% endnote %}`."""
    heading = format_html('<p class="sp-note__t">{}</p>', title) if title else NOTHING
    return format_html(
        '<div class="sp-note sp-note--{}"{}>{}<div>{}{}</div></div>',
        tone,
        format_html(' role="{}"', role) if role else NOTHING,
        icon(TONE_ICONS[tone]),
        heading,
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """`{% empty_state "Belum ada bukti" %}<p>way out</p>{% endempty_state %}`."""
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="11" height="{}" rx="2" opacity="{}"></rect>',
        (
            (14 + 15 * i, 42 - 9 * i, 11 + 9 * i, opacity)
            for i, opacity in enumerate(("1", ".8", ".6", ".4", ".25"))
        ),
    )
    return format_html(
        '<div class="sp-empty"><svg class="sp-empty__art" viewBox="0 0 96 72" '
        'aria-hidden="true" focusable="false"><path d="M8 60c18 7 62 7 80 0" '
        'fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round">'
        "</path>"
        '<g fill="currentColor">{}</g></svg><p class="sp-empty__t">{}</p>{}</div>',
        bars,
        title,
        content,
    )
