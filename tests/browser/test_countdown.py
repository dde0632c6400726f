"""The time left, with the clock of the browser in the test's hand."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from lib.formats import WITA

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_time_left_turns_at_the_edge_and_does_not_drift(log_in):
    page = log_in("anggota.dinkes")
    page.goto("/")
    left = page.locator("[data-figure]").first
    until = int(left.get_attribute("data-until")) / 1000
    due = datetime.fromtimestamp(until, WITA)
    page.clock.install()
    page.reload()

    page.clock.pause_at(due - timedelta(hours=26, seconds=-30))
    expect(left).to_have_text("1hari 1jam")
    page.clock.pause_at(due - timedelta(hours=1))
    expect(left).to_have_text("1jam 0menit")
    page.clock.run_for(1000)
    expect(left).to_have_text("59menit")
    page.clock.pause_at(due)
    expect(left).to_have_text("0menit")
    page.clock.run_for(1)
    expect(left).to_have_text("Lewat batas")
    assert page.errors == []
