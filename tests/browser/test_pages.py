"""Every main page on a wide screen and a phone, light and dark: no axe violation, no
sideways scroll, no error in the console.
"""

from fnmatch import fnmatch

import pytest

from spbe_portal.context import DARK, LIGHT, THEME_COOKIE
from tests.browser.conftest import PHONE, WIDE, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Who looks, where they start, and the links they follow by address pattern from there.
PAGES = {
    "login": (None, "/accounts/login/", []),
    "verify": (None, "/v/", []),
    "help": (None, "/help/", []),
    "home": ("koordinator.dinkes", "/", []),
    "overview": ("koordinator.dinkes", "/assessments/", ["/assessments/????????-"]),
    "answer": (
        "koordinator.dinkes",
        "/assessments/",
        ["/assessments/????????-", "/assessments/answers/"],
    ),
    "library": ("koordinator.dinkes", "/documents/", []),
    "document": ("koordinator.dinkes", "/documents/", ["/documents/????????-"]),
    "expiring": ("koordinator.dinkes", "/documents/?validity=segera", []),
    "upload": ("koordinator.dinkes", "/documents/upload/", []),
    "link": ("koordinator.dinkes", "/documents/link/", []),
    "viewer": (
        "koordinator.dinkes",
        "/documents/?q=foto",
        ["/documents/????????-", "/documents/versions/*/viewer/"],
    ),
    "province": ("koordinator.dinkes", "/documents/province/", []),
    "published": (
        "sekretariat",
        "/documents/province/",
        ["/documents/????????-"],
    ),
    "publish": ("sekretariat", "/documents/province/publish/", []),
    "formats": ("pendamping1", "/assessments/formats/", []),
    "workload": (
        "koordinator.dinkes",
        "/assessments/",
        ["/assessments/????????-", "/assessments/????????-*/workload/"],
    ),
    "simulate": (
        "koordinator.dinkes",
        "/assessments/",
        ["/assessments/????????-", "/assessments/????????-*/simulate/"],
    ),
    "targets": (
        "koordinator.dinkes",
        "/assessments/",
        ["/assessments/????????-", "/assessments/????????-*/targets/"],
    ),
    "import": (
        "koordinator.dinkes",
        "/assessments/",
        ["/assessments/????????-", "/assessments/????????-*/import/"],
    ),
    "tasks": ("anggota.dinkes", "/assessments/tasks/", []),
    "team": ("koordinator.dinkes", "/teams/", []),
    "reports": ("kepala.dinkes", "/reports/", []),
    "queue": ("pendamping1", "/assessments/reviews/", []),
    "review": ("pendamping1", "/assessments/reviews/", ["/assessments/answers/"]),
    "plenary": ("penilai", "/assessments/plenary/", []),
    "control": ("sekretariat", "/assessments/periods/2026/4/", []),
    "dashboard": ("sekretariat", "/insight/quarters/2026/3/", []),
    "course": ("kepala.dinkes", "/insight/", []),
    "change": ("kepala.dinkes", "/insight/agencies/1.02/change/", []),
    "mapping": (
        "sekretariat",
        "/insight/mappings/permenpanrb-59-2020/opd-rujukan-2026/edit/",
        [],
    ),
    "determined": ("sekretariat", "/assessments/periods/2026/3/", []),
    "results": (
        "inspektorat",
        "/assessments/periods/2026/3/",
        ["/assessments/????????-*/results/"],
    ),
    "periods": ("sekretariat", "/assessments/periods/", []),
    "open": ("sekretariat", "/assessments/periods/open/", []),
    "determine": ("sekretariat", "/assessments/periods/2026/4/determine/", []),
    "exports": (
        "sekretariat",
        "/reports/exports/?period=2026-3",
        ["/reports/exports/?*rule_set="],
    ),
    "rules": ("sekretariat", "/reports/rule-sets/create/", []),
    "rule": (
        "sekretariat",
        "/reports/exports/?period=2026-3",
        ["/reports/rule-sets/????????-"],
    ),
    "letterhead": ("sekretariat", "/reports/letterhead/", []),
    "templates": ("sekretariat", "/reports/templates/", []),
    "batches": ("sekretariat", "/reports/batches/", []),
    "public": (None, "/public/", []),
    "public agency": (None, "/public/", ["/public/agencies/"]),
    "public data": (None, "/public/data/", []),
    "public about": (None, "/public/about/", []),
    "releases": ("sekretariat", "/releases/", []),
    "release": ("sekretariat", "/releases/", ["/releases/????????-"]),
    "publish quarter": ("sekretariat", "/releases/", ["/releases/publish/"]),
    "tokens": ("sekretariat", "/tokens/", []),
    "agencies": ("sekretariat", "/accounts/agencies/", []),
    "agency": ("sekretariat", "/accounts/agencies/", ["/accounts/agencies/[0-9]*/"]),
    "reorganisations": ("sekretariat", "/reorganisations/", []),
    "owned": ("koordinator.dinkes", "/assessments/owned/", []),
    "backstage": ("admin", "/admin/", []),
    "teams": ("sekretariat", "/teams/", []),
    "people": ("admin", "/accounts/people/", []),
    "trail": ("inspektorat", "/accounts/trail/", []),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_at_every_size_and_in_both_themes(log_in, portal, name):
    username, start, trail = PAGES[name]
    page = log_in(username)
    page.goto(start)
    for pattern in trail:
        page.goto(first_link(page, pattern))
    address = page.url

    found = {}
    for theme in (LIGHT, DARK):
        page.context.add_cookies(
            [{"name": THEME_COOKIE, "value": theme, "url": portal}]
        )
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            page.goto(address)
            found[theme, size["width"]] = violations(page)
            overflow = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, f"{name} scrolls sideways at {size['width']} px"

    assert found == {key: [] for key in found}


def first_link(page, pattern):
    """The first address on the page that begins as the pattern (as in a shell)."""
    hrefs = page.locator("main a").evaluate_all(
        "links => links.map(link => link.pathname + link.search)"
    )
    found = [href for href in hrefs if fnmatch(href, f"{pattern}*")]
    assert found, f"{page.url} has no link like {pattern}"
    return found[0]
