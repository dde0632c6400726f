"""The overview of an assessment: filters, giving work, levels tried without saving."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, ROOT, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COORDINATOR, MEMBER = "koordinator.disnaker", "anggota.disnaker"
INSTRUMENT = ROOT / "fixtures/instruments/opd-rujukan-2026.yaml"


def open_overview(page):
    page.goto("/assessments/")
    page.get_by_role("link", name=re.compile("Triwulan")).first.click()
    page.wait_for_selector("#indicators")
    return page.url


def test_work_is_given_from_a_filtered_list_and_stands_in_my_tasks(log_in):
    page = log_in(COORDINATOR)
    open_overview(page)
    person = page.locator("#bulk_person option", has_text=re.compile("Anggota")).first
    name = person.inner_text().strip()

    # Narrowed by htmx: the address holds it, and going back undoes it
    page.select_option("#id_domain", index=1)
    expect(page).to_have_url(re.compile("domain="))
    expect(page.locator(".sp-dom")).to_have_count(1)
    page.go_back()
    expect(page.locator(".sp-dom")).not_to_have_count(1)
    page.select_option("#id_domain", index=1)
    expect(page.locator(".sp-dom")).to_have_count(1)

    # The bar says how many, and covers none of the last row
    rows = page.locator("#indicators input[name=answers]")
    number = rows.last.locator("xpath=ancestor::tr").locator("a.sp-ind__n")
    title = number.inner_text()
    rows.last.check()
    bar = page.locator("#bulk [role=status]")
    expect(bar).to_have_text("1 indikator dipilih")
    number.focus()
    covered = number.evaluate(
        "e => { const r = e.getBoundingClientRect(), "
        "t = document.elementFromPoint(r.left + 5, r.top + 5); "
        "return !(t === e || e.contains(t)) }"
    )
    assert not covered
    page.get_by_label("Pilih semua yang tampil").check()
    expect(bar).to_have_text(f"{rows.count()} indikator dipilih")
    page.get_by_label("Pilih semua yang tampil").uncheck()
    rows.last.check()
    page.select_option("#bulk_person", label=name)
    page.get_by_role("button", name="Tugaskan").click()
    expect(page.locator(".toast")).to_contain_text("penugasan berubah")
    assert violations(page) == []

    member = log_in(MEMBER, viewport=PHONE)
    member.goto("/assessments/tasks/")
    assert member.get_by_role("link", name=title).count() == 1
    assert member.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(member) == []


def weights():
    """Code: share of the index, from the file of the instrument alone."""
    content = yaml.safe_load(INSTRUMENT.read_text(encoding="utf-8"))
    return {
        indicator["code"]: Fraction(indicator["weight"]) / 100
        for domain in content["nodes"]
        for aspect in domain["nodes"]
        for indicator in aspect["indicators"]
    }


def in_words(exact):
    """Rounded half up to two decimals, with a comma."""
    value = Decimal(exact.numerator) / exact.denominator
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


@pytest.mark.parametrize("scripted", [True, False])
def test_levels_are_tried_and_agree_with_a_count_by_hand(log_in, scripted):
    page = log_in(COORDINATOR, java_script_enabled=scripted)
    overview = open_overview(page)
    page.goto(f"{overview}simulate/")
    shares = weights()
    assert sum(shares.values()) == 1
    levels = dict.fromkeys(shares, 1)
    for box in page.locator(".sp-try input[checked]").all():
        levels[box.get_attribute("name")] = int(box.get_attribute("value"))
    code = max(shares, key=lambda each: (5 - levels[each]) * shares[each])

    shown = page.locator("#simulation-bar .sp-sumbar__v").first
    before = in_words(sum(shares[each] * levels[each] for each in shares))
    expect(shown).to_contain_text(before)
    levels[code] = 5
    after = in_words(sum(shares[each] * levels[each] for each in shares))
    page.locator(f"#try-{code}-5").check()
    if not scripted:
        page.get_by_role("button", name="Hitung").click()
    expect(shown).to_contain_text(after)
    expect(page).to_have_url(re.compile(f"{code}=5"))
    assert before != after

    # Nothing of it is saved
    page.goto(overview)
    expect(page.locator(".sp-sumbar__v").first).to_contain_text(before)
