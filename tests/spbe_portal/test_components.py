import re
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.templatetags.static import static
from django.test import RequestFactory
from django.utils import timezone

from assessments.enums import AnswerStatus
from lib.formats import DASH, MINUS, WITA
from spbe_portal.templatetags import components

BARS = "".join(
    f'<rect x="{x}" y="{y}" width="3.2" height="{height}" rx=".8"{{}}></rect>'
    for x, y, height in (
        ("0.0", "10", "4"),
        ("4.4", "7.5", "6.5"),
        ("8.8", "5", "9"),
        ("13.2", "2.5", "11.5"),
        ("17.6", "0", "14"),
    )
)
OFF = ' class="off"'


def draw(source, **values):
    return Template(source).render(Context(values)).strip()


def svg(name, css=""):
    return (
        f'<svg class="sp-i{css}" aria-hidden="true" focusable="false">'
        f'<use href="{static("icons.svg")}#{name}"></use></svg>'
    )


def steps(reached):
    bars = BARS.format(*[""] * reached, *[OFF] * (5 - reached))
    return (
        '<svg class="sp-lv__steps" viewBox="0 0 21 14" aria-hidden="true" '
        f'focusable="false">{bars}</svg>'
    )


def test_icon_names_a_symbol_of_the_sprite():
    assert draw('{% icon "check2" %}') == svg("check2")
    assert draw('{% icon "list" "sp-i--lg" %}') == svg("list", " sp-i--lg")


def test_pill_shows_icon_word_and_tone():
    assert draw("{% pill status %}", status=AnswerStatus.RETURNED) == (
        f'<span class="sp-pill sp-pill--warn">{svg("arrow-return-left")}'
        "Dikembalikan</span>"
    )


def test_badge_escapes_its_words():
    assert draw('{% badge words tone="bad" %}', words="<b>") == (
        '<span class="sp-pill sp-pill--bad">&lt;b&gt;</span>'
    )


@pytest.mark.parametrize(
    ("value", "reached", "text"),
    [(3, 3, "3"), (Decimal(5), 5, "5"), (Decimal("3.5"), 3, "3,50"), ("2", 2, "2")],
)
def test_level_is_a_numbered_chip(value, reached, text):
    assert draw("{% level value %}", value=value) == (
        f'<span class="sp-lv sp-lv--{reached}">{steps(reached)}'
        f'<span class="visually-hidden">Tingkat </span>{text}</span>'
    )


@pytest.mark.parametrize("value", [None, ""])
def test_level_not_set_is_dashed(value):
    assert draw('{% level value size="lg" %}', value=value) == (
        '<span class="sp-lv sp-lv--0 sp-lv--lg"><span class="visually-hidden">'
        f'Tingkat belum ada</span><span aria-hidden="true">{DASH}</span></span>'
    )


@pytest.mark.parametrize(
    ("value", "step"), [(1, 1), (Decimal("4.99"), 4), (5, 5), (0, 1), (7, 5)]
)
def test_step_of_stays_on_the_scale(value, step):
    assert components.step_of(value) == step


def test_predicate_is_coloured_by_rank():
    assert draw('{% predicate "Baik" 3 "lg" %}') == (
        '<span class="sp-pred sp-pred--3 sp-pred--lg">Baik</span>'
    )
    assert draw("{% predicate None %}") == ""


@pytest.mark.parametrize(
    ("value", "tone", "word", "text"),
    [
        (Decimal("0.31"), "up", "naik", "+0,31"),
        (Decimal("-0.13"), "down", "turun", f"{MINUS}0,13"),
        (Decimal("0.001"), "same", "tetap", "±0,00"),
        (2, "up", "naik", "+2"),
        (0, "same", "tetap", "±0"),
    ],
)
def test_delta_says_its_direction(value, tone, word, text):
    assert draw("{% delta value %}", value=value) == (
        f'<span class="sp-delta sp-delta--{tone}">'
        f'<span class="visually-hidden">{word} </span>{text}</span>'
    )


def test_delta_of_nothing_is_a_dash():
    assert draw("{% delta None %}") == f'<span class="sp-delta">{DASH}</span>'


