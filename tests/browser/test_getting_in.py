"""Getting in with two factors, and a session that ends in the middle of a form, in a real browser."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.contexts.outreach.tests.conftest import PASSWORD, Advance, Town
from yishang.kernel.directory.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def give_password(page: Page, login: str) -> None:
    page.goto("/sign-in/staff/")
    page.get_by_role("textbox", name="登录名").fill(login)
    page.get_by_role("textbox", name="口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def shown_by(secret: str, *, later: int = 0) -> str:
    """What the authenticator shows now, or a step later; counted by allauth itself."""
    return totp.format_hotp_value(totp.hotp_value(secret, list(totp.yield_hotp_counters_from_time())[1 + later]))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_chen_jing_enrols_and_comes_back_with_the_code(
    open_window: OpenWindow, town: Town, settings: Settings, size: tuple[int, int]
) -> None:
    settings.STAFF_TOTP = True
    page = open_window(size)
    give_password(page, "cbo.陈静")
    page.get_by_text("不能扫描，手工输入").click()
    secret = page.locator(".enrol-secret").inner_text().replace(" ", "")
    assert page.evaluate("document.querySelector('.enrol-picture').naturalWidth") > 0, (
        "the policy lets the picture through"
    )
    page.get_by_role("textbox", name="6 位数").fill(shown_by(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_label("恢复码").get_by_role("listitem")).to_have_count(10)
    page.get_by_role("button", name="已经保存，继续").click()
    page.wait_for_url("**/outreach/desk/**")

    again = open_window(size)
    give_password(again, "cbo.陈静")
    again.get_by_label("手机验证器上的 6 位数").fill("000000")
    again.get_by_role("button", name="登录").click()
    expect(again.get_by_role("alert")).to_contain_text("动态口令不正确")
    again.get_by_label("手机验证器上的 6 位数").fill(shown_by(secret, later=1))
    again.get_by_role("button", name="登录").click()
    again.wait_for_url("**/outreach/desk/**")


def test_a_form_outlives_its_session(open_window: OpenWindow, town: Town) -> None:
    """No draft is kept for this form in the browser; the server carries it through the sign-in."""
    page = open_window(DESK)
    give_password(page, "sys.系统管理员")
    page.wait_for_url("**/account/")
    page.goto("/admin-desk/units/610402-YSB/")
    page.get_by_role("textbox", name="名称").fill("秦都区营商环境办公室")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("刚才填写的内容都还在")).to_be_visible()
    page.get_by_role("textbox", name="登录名").fill("sys.系统管理员")
    page.get_by_role("textbox", name="口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("秦都区营商环境办公室")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/admin-desk/units/")
    assert Unit.objects.get(code="610402-YSB").name == "秦都区营商环境办公室"


def test_a_number_opens_in_its_place(open_window: OpenWindow, town: Town, advance: Advance) -> None:
    number = advance("dispatched").case.number
    page = open_window(DESK)
    give_password(page, "cbo.陈静")
    page.wait_for_url("**/outreach/desk/**")
    page.goto(f"/outreach/desk/{number}/")
    expect(page.get_by_text("199****0101")).to_be_visible()
    page.get_by_text("查看完整号码").click()
    page.get_by_role("button", name="向企业核实情况").click()
    expect(page.get_by_role("link", name="19900000101")).to_be_visible()
    page.reload()
    expect(page.get_by_text("199****0101")).to_be_visible()
    expect(page.get_by_text("查看完整联系方式")).to_be_visible()
