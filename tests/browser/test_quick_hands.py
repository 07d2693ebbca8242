"""A hand faster than the page: what appears can be used at once."""

import pytest
from playwright.sync_api import expect

from tests.browser import at_the_desk
from tests.browser.conftest import DESK, OpenWindow
from tests.browser.test_main_job import WANG_GONG
from yishang.contexts.outreach.tests.conftest import Advance, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRESS_AS_SOON_AS_IT_IS_THERE = """() => new MutationObserver(() => {
  const button = document.querySelector("#move form button.btn-primary");
  if (button) button.click();
}).observe(document.getElementById("matter"), { childList: true, subtree: true })"""


def test_a_form_pressed_in_the_moment_it_appears_is_sent_like_any_other(
    open_window: OpenWindow, town: Town, advance: Advance
) -> None:
    advance("dispatched")
    desk = open_window(DESK)
    at_the_desk.sign_in(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "待签收")
    expect(at_the_desk.matter(desk).get_by_role("heading", level=2)).to_be_visible()
    desk.evaluate(PRESS_AS_SOON_AS_IT_IS_THERE)

    desk.keyboard.press("d")

    expect(at_the_desk.said(desk)).to_contain_text("已签收。")