def test_progress_has_no_style_and_no_empty_maximum():
    assert draw('{% progress 18 25 "Terisi" "lg ok" %}') == (
        '<progress class="sp-bar sp-bar--lg sp-bar--ok" value="18" max="25" '
        'aria-label="Terisi">18 dari 25</progress>'
    )
    assert draw('{% progress 0 0 "Terisi" %}') == (
        '<progress class="sp-bar" value="0" max="1" aria-label="Terisi">'
        "0 dari 0</progress>"
    )


def test_avatar_shows_initials():
    assert draw('{% avatar "Koordinator Teknis" "mentor" %}') == (
        '<span class="sp-avatar sp-avatar--mentor" aria-hidden="true">KT</span>'
    )


def test_panel_names_itself_by_its_heading():
    assert draw('{% panel "Tim SPBE" note="8 kursi" %}<p>Isi</p>{% endpanel %}') == (
        '<section class="sp-panel" aria-labelledby="h-tim-spbe">'
        '<div class="sp-panel__head"><h2 id="h-tim-spbe">Tim SPBE</h2>'
        '<p class="sp-panel__note">8 kursi</p></div>'
        '<div class="sp-panel__body"><p>Isi</p></div></section>'
    )


def test_panel_with_a_link_and_content_to_the_edges():
    source = (
        '{% panel "Tim" key="h-x" more_url="/teams/" more="Kelola" flush=True css="h-100"'
        " %}<ul></ul>{% endpanel %}"
    )
    assert draw(source) == (
        '<section class="sp-panel h-100" aria-labelledby="h-x">'
        '<div class="sp-panel__head sp-panel__head--line"><h2 id="h-x">Tim</h2>'
        f'<a class="sp-more" href="/teams/">Kelola {svg("arrow-right")}</a></div>'
        "<ul></ul></section>"
    )


def test_note_has_tone_icon_and_role():
    source = '{% note "bad" "Gagal" role="alert" %}<p>Coba lagi.</p>{% endnote %}'
    assert draw(source) == (
        f'<div class="sp-note sp-note--bad" role="alert">{svg("exclamation-circle")}'
        '<div><p class="sp-note__t">Gagal</p><p>Coba lagi.</p></div></div>'
    )
    assert draw('{% note "ok" %}Ya{% endnote %}') == (
        f'<div class="sp-note sp-note--ok">{svg("check-circle")}<div>Ya</div></div>'
    )


def test_empty_states_the_way_out():
    html = draw(
        "{% empty_state title %}<p>Unggah.</p>{% endempty_state %}", title="Belum <ada>"
    )

    assert html.partition("</svg>")[2] == (
        '<p class="sp-empty__t">Belum &lt;ada&gt;</p><p>Unggah.</p></div>'
    )


@pytest.mark.parametrize(
    ("tag", "tone"),
    [("error", "bad"), ("success", "ok"), ("warning", "warn"), ("info", "info")],
)
def test_tone_of_a_message(tag, tone):
    assert draw("{{ tag|tone }}", tag=tag) == tone


def test_filters_write_a_dash_for_what_is_absent():
    filters = (
        "decimal signed integer percent day long_day clock moment file_size short_hash"
        " nip masked_nip"
    )
    values = {
        name: draw(f"{{{{ value|{name} }}}}", value=None) for name in filters.split()
    }

    assert values == dict.fromkeys(filters.split(), DASH)
    assert draw("{{ value|day_range:value }}", value=None) == DASH


def test_filters_take_their_arguments():
    values = {
        "index": Decimal("2.645"),
        "period": SimpleNamespace(quarter=4, year=2025),
    }

    assert draw("{{ index|decimal }} {{ index|decimal:1 }}", **values) == "2,65 2,6"
    assert (
        draw("{{ period.quarter|quarter:period.year }}", **values) == "Triwulan IV 2025"
    )
    assert draw("{{ period.quarter|short_quarter }}", **values) == "TW IV"
    assert draw("{{ 18|share_of:25 }}") == "72%"


