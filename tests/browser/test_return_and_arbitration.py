"""A matter that nobody wants: refused once, asked again, ruled on by the city, and not returned any more."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import DESK, PHONE, OpenWindow
from yishang.contexts.outreach.tests.conftest import Advance, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "二期 10kV 专线外线路由未定"
CHEN_JING, WANG_GONG, LIU_GONG, YANG_PING = "cbo.陈静", "dep.王工", "dep.刘工", "mbo.杨萍"
LI_MIN = "19900000101"
RULED = "按住建局三定方案第 4 条，路由审批由住建局牵头。"


def test_the_second_request_is_ruled_on_by_the_city_and_nobody_returns_it_again(
    open_window: OpenWindow, town: Town, advance: Advance
) -> None:
    advance("dispatched")
    desk, phone = open_window(DESK), open_window(PHONE)
    at_the_desk.sign_in(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "待签收")
    ask_to_return(desk, "路由审批属区住建局职责。", hint="第二次申请退回由市营商办裁定")

    change(desk, CHEN_JING)
    at_the_desk.open_queue(desk, "待审批")
    refuse(desk, "外线由你单位牵头，清单第 7 项写明。")

    change(desk, WANG_GONG)
    at_the_desk.open_queue(desk, "待签收")
    expect(alert(desk, "预警 W3")).to_contain_text("退回理由与权责清单冲突：外线由你单位牵头")
    ask_to_return(desk, "路由审批确属区住建局职责。", hint="再次申请由市营商办裁定承办单位")

    change(desk, YANG_PING)
    at_the_desk.open_queue(desk, "预警")
    expect(desk.locator("[data-row]")).to_contain_text(["W3"])
    rule(desk, "住建", RULED)

    at_the_phone.sign_in(phone, LI_MIN)
    at_the_phone.look_at(phone, TITLE)
    for words in ("待签收", "秦都区住建局", "裁定承办单位", RULED, "权责依据：区住建局权责清单第 12 项。"):
        expect(phone.locator("#main")).to_contain_text(words)
    expect(phone.locator("#main")).not_to_contain_text("推诿")

    change(desk, LIU_GONG)
    at_the_desk.open_queue(desk, "待签收")
    at_the_desk.sign_for(desk)
    at_the_desk.matter(desk).locator("summary", has_text="更多").click()
    expect(at_the_desk.matter(desk).get_by_role("link", name="申请退回")).to_have_count(0)


def change(desk: Page, login: str) -> None:
    """Somebody else sits down, when nothing is under way any more."""
    desk.wait_for_load_state("networkidle")
    at_the_desk.sign_out(desk)
    at_the_desk.sign_in(desk, login)


def alert(desk: Page, name: str) -> Locator:
    """What stands on top of the matter."""
    return at_the_desk.matter(desk).get_by_role("region", name=name)


def ask_to_return(desk: Page, reason: str, *, hint: str) -> None:
    """Without the duty that it rests on, the page asks for it and keeps the reason."""
    at_the_desk.choose_more(desk, "申请退回")
    expect(desk.locator("#move")).to_contain_text(hint)
    desk.locator("#move").get_by_label("理由").fill(reason)
    at_the_desk.press_button(desk, "申请退回")
    expect(desk.locator("#move")).to_contain_text("请写明权责依据")
    expect(desk.locator("#move").get_by_label("理由")).to_have_value(reason)
    desk.locator("#move").get_by_label("权责依据").fill("区住建局权责清单第 12 项。")
    at_the_desk.press_button(desk, "申请退回")
    expect(at_the_desk.said(desk)).to_contain_text("退回申请已送营商办。")


def refuse(desk: Page, reason: str) -> None:
    at_the_desk.matter(desk).get_by_role("link", name="驳回退回", exact=True).click()
    desk.locator("#move").get_by_label("理由", exact=True).fill(reason)
    desk.get_by_label("退回理由与权责清单冲突").check()
    at_the_desk.press_button(desk, "驳回退回")
    expect(at_the_desk.said(desk)).to_contain_text("已驳回退回申请。")


def rule(desk: Page, few_letters: str, reason: str) -> None:
    at_the_desk.press_d(desk, "裁定承办单位")
    expect(desk.locator("#move")).to_contain_text("任何单位不能再退回")
    desk.get_by_label("输入几个字找单位").fill(few_letters)
    desk.get_by_label("秦都区住建局").check()
    desk.locator("#move").get_by_label("裁定理由").fill(reason)
    at_the_desk.press_button(desk, "裁定承办单位")
    expect(at_the_desk.said(desk)).to_contain_text("已裁定承办单位")
    expect(at_the_desk.matter(desk).locator(".facts")).to_contain_text("秦都区住建局")
