"""A network that goes, a server that fails, and fields that were mended: the page says only what is so."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_OPENED = "这一件没有打开"
ANOTHER = "门前道路施工，货车进不来"


@pytest.fixture
def two(town: Town, submitted: Appeal) -> tuple[str, str]:
    """Two matters that wait for 陈静: the one that opens by itself, and another; their numbers."""
    another = services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="06",
        title=ANOTHER,
        content="厂门前道路施工两周，货车进不来，原料只够三天。",
        contact=services.Contact("李敏", "19900000101"),
        at=MONDAY,
    )
    return submitted.case.number, another.case.number


@pytest.fixture
def desk(open_window: OpenWindow, two: tuple[str, str]) -> Page:
    page = open_window(DESK)
    at_the_desk.sign_in(page, "cbo.陈静")
    at_the_desk.open_queue(page, "待分类")
    expect(at_the_desk.matter(page)).to_have_attribute("data-number", two[0])
    return page


def fail(route: Route) -> None:
    route.fulfill(status=500, body="broken")


def marked(desk: Page) -> str:
    row = desk.locator("[data-row].is-current")
    expect(row).to_have_count(1)
    return row.get_attribute("data-number") or ""


@pytest.mark.parametrize("how", ["no network", "server fails"])
def test_a_matter_that_did_not_open_is_said_and_d_does_nothing_to_the_old_one(
    desk: Page, two: tuple[str, str], how: str
) -> None:
    if how == "no network":
        desk.context.set_offline(True)
    else:
        desk.route(f"**/{two[1]}/**", fail)
    desk.get_by_role("link", name=ANOTHER).click()
    side = desk.locator("#matter-place")
    expect(side.get_by_role("alert")).to_contain_text(NOT_OPENED)
    expect(side).to_contain_text(ANOTHER)
    assert marked(desk) == two[1]
    desk.keyboard.press("d")
    expect(desk.locator(".htmx-request")).to_have_count(0)
    expect(side.get_by_role("alert")).to_contain_text(NOT_OPENED)
    expect(desk.locator("#move")).to_have_count(0)
    expect(at_the_desk.said(desk)).not_to_contain_text("我们这边出了问题")

    desk.context.set_offline(False)
    desk.unroute_all()
    side.get_by_role("button", name="再试一次").click()
    expect(at_the_desk.matter(desk)).to_have_attribute("data-number", two[1])
    at_the_desk.press_d(desk, "分类")
    assert marked(desk) == two[1]


def test_while_the_next_matter_is_on_its_way_the_mark_stays_with_the_one_that_is_shown(
    desk: Page, two: tuple[str, str]
) -> None:
    held: list[Route] = []
    desk.route(f"**/{two[1]}/**", lambda route: held.append(route))
    desk.get_by_role("link", name=ANOTHER).click()
    expect(desk.locator(".htmx-request").first).to_be_attached()
    assert marked(desk) == two[0]
    held[0].continue_()
    expect(at_the_desk.matter(desk)).to_have_attribute("data-number", two[1])
    assert marked(desk) == two[1]
    expect(desk).to_have_url(re.compile(f"open={two[1]}"))


def test_running_down_the_list_without_a_network_d_waits(desk: Page, two: tuple[str, str]) -> None:
    desk.context.set_offline(True)
    desk.keyboard.press("j")
    desk.keyboard.press("d")
    expect(desk.locator("#matter-place").get_by_role("alert")).to_contain_text(NOT_OPENED)
    assert marked(desk) == two[1]
    expect(desk.locator("#move")).to_have_count(0)


# ---- the form on the phone -----------------------------------------------------------------------------------------


def test_a_fault_goes_when_its_field_is_mended(open_window: OpenWindow, town: Town) -> None:
    phone = open_window(PHONE)
    at_the_phone.sign_in(phone, "19900000101")
    phone.goto("/outreach/submit/")
    phone.get_by_label("电话").fill("12")
    at_the_phone.submit(phone)
    faults = phone.locator(".field-error")
    expect(faults).to_have_count(4)
    expect(phone.get_by_role("alert")).to_contain_text("有 4 处要改一下")

    phone.locator(".kind").first.click()
    expect(faults).to_have_count(3)
    phone.get_by_label("一句话说是什么事").fill("二期用电增容等了六周")
    expect(faults).to_have_count(2)
    expect(phone.get_by_role("alert")).to_contain_text("有 2 处要改一下")
    phone.get_by_label("说说情况").fill("10 月 28 日向供电公司申请增容，方案一直没有答复。")
    phone.get_by_label("电话").fill("19900000101")
    expect(faults).to_have_count(0)
    expect(phone.locator("[data-faults]")).to_be_hidden()
    expect(phone.locator("[aria-invalid], .is-invalid, .has-error")).to_have_count(0)
    expect(phone.locator("[data-draft-state]")).to_have_text("草稿已存")