def test_error_summary_links_to_the_fields():
    from spbe_portal.showcase import context

    html = draw(
        '{% include "_components/error_summary.html" with form=form only %}',
        **context(),
    )

    assert [line.strip() for line in html.splitlines() if "<a " in line] == [
        '<a href="#id_nip">NIP: NIP harus 18 angka.</a>',
        '<a href="#id_keeper">Penanggung jawab: Bidang ini tidak boleh kosong.</a>',
    ]


def test_field_puts_the_hint_before_the_control_and_joins_them():
    from spbe_portal.showcase import context

    source = "{% load crispy_forms_filters %}{{ form.nip|as_crispy_field }}"
    html = draw(source, **context())
    places = [
        html.index(part)
        for part in (
            'for="id_nip"',
            'id="id_nip_helptext"',
            'aria-invalid="true" aria-describedby="id_nip_helptext id_nip_error"',
            'id="id_nip_error"',
        )
    ]

    assert places == sorted(places)


def test_pages_beyond_the_thousandth_have_addresses_that_hold():
    page = Paginator(range(3000), 2).page(1200)
    request = RequestFactory().get("/", {"q": "dinas", "page": "1200"})

    template = '{% include "_components/pagination.html" with page=page only %}'
    html = Template(template).render(RequestContext(request, {"page": page}))

    assert re.findall(r'href="(\?[^"]+)"', html) == [
        "?q=dinas&amp;page=1199",
        "?q=dinas&amp;page=1201",
    ]
    assert "Halaman 1.200 dari 1.500" in html


# Deadlines

DUE = datetime(2026, 1, 13, 16, tzinfo=WITA)
CLOSES = DUE + timedelta(minutes=30)
END = '<time datetime="2026-01-13T16:00:00+08:00">13 Januari 2026, 16.00 Wita</time>'


@pytest.mark.parametrize(
    ("now", "css", "words"),
    [
        (DUE - timedelta(days=2, hours=3), "", "tersisa 2 hari 3 jam, sampai"),
        (DUE - timedelta(days=1), "", "tersisa 1 hari, sampai"),
        (DUE - timedelta(hours=5), " is-soon", "tersisa 5 jam, sampai"),
        (DUE - timedelta(seconds=1), " is-soon", "tersisa kurang dari 1 menit, sampai"),
        (DUE, " is-soon", "tersisa kurang dari 1 menit, sampai"),
        (
            DUE + timedelta(seconds=1),
            " is-late",
            "dalam tenggang sampai 13 Januari 2026, 16.30 Wita; batas",
        ),
        (
            CLOSES,
            " is-late",
            "dalam tenggang sampai 13 Januari 2026, 16.30 Wita; batas",
        ),
        (CLOSES + timedelta(seconds=1), " is-late", "lewat sejak"),
    ],
)
def test_countdown_turns_at_the_second_of_its_edges(monkeypatch, now, css, words):
    monkeypatch.setattr(timezone, "now", lambda: now)

    html = draw("{% countdown due closes %}", due=DUE, closes=CLOSES)

    assert f'class="sp-left{css}"' in html
    assert f"<span data-left>{words}</span> {END}</span>" in html
    assert f'data-until="{int(DUE.timestamp() * 1000)}"' in html
    assert f'data-closes="{int(CLOSES.timestamp() * 1000)}"' in html


def test_countdown_of_nothing_is_nothing():
    assert draw("{% countdown due %}{% countdown_figure due %}", due=None) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (
            timedelta(days=5, hours=6),
            '5<span class="sp-fig__unit">hari</span> 6<span class="sp-fig__unit">jam</span>',
        ),
        (timedelta(minutes=7), '7<span class="sp-fig__unit">menit</span>'),
        (timedelta(minutes=-7), "Tenggang"),
        (timedelta(minutes=-31), "Lewat batas"),
    ],
)
def test_countdown_figure_is_large_and_without_its_end(monkeypatch, left, words):
    monkeypatch.setattr(timezone, "now", lambda: DUE - left)

    html = draw("{% countdown_figure due closes %}", due=DUE, closes=CLOSES)

    assert f" data-figure><span data-left>{words}</span></span>" in html
